"""The member `input` of a request: a picture with its preparation, or a tensor written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, PlainValidator, Tag

from app.images import SAMPLES, Preparation, prepare
from app.layers import inside
from app.web.context import Context
from app.web.literal import literal_tensor

Array: TypeAlias = NDArray[np.float32]
Shape: TypeAlias = tuple[int, ...]

LARGEST_SIDE = 65_535
Start = Annotated[int, Field(ge=0, le=LARGEST_SIDE)]
Side = Annotated[int, Field(ge=1, le=LARGEST_SIDE)]


def _tuple(value: Any) -> Any:
    """JSON has lists only; strict tuples want tuples."""
    return tuple(value) if isinstance(value, list) else value


def _pair(value: Any) -> Any:
    """`n` → `(n, n)`."""
    return (value, value) if type(value) is int else _tuple(value)


def _literal(value: Any) -> Array:
    return literal_tensor(value, ("input", "tensor"))


class PictureInput(BaseModel):
    """A picture, then `crop`, then `color`, then `size`, then bytes / 255."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    image: Annotated[str, Field(min_length=1, max_length=64, description="The id of an uploaded picture or a sample.")]
    crop: Annotated[
        tuple[Start, Start, Side, Side] | None,
        BeforeValidator(_tuple),
        Field(description="Top, left, height, width in pixels; null keeps the whole picture."),
    ] = None
    color: Annotated[
        Literal["rgb", "gray"],
        Field(description="Three channels (a grey picture gives three equal ones), or one by Rec. 601."),
    ] = "rgb"
    size: Annotated[
        tuple[Side, Side] | None,
        BeforeValidator(_pair, json_schema_input_type=Side | tuple[Side, Side] | None),
        Field(description="Height and width, antialiased bilinear; null keeps them."),
    ] = None

    @property
    def preparation(self) -> Preparation:
        """What is done to the picture."""
        return Preparation(self.crop, self.color, self.size)

    def ready(self, context: Context) -> Array | None:
        """The tensor, if it is at hand without work."""
        if self.image not in SAMPLES and not context.pictures.touch(self.image):
            return None
        return context.prepared.get(self.image, self.preparation)

    def load(self, context: Context, check: Callable[[Shape], object]) -> Array:
        """The tensor, made from the picture; takes long.

        Args:
            check: gets the shape before any pixel is decoded and raises where it is too much.

        Raises:
            Refusal: `picture_unknown` (404), `crop_outside`, or what `check` raises.
        """
        sample = SAMPLES.get(self.image)
        preparation = self.preparation
        with inside("input"):
            if sample:
                image = sample.image()
                shape = preparation.shape(image.height, image.width)
            else:
                with inside("image"):
                    known = context.pictures.find(self.image)
                shape = preparation.shape(known.height, known.width)
        check(shape)
        array = prepare(image if sample else context.pictures.get(self.image), preparation)
        context.prepared.put(self.image, preparation, array)
        return array


class TensorInput(BaseModel):
    """A tensor written out: `C×H×W` or flat `F`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)

    tensor: Annotated[
        Array,
        PlainValidator(_literal, json_schema_input_type=list[float] | list[list[list[float]]]),
        Field(description="Nested lists of finite numbers, C×H×W, or one list of F numbers."),
    ]

    def ready(self, _context: Context) -> Array | None:
        """The tensor."""
        return self.tensor

    def load(self, _context: Context, check: Callable[[Shape], object]) -> Array:
        """The tensor, checked."""
        check(self.tensor.shape)
        return self.tensor


def _kind(value: Any) -> str:
    return (
        "written" if isinstance(value, TensorInput) or (isinstance(value, Mapping) and "tensor" in value) else "drawn"
    )


Input: TypeAlias = Annotated[
    Annotated[PictureInput, Tag("drawn")] | Annotated[TensorInput, Tag("written")], Discriminator(_kind)
]
