"""A run before it runs: its plan within this server's limits, and the picture that it is asked about each epoch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.images import SAMPLES, Preparation, prepare
from app.layers import Shape, inside
from app.settings import Settings
from app.training.datasets import About, about
from app.training.spec import Limits, Plan, Probe, RunSpec, plan
from app.web.context import Context

Array = NDArray[np.float32]


def limits_of(settings: Settings) -> Limits:
    """What one run may ask for and use on this server."""
    return Limits(
        epochs=settings.max_epochs,
        batch_size=settings.max_batch_size,
        parameters=settings.max_parameters,
        step_macs=settings.max_step_macs,
        samples=settings.max_samples,
        checkpoint_bytes=settings.max_checkpoint_mb * 2**20,
        seconds=settings.max_minutes * 60,
    )


def planned(context: Context, spec: RunSpec) -> tuple[About, Plan]:
    """What is known of the data set, and the plan on it; reads files where the data set is made of files.

    Raises:
        Refusal: what `datasets.about` and `plan` say.
    """
    known = about(spec.dataset, context.settings.data)
    return known, plan(spec, known, limits_of(context.settings))


def probe_of(context: Context, probe: Probe | None, shape: Shape) -> Array | None:
    """The probe's picture as the network reads it: in the colours and the size of the data set.

    Raises:
        Refusal: `picture_unknown` (404).
    """
    if probe is None:
        return None
    channels, height, width = shape
    sample = SAMPLES.get(probe.image)
    with inside("probe", "image"):
        picture = sample.image() if sample else context.pictures.get(probe.image)
    return prepare(picture, Preparation(color="gray" if channels == 1 else "rgb", size=(height, width)))
