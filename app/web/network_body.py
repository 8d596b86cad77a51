"""The bodies of requests about a whole network: its layers, its weights, and what it reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError, PydanticKnownError

from app.layers import AnyLayer, Seed, Shape
from app.web.inputs import Input

STRICT = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)
MOST = 1_000
"""Layers that are read at all; how many a network may have is a setting."""
LARGEST = 2**31 - 1


def _tuple_of(most: int) -> BeforeValidator:
    """JSON has lists only, and tuples can be remembered by. Too long a list is refused before its members are read."""

    def as_tuple(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        if len(value) > most:
            raise PydanticKnownError(
                "too_long", {"field_type": "Tuple", "max_length": most, "actual_length": len(value)}
            )
        return tuple(value)

    return BeforeValidator(as_tuple)


def _picture_or_flat(shape: Shape) -> Shape:
    if len(shape) == 2:
        raise PydanticCustomError("input_shape_dimensions", "three numbers or one")
    return shape


Layers: TypeAlias = Annotated[tuple[AnyLayer, ...], Field(max_length=MOST), _tuple_of(MOST)]
Count: TypeAlias = Annotated[int, Field(ge=1, le=LARGEST)]
Index: TypeAlias = Annotated[int, Field(ge=0, le=LARGEST)]
Epoch: TypeAlias = Annotated[int, Field(ge=0, le=LARGEST, description="Counted from 0.")]
RunName: TypeAlias = Annotated[str, Field(min_length=1, max_length=64, description="The id of a run.")]
InputShape: TypeAlias = Annotated[
    tuple[Count, ...],
    Field(min_length=1, max_length=3, description="`[C, H, W]`, or `[F]` of a flat input."),
    AfterValidator(_picture_or_flat),
    _tuple_of(3),
]
TENSOR_NAME = r"^(input|layers\.(0|[1-9][0-9]{0,3})\.(output|rows|cols|weight|bias|mask|running_mean|running_var))$"
_TENSOR_NAME = re.compile(TENSOR_NAME.rstrip("$"))


def _tensor_name(name: str) -> str:
    if not _TENSOR_NAME.fullmatch(name):
        raise PydanticCustomError("tensor_name", "the name of a tensor")
    return name


TensorName: TypeAlias = Annotated[
    str,
    AfterValidator(_tensor_name),
    Field(
        description="`input`, or `layers.{i}.` and the name of one of its tensors.",
        json_schema_extra={"pattern": TENSOR_NAME},
    ),
]


class SeedWeights(BaseModel):
    """Torch's own initialisation: one `manual_seed`, then the layers in order."""

    model_config = STRICT

    seed: Seed


class EpochWeights(BaseModel):
    """The weights that a run had after an epoch."""

    model_config = STRICT

    run: RunName
    epoch: Epoch


class CheckpointWeights(BaseModel):
    """The weights in a file that a callback of a run has saved."""

    model_config = STRICT

    run: RunName
    checkpoint: Annotated[str, Field(min_length=1, max_length=255, description="As the list of checkpoints has it.")]


class FileWeights(BaseModel):
    """The weights of an uploaded file."""

    model_config = STRICT

    file: Annotated[str, Field(min_length=1, max_length=64, description="The id that the upload was given.")]


# None of these words is a member: a refusal of a member would be taken for one of the way itself.
_FORMS: dict[frozenset[str], str] = {
    frozenset({"seed"}): "by_seed",
    frozenset({"run", "epoch"}): "by_epoch",
    frozenset({"run", "checkpoint"}): "by_checkpoint",
    frozenset({"file"}): "by_file",
}
_MEMBERS = frozenset[str]().union(*_FORMS)


def _form(value: Any) -> str | None:
    """By which members weights are told; None where it is by none, or by those of several ways."""
    if isinstance(value, BaseModel):
        return _FORMS.get(frozenset(type(value).model_fields))
    return _FORMS.get(_MEMBERS.intersection(value)) if isinstance(value, Mapping) else None


AnyWeights: TypeAlias = Annotated[
    Annotated[SeedWeights, Tag("by_seed")]
    | Annotated[EpochWeights, Tag("by_epoch")]
    | Annotated[CheckpointWeights, Tag("by_checkpoint")]
    | Annotated[FileWeights, Tag("by_file")],
    Discriminator(_form, custom_error_type="weights_form", custom_error_message="weights in one of four ways"),
    Field(description="Exactly one of: a seed; a run and an epoch; a run and a checkpoint; an uploaded file."),
]


class ChainBody(BaseModel):
    """Layers on an input of a known shape."""

    model_config = STRICT

    input_shape: InputShape
    layers: Layers


class WeighedBody(ChainBody):
    """The same with weights."""

    weights: AnyWeights = SeedWeights(seed=0)


class NetworkBody(BaseModel):
    """A network, what it reads, and what determines its numbers."""

    model_config = ConfigDict(**STRICT, arbitrary_types_allowed=True)

    input: Input
    layers: Layers
    weights: AnyWeights = SeedWeights(seed=0)
    mode: Annotated[
        Literal["eval", "train"], Field(description="`train` lets dropout and batch norm do their work.")
    ] = "eval"
    seed: Annotated[Seed, Field(description="Of dropout in train mode.")] = 0
    want: Annotated[
        list[TensorName] | None,
        Field(
            max_length=8 * MOST,
            description="The tensors to send; left out, all of them. Layers that are not there send none.",
        ),
    ] = None


class CellBody(NetworkBody):
    """The same body plus a cell; `want` is taken, so that it is the same, and changes nothing."""

    layer: Annotated[Index, Field(description="Whose output the cell is in, counted from 0.")]
    at: Annotated[list[Index], Field(min_length=1, max_length=3, description="`[c, y, x]`, or `[i]` of a flat output.")]


class PlaceBody(NetworkBody):
    """The same body plus a cell, or one place in all channels; `want` changes nothing."""

    layer: Annotated[
        int, Field(ge=-1, le=LARGEST, description="Whose output the cell is in, counted from 0; −1 is the input.")
    ] = -1
    at: Annotated[
        list[Index],
        Field(
            min_length=1,
            max_length=3,
            description="`[y, x]`, in all channels; or one cell, `[c, y, x]`, or `[i]` of a flat tensor.",
        ),
    ]


class WhyBody(NetworkBody):
    """The same body plus how to ask why; `want` changes nothing."""

    method: Literal["saliency", "grad_cam", "occlusion"]
    target: Annotated[Index | None, Field(description="The class; null for the winner.")] = None
    layer: Annotated[
        Index | None, Field(description="Whose maps Grad-CAM weighs; null for the last one that has rows and columns.")
    ] = None


class SeekBody(WeighedBody):
    """A map of a layer, or a feature of a flat one, and how to climb towards what excites it."""

    model_config = ConfigDict(**STRICT, arbitrary_types_allowed=True)

    layer: Index
    channel: Annotated[Index, Field(description="The map; of a flat layer, the feature.")] = 0
    picture: Annotated[
        list[Any] | None, Field(description="Where to start, in the input's shape, in 0 … 1; null for faint noise.")
    ] = None
    steps: Annotated[int, Field(ge=1, le=256)] = 16
    seed: Seed = 0


class ExcitingBody(BaseModel):
    """A map of a layer, or a feature of a flat one, and the pictures to look through."""

    model_config = STRICT

    layers: Layers
    weights: AnyWeights = SeedWeights(seed=0)
    dataset: Annotated[str, Field(min_length=1, max_length=80, description="The id of a data set.")]
    layer: Index
    channel: Annotated[Index, Field(description="The map; of a flat layer, the feature.")] = 0
    count: Annotated[int, Field(ge=1, le=64, description="How many pictures to find.")] = 9
    samples: Annotated[int, Field(ge=1, le=100_000, description="How many of the first pictures to look at.")] = 512
