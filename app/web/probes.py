"""The pictures that runs are asked about each epoch stay as long as their runs, over restarts too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from app.errors import Refusal
from app.images import SAMPLES, PictureStore
from app.layers import inside
from app.training.spec import Probe


class Probes:
    """Keeps one picture of the store for each run that has it as its probe; samples are always there.

    Args:
        store: the pictures.
        specs: of the runs that are there already, as JSON has them. A picture of theirs that is gone stays gone: the
            run has its numbers.
    """

    def __init__(self, store: PictureStore, specs: Iterable[Mapping[str, Any]]) -> None:
        self._store = store
        for spec in specs:
            with suppress(Refusal):
                self._keep(_image(spec))

    def check(self, probe: Probe | None) -> None:
        """Refuses what `keeping` would.

        Raises:
            Refusal: `picture_unknown` (404).
        """
        image = probe.image if probe else None
        with inside("probe", "image"):
            self._keep(image)
        self._release(image)

    @contextmanager
    def keeping(self, probe: Probe | None) -> Iterator[None]:
        """Keeps the picture for a run that is submitted in the block, or not, where the block raises.

        Raises:
            Refusal: `picture_unknown` (404).
        """
        image = probe.image if probe else None
        with inside("probe", "image"):
            self._keep(image)
        try:
            yield
        except BaseException:
            self._release(image)
            raise

    def release(self, spec: Mapping[str, Any]) -> None:
        """A run with this spec is no more."""
        self._release(_image(spec))

    def _keep(self, image: str | None) -> None:
        if image is not None and image not in SAMPLES:
            self._store.keep(image)

    def _release(self, image: str | None) -> None:
        if image is not None and image not in SAMPLES:
            self._store.release(image)


def _image(spec: Mapping[str, Any]) -> str | None:
    probe = spec.get("probe")
    return probe["image"] if probe else None
