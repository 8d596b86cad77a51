"""What a run is asked to do, and whether it can be done: everything is checked before anything runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from app.errors import Refusal
from app.layers import AnyLayer, Seed, Shape, inside
from app.networks import Chain, chain
from app.training import callbacks, maps
from app.training.callbacks import AnyCallback
from app.training.checks import check_batches, check_output, warnings_about
from app.training.events import Said
from app.training.optimizers import Adam, AnyOptimizer

LARGEST = 2**31 - 1
LONGEST_CHAIN = 200
MOST_CALLBACKS = 50

Count: TypeAlias = Annotated[int, Field(ge=1, le=LARGEST)]


class Probe(BaseModel):
    """The picture whose feature maps are saved after each epoch."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    image: Annotated[str, Field(min_length=1, max_length=64, description="The id of an uploaded picture or a sample.")]


class RunSpec(BaseModel):
    """One training run. The loss is the cross-entropy, the metrics are loss and accuracy. Frozen and strict."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    dataset: Annotated[str, Field(min_length=1, max_length=80, description="The id of a data set.")]
    layers: Annotated[list[AnyLayer], Field(max_length=LONGEST_CHAIN)]
    optimizer: AnyOptimizer = Adam()
    batch_size: Annotated[Count, Field(description="Samples per step; the last batch of an epoch may be smaller.")] = 64
    epochs: Count = 10
    validation_split: Annotated[
        float, Field(ge=0, lt=1, description="The last fraction of the training data, kept for validation; 0: none.")
    ] = 0.2
    seed: Seed = 0
    probe: Probe | None = None
    callbacks: Annotated[list[AnyCallback], Field(max_length=MOST_CALLBACKS)] = []


@dataclass(frozen=True)
class Limits:
    """How large a run may be; each has its own refusal.

    Attributes:
        epochs: of one run (`epochs_too_many`).
        batch_size: samples of a step (`batch_too_large`).
        parameters: numbers that training would change (`parameters_too_many`).
        step_macs: multiplications of a batch on its way through the network, or cells read where a layer multiplies
            nothing (`step_too_heavy`).
        step_numbers: float32 numbers that a step holds at once: what layers read and answer, and their scratch
            (`step_too_large`).
        samples: pictures of the data set, training and test together (`dataset_too_large`).
        checkpoint_bytes: of all files of a run together (`checkpoints_too_large`, while it runs).
        log_bytes: of the weights and maps that are kept of every epoch (`log_too_large`).
        seconds: of training, pauses not counted (`run_too_long`, while it runs).
    """

    epochs: int = 500
    batch_size: int = 1024
    parameters: int = 5_000_000
    step_macs: int = 5_000_000_000
    step_numbers: int = 64_000_000
    samples: int = 100_000
    checkpoint_bytes: int = 256 * 2**20
    log_bytes: int = 2**30
    seconds: float = 7200


class Facts(Protocol):
    """What must be known of a data set to plan a run on it: an `About` has it."""

    @property
    def classes(self) -> Sequence[str]:
        """What the labels stand for."""

    @property
    def shape(self) -> Shape:
        """C×H×W of one picture."""

    @property
    def train(self) -> int:
        """How many pictures there are to train on, before some are kept for validation."""

    @property
    def test(self) -> int:
        """How many pictures are kept apart altogether."""


@dataclass(frozen=True)
class Plan:
    """A run that can be done.

    Attributes:
        chain: the layers in their places, those that overwrite their input replaced by ones that do not.
        classes: what the outputs stand for.
        train: samples that are trained on, the first ones of the data set.
        validation: samples that are kept for validation, the last ones.
        batches: steps of an epoch.
        warnings: what is allowed, but hardly meant.
    """

    chain: Chain
    classes: tuple[str, ...]
    train: int
    validation: int
    batches: int
    warnings: tuple[Said, ...]


def plan(spec: RunSpec, about: Facts, limits: Limits) -> Plan:
    """Looks at everything that can be known before a run begins.

    Raises:
        Refusal: with the field in `loc`. Of layers, `layers`, the index and what the layer itself says, or
            `output_not_flat`, `output_count`, `nothing_to_train`, `layer_joins_samples`, `batch_norm_one_sample`; of
            the optimizer, what torch would say; of the split, `validation_takes_all`; of callbacks, as
            `callbacks.check`; of size, as `Limits`.
    """
    _within("epochs_too_many", spec.epochs, limits.epochs, "epochs")
    _within("batch_too_large", spec.batch_size, limits.batch_size, "batch_size")
    _within("dataset_too_large", about.train + about.test, limits.samples, "dataset")
    # Torch's backward pass refuses a layer that has overwritten what another one still needs; the numbers are the same.
    apart = [layer.model_copy(update={"inplace": False}) if layer.overwrites_input else layer for layer in spec.layers]
    network = chain(apart, about.shape)
    classes = tuple(about.classes)
    check_output(network, len(classes))
    train, validation = split(about.train, spec.validation_split)
    _within_step(spec, network, limits)
    check_batches(network, smallest=train % spec.batch_size or min(spec.batch_size, train))
    with inside("optimizer"):
        spec.optimizer.check()
    said = callbacks.check(spec.callbacks, validation=validation > 0)
    batches = math.ceil(train / spec.batch_size)
    return Plan(network, classes, train, validation, batches, (*warnings_about(network), *said))


def split(samples: int, fraction: float) -> tuple[int, int]:
    """How many samples are trained on, and how many are kept for validation: the last fraction, as Keras rounds it.

    Raises:
        Refusal: `validation_takes_all`, `validation_takes_none`, `nothing_to_train_on`.
    """
    if samples == 0:
        raise Refusal("nothing_to_train_on", loc=("dataset",))
    if fraction == 0:
        return samples, 0
    train = math.floor(samples * (1.0 - fraction))
    if train == 0:
        raise Refusal("validation_takes_all", loc=("validation_split",), samples=samples, split=fraction)
    if train == samples:
        raise Refusal("validation_takes_none", loc=("validation_split",), samples=samples, split=fraction)
    return train, samples - train


def _within(code: str, given: int, limit: int, *loc: str) -> None:
    if given > limit:
        raise Refusal(code, loc=loc, given=given, limit=limit)


def _within_step(spec: RunSpec, network: Chain, limits: Limits) -> None:
    """The network's size, and that of one step; layers are named where they alone are too much."""
    _within("parameters_too_many", network.parameters, limits.parameters, "layers")
    work = sum(max(step.macs, step.layer.reads(step.input_shape)) for step in network.steps)
    _within("step_too_heavy", spec.batch_size * work, limits.step_macs, "batch_size")
    held = math.prod(network.input_shape) + sum(
        math.prod(step.output_shape) + step.layer.scratch(step.input_shape) for step in network.steps
    )
    _within("step_too_large", spec.batch_size * held, limits.step_numbers, "batch_size")
    each_epoch = 4 * (network.parameters + maps.numbers_at_most(network))
    _within("log_too_large", each_epoch * spec.epochs, limits.log_bytes, "epochs")
