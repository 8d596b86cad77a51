"""What would mend a network that breaks: changed layers, offered only if the broken one then fits.

Each code has its change; it may bring up the next complaint of the same layer (a flatten is put in, then `in_features`
disagrees), so changes are made until the layer fits or nothing is left to try. Where no change is written down, the
refused field goes back to torch's default. What is told is the change alone: how the rest was written is the reader's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pydantic import ValidationError

from app.errors import Refusal
from app.layers import KINDS, Layer, Shape

from .chain import Chain, longest

MOST_CHANGES = 4


@dataclass(frozen=True)
class Mended:
    """A layer of the changed network.

    Attributes:
        layer: as it is now.
        origin: its index in the network that breaks; None for a layer that was put in.
        changed: the fields that have another value now; what is back at torch's default is None and need not be said.
    """

    layer: Layer
    origin: int | None
    changed: Mapping[str, Any]


@dataclass(frozen=True)
class _Case:
    """One layer that does not fit.

    Attributes:
        layers: the network.
        origins: where each layer stood before anything was changed; None for what was put in.
        before: the layers that fit; the one after them does not.
        refusal: why it does not.
    """

    layers: tuple[Layer, ...]
    origins: tuple[int | None, ...]
    before: Chain
    refusal: Refusal

    @property
    def index(self) -> int:
        """The layer's place."""
        return len(self.before.steps)

    @property
    def shape(self) -> Shape:
        """What the layer reads."""
        return self.before.output_shape

    @property
    def layer(self) -> Any:
        """The layer; that it has the fields which the refusal is about goes without saying."""
        return self.layers[self.index]

    def altered(self, **fields: Any) -> _Case:
        """With other values in some of the layer's fields."""
        changed = type(self.layer).model_validate({**self.layer.model_dump(), **fields})
        return replace(self, layers=(*self.layers[: self.index], changed, *self.layers[self.index + 1 :]))


_Change: TypeAlias = Callable[[_Case], _Case]


class _NothingToDo(Exception):
    """No change of ours helps here."""


def remedy(layers: Sequence[Layer], index: int, refusal: Refusal, input_shape: Shape) -> tuple[Mended, ...] | None:
    """The layers so changed that the one that breaks fits; None where no change of ours mends it.

    Args:
        layers: the network.
        index: the first layer that does not fit.
        refusal: why.
        input_shape: of the network's input.
    """
    case = _Case(tuple(layers), tuple(range(len(layers))), longest(layers[:index], input_shape)[0], refusal)
    for _ in range(MOST_CHANGES):
        try:
            changed = _CHANGES.get(case.refusal.code, _to_default)(case)
        except (_NothingToDo, ValidationError):
            return None
        fitting, still = longest(changed.layers, input_shape)
        # The layer may have moved: all that stood up to it must fit in the new order.
        *_, place = places = [changed.origins.index(origin) for origin in range(index + 1)]
        if len(fitting.steps) > max(places):
            return tuple(_mended(layers, *each) for each in zip(changed.layers, changed.origins, strict=True))
        if len(fitting.steps) < place or still is None:
            return None  # what came before fitted, and would no longer
        case = replace(changed, before=fitting, refusal=still)
    return None


def _mended(before: Sequence[Layer], layer: Layer, origin: int | None) -> Mended:
    if origin is None:
        return Mended(layer, None, {})
    changed = {
        name: None if value == field.default else value
        for name, field in type(layer).model_fields.items()
        if (value := getattr(layer, name)) != getattr(before[origin], name)
    }
    return Mended(layer, origin, changed)


def _to_default(case: _Case) -> _Case:
    """The refused field as torch has it unless told otherwise."""
    name = case.refusal.loc[-1] if case.refusal.loc else None
    field = type(case.layer).model_fields.get(name) if isinstance(name, str) else None
    if field is None or field.is_required() or getattr(case.layer, str(name)) == field.default:
        raise _NothingToDo
    return case.altered(**{str(name): field.default})


def _flatten_before(case: _Case) -> _Case:
    flatten = KINDS["flatten"].model_validate({"kind": "flatten"})
    return replace(
        case,
        layers=(*case.layers[: case.index], flatten, *case.layers[case.index :]),
        origins=(*case.origins[: case.index], None, *case.origins[case.index :]),
    )


def _before_flatten(case: _Case) -> _Case:
    """The layer moved to where there were pictures yet; what it stood behind then reads its answer."""
    steps = case.before.steps
    flat = next((i for i, step in enumerate(steps) if len(step.output_shape) < len(step.input_shape)), None)
    if flat is None:
        raise _NothingToDo
    order = [*range(flat), case.index, *range(flat, case.index), *range(case.index + 1, len(case.layers))]
    return replace(case, layers=tuple(case.layers[i] for i in order), origins=tuple(case.origins[i] for i in order))


def _dividing_groups(case: _Case) -> _Case:
    """The most groups up to those asked for that divide the channels on both sides."""
    both, asked = case.refusal.params["largest"], case.layer.groups
    assert isinstance(both, int)  # noqa: S101 - said to mypy
    return case.altered(groups=next(n for n in range(min(both, asked), 0, -1) if both % n == 0))


def _as_same(case: _Case) -> _Case:
    """The padding of `same` in numbers, which any stride takes."""
    return case.altered(padding=tuple(reach // 2 for reach in _spans(case)))


def _fitting_window(case: _Case) -> _Case:
    """Padding as of `same` where the layer may pad as much as it likes, else a kernel that fits."""
    padding = _padding(case)
    if getattr(case.layer, "padding_mode", None) == "zeros":
        return case.altered(
            padding=tuple(
                pad if span <= size + 2 * pad else max(pad, span // 2, -((size - span) // 2))
                for span, size, pad in zip(_spans(case), case.shape[1:], padding, strict=True)
            )
        )
    gaps = getattr(case.layer, "dilation", (1, 1))
    return case.altered(
        kernel_size=tuple(
            min(kernel, max(1, (size + 2 * pad - 1) // gap + 1))
            for kernel, size, pad, gap in zip(case.layer.kernel_size, case.shape[1:], padding, gaps, strict=True)
        )
    )


def _half_kernel(case: _Case) -> _Case:
    pairs = zip(case.layer.padding, case.layer.kernel_size, strict=True)
    return case.altered(padding=tuple(min(pad, kernel // 2) for pad, kernel in pairs))


def _not_negative(case: _Case) -> _Case:
    return case.altered(padding=tuple(max(pad, 0) for pad in case.layer.padding))


def _replicated(case: _Case) -> _Case:
    """The edge repeated: as wide as one likes, where mirrored and wrapped padding end."""
    return case.altered(**{"mode" if hasattr(case.layer, "mode") else "padding_mode": "replicate"})


def _something_left(case: _Case) -> _Case:
    """Less is cut away: of padding as a layer one cell stays, of a transposed convolution's answer too."""
    if not hasattr(case.layer, "output_padding"):
        left, right, top, bottom = case.layer.padding
        _, height, width = case.shape
        return case.altered(padding=(*_cropped(left, right, width), *_cropped(top, bottom, height)))
    spread = [
        (size - 1) * stride + span + more
        for size, stride, span, more in zip(
            case.shape[1:], case.layer.stride, _spans(case), case.layer.output_padding, strict=True
        )
    ]
    pairs = zip(case.layer.padding, spread, strict=True)
    return case.altered(padding=tuple(min(pad, (whole - 1) // 2) for pad, whole in pairs))


def _cropped(before: int, after: int, size: int) -> tuple[int, int]:
    """The two sides, negative where they crop, so that at least one real cell stays."""
    before = max(before, 1 - size)
    return before, max(after, 1 - size - min(before, 0))


def _output_padding(case: _Case) -> _Case:
    three = zip(case.layer.output_padding, case.layer.stride, case.layer.dilation, strict=True)
    return case.altered(output_padding=tuple(min(more, max(stride, gap) - 1) for more, stride, gap in three))


def _spans(case: _Case) -> list[int]:
    """How many rows and columns the kernel reaches over."""
    gaps = getattr(case.layer, "dilation", (1, 1))
    return [gap * (kernel - 1) + 1 for kernel, gap in zip(case.layer.kernel_size, gaps, strict=True)]


def _padding(case: _Case) -> tuple[int, int]:
    """Rows and columns of padding on each side, where it is given as a number."""
    padding = getattr(case.layer, "padding", (0, 0))
    return (0, 0) if isinstance(padding, str) else padding


_CHANGES: dict[str, _Change] = {
    "needs_flatten": _flatten_before,
    "needs_picture": _before_flatten,
    "groups_do_not_divide": _dividing_groups,
    "same_needs_stride_1": _as_same,
    "kernel_too_large": _fitting_window,
    "padding_over_half_kernel": _half_kernel,
    "negative_padding": _not_negative,
    "reflect_too_wide": _replicated,
    "circular_too_wide": _replicated,
    "output_empty": _something_left,
    "crop_too_large": _something_left,
    "output_padding_too_large": _output_padding,
    "norm_type_zero": lambda case: case.altered(norm_type=2.0),
}
