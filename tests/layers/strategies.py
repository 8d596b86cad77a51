"""Random layers as JSON would bring them; about a third of them are wrong on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from app.layers.numbers import Float32

Parameters = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """A layer's parameters and an input for it."""

    kind: str
    parameters: Parameters
    x: Float32

    def __repr__(self) -> str:
        return f"{self.kind} {self.parameters} on {self.x.shape}"


def mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nine times in ten the first."""
    return st.integers(0, 9).flatmap(lambda n: odd if n == 9 else usual)


def pairs(low: int, high: int) -> st.SearchStrategy[int | list[int]]:
    """A number, or a pair as JSON has it; now and then a list of one number."""
    one = st.integers(low, high)
    return mostly(one | st.lists(one, min_size=2, max_size=2), st.lists(one, min_size=1, max_size=1))


def sizes(low: int, high: int) -> st.SearchStrategy[Any]:
    """Pairs of a parameter that must be positive; now and then it is not."""
    return mostly(pairs(low, high), pairs(-1, high))


def paddings(high: int) -> st.SearchStrategy[Any]:
    return mostly(pairs(0, high), pairs(-2, high))


_MODES = st.sampled_from(["zeros", "zeros", "reflect", "replicate", "circular"])
_FLAGS = st.booleans()
_CONVOLUTION = {"out_channels": mostly(st.sampled_from([1, 2, 4, 6]), st.integers(0, 5)), "kernel_size": sizes(1, 5)}
_CONVOLUTION_OPTIONS = {
    "in_channels": mostly(st.none(), st.integers(1, 4)),
    "stride": mostly(pairs(1, 1), sizes(1, 3)),
    "dilation": sizes(1, 3),
    "groups": mostly(st.sampled_from([1, 1, 2]), st.integers(0, 4)),
    "bias": _FLAGS,
    "device": st.none(),
    "dtype": st.sampled_from([None, "float32"]),
}
_POOLING_OPTIONS = {"stride": st.none() | sizes(1, 4), "ceil_mode": _FLAGS}
_OUTPUT_SIZE = st.integers(1, 9) | st.lists(st.none() | st.integers(1, 9), min_size=2, max_size=2)

REQUIRED: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "conv2d": _CONVOLUTION,
    "conv_transpose2d": _CONVOLUTION,
    "max_pool2d": {"kernel_size": sizes(1, 5)},
    "avg_pool2d": {"kernel_size": sizes(1, 5)},
    "lp_pool2d": {"norm_type": st.sampled_from([1, 2, 2.0, 3, 4, 1.5, 0.5, -1, 0]), "kernel_size": sizes(1, 5)},
    "adaptive_avg_pool2d": {"output_size": mostly(_OUTPUT_SIZE, pairs(-1, 2))},
    "adaptive_max_pool2d": {"output_size": mostly(_OUTPUT_SIZE, pairs(-1, 2))},
    "pad2d": {
        "padding": st.integers(-1, 4)
        | st.lists(st.integers(0, 4), min_size=4, max_size=4)
        | st.lists(st.integers(-7, 5), min_size=4, max_size=4)
    },
}

OPTIONAL: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "conv2d": {
        **_CONVOLUTION_OPTIONS,
        "padding": st.just("same") | st.just("valid") | paddings(3) | paddings(6),
        "padding_mode": _MODES,
    },
    "conv_transpose2d": {
        **_CONVOLUTION_OPTIONS,
        "stride": sizes(1, 3),
        "padding": paddings(2),
        "output_padding": pairs(0, 2),
        "padding_mode": mostly(st.just("zeros"), _MODES),
    },
    "max_pool2d": {**_POOLING_OPTIONS, "padding": paddings(2), "dilation": sizes(1, 3), "return_indices": _FLAGS},
    "avg_pool2d": {
        **_POOLING_OPTIONS,
        "padding": paddings(2),
        "count_include_pad": _FLAGS,
        "divisor_override": st.none() | st.integers(-1, 5),
    },
    "lp_pool2d": _POOLING_OPTIONS,
    "adaptive_avg_pool2d": {},
    "adaptive_max_pool2d": {"return_indices": _FLAGS},
    "pad2d": {
        "mode": st.sampled_from(["constant", "reflect", "replicate", "circular"]),
        "value": mostly(st.just(0), st.sampled_from([0.5, -3, 0.1])),
    },
}

WINDOWED = list(REQUIRED)


FLAT: dict[str, st.SearchStrategy[Any]] = {
    "relu": st.fixed_dictionaries({}, optional={"inplace": st.booleans()}),
    "leaky_relu": st.fixed_dictionaries({}, optional={"inplace": st.booleans(), "negative_slope": st.floats(-1, 2)}),
    "sigmoid": st.just({}),
    "tanh": st.just({}),
    "gelu": st.fixed_dictionaries({}, optional={"approximate": st.sampled_from(["none", "tanh"])}),
    "softmax": st.fixed_dictionaries({"dim": st.integers(-4, 3) | st.none()}),
    "dropout": st.fixed_dictionaries({"p": st.floats(0, 1)}, optional={"inplace": st.booleans()}),
    "flatten": st.fixed_dictionaries({}, optional={"start_dim": st.integers(-3, 3), "end_dim": st.integers(-3, 3)}),
    "batch_norm2d": st.fixed_dictionaries(
        {},
        optional={
            "num_features": mostly(st.none(), st.integers(1, 4)),
            "momentum": st.none() | st.floats(0, 1),
            "affine": st.booleans(),
            "track_running_stats": st.booleans(),
            "eps": st.sampled_from([0.0, 1e-5]),
        },
    ),
    "linear": st.fixed_dictionaries(
        {"out_features": mostly(st.integers(1, 9), st.integers(0, 1))},
        optional={"in_features": mostly(st.none(), st.integers(1, 9)), "bias": st.booleans()},
    ),
}


def _of_kind(kind: str, parameters: st.SearchStrategy[Parameters]) -> st.SearchStrategy[Parameters]:
    return parameters.map(lambda values: {**values, "kind": kind})


LAYERS: st.SearchStrategy[Parameters] = st.one_of(
    *(_of_kind(kind, st.fixed_dictionaries(REQUIRED[kind], optional=OPTIONAL[kind])) for kind in REQUIRED),
    *(_of_kind(kind, parameters) for kind, parameters in FLAT.items()),
)
"""A layer of any kind, with `kind` among its parameters."""


@st.composite
def drawn(draw: st.DrawFn, kind: str) -> Drawn:
    """A layer of this kind and an input.

    The numbers are quarters, so that float32 adds and multiplies most of them exactly and ties are common; a tolerance
    that holds then is about the geometry. Powers that make no sense of negative numbers get none.
    """
    parameters = draw(st.fixed_dictionaries(REQUIRED[kind], optional=OPTIONAL[kind]))
    shape = draw(st.tuples(st.sampled_from([1, 2, 2, 4]), st.integers(1, 12), st.integers(1, 12)))
    x = np.random.default_rng(draw(st.integers(0, 2**32))).integers(-16, 17, shape) / np.float32(4)
    if parameters.get("norm_type") not in {None, 1, 2, 3, 4}:
        x = abs(x)
    return Drawn(kind, parameters, x.astype(np.float32))
