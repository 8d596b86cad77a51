"""What would mend a network that breaks: changed layers, offered only if the broken one then fits.

Each code has its change; it may bring up the next complaint of the same layer (a flatten is put in, then `in_features`
disagrees), so changes are made until the layer fits or nothing is left to try. Where no change is written down, the
refused field goes back to torch's default.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pydantic import ValidationError

from app.errors import Refusal
from app.layers import KINDS, Layer, Shape

from .chain import longest

MOST_CHANGES = 4


@dataclass(frozen=True)
class _Case:
    """One layer that does not fit.

    Attributes:
        layers: the network; `index` is the layer's place in it.
        shape: what the layer reads.
        refusal: why it does not.
    """

    layers: tuple[Layer, ...]
    index: int
    shape: Shape
    refusal: Refusal

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


def remedy(layers: Sequence[Layer], index: int, refusal: Refusal, input_shape: Shape) -> list[Layer] | None:
    """The layers so changed that the one that breaks fits; None where no change of ours mends it.

    Args:
        layers: the network.
        index: the first layer that does not fit.
        refusal: why.
        input_shape: of the network's input.
    """
    fitting, _ = longest(layers, input_shape)
    case = _Case(tuple(layers), index, fitting.output_shape, refusal)
    for _ in range(MOST_CHANGES):
        try:
            case = _CHANGES.get(case.refusal.code, _to_default)(case)
        except (_NothingToDo, ValidationError):
            return None
        fitting, still = longest(case.layers, input_shape)
        if len(fitting.steps) > case.index or still is None:
            return list(case.layers)
        if len(fitting.steps) < case.index:
            return None  # what came before fitted, and would no longer
        case = replace(case, shape=fitting.output_shape, refusal=still)
    return None


def _to_default(case: _Case) -> _Case:
    """The refused field as torch has it unless told otherwise."""
    name = case.refusal.loc[-1] if case.refusal.loc else None
    field = type(case.layer).model_fields.get(name) if isinstance(name, str) else None
    if field is None or field.is_required() or getattr(case.layer, str(name)) == field.default:
        raise _NothingToDo
    return case.altered(**{str(name): field.default})


def _flatten_before(case: _Case) -> _Case:
    flatten = KINDS["flatten"].model_validate({"kind": "flatten"})
    layers = (*case.layers[: case.index], flatten, *case.layers[case.index :])
    return replace(case, layers=layers, index=case.index + 1)


def _before_flatten(case: _Case) -> _Case:
    """The layer moved to where there were pictures yet; what it stood behind then reads its answer."""
    first = next((i for i, layer in enumerate(case.layers[: case.index]) if layer.kind == "flatten"), None)
    if first is None:
        raise _NothingToDo
    rest = [layer for i, layer in enumerate(case.layers) if i != case.index]
    return replace(case, layers=(*rest[:first], case.layer, *rest[first:]))


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
    if case.layer.group == "convolution" and case.layer.padding_mode == "zeros":
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
    return case.altered(**{"mode" if case.layer.group == "padding" else "padding_mode": "replicate"})


def _something_left(case: _Case) -> _Case:
    """Less is cut away: of padding as a layer one cell stays, of a transposed convolution's answer too."""
    if case.layer.group == "padding":
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
