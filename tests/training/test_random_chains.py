"""Any network is refused before it runs, or trains to its end: nothing fails on the way."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import Refusal
from app.i18n.catalogue import catalogue
from app.training.spec import Limits
from tests.layers.strategies import OPTIONAL, REQUIRED

from .small import flat, little, spec, trainer

FLAT: dict[str, st.SearchStrategy[Any]] = {
    "relu": st.fixed_dictionaries({}, optional={"inplace": st.booleans()}),
    "leaky_relu": st.fixed_dictionaries({}, optional={"inplace": st.booleans(), "negative_slope": st.floats(-1, 2)}),
    "sigmoid": st.just({}),
    "tanh": st.just({}),
    "gelu": st.just({}),
    "softmax": st.fixed_dictionaries({"dim": st.integers(-4, 3) | st.none()}),
    "dropout": st.fixed_dictionaries({"p": st.floats(0, 1)}, optional={"inplace": st.booleans()}),
    "flatten": st.fixed_dictionaries({}, optional={"start_dim": st.integers(-3, 3), "end_dim": st.integers(-3, 3)}),
    "batch_norm2d": st.fixed_dictionaries(
        {},
        optional={
            "momentum": st.none() | st.floats(0, 1),
            "affine": st.booleans(),
            "track_running_stats": st.booleans(),
            "eps": st.sampled_from([0.0, 1e-5]),
        },
    ),
    "linear": st.fixed_dictionaries({"out_features": st.integers(1, 9)}, optional={"bias": st.booleans()}),
}


def of_kind(kind: str, parameters: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return parameters.map(lambda values: {**values, "kind": kind})


LAYERS = st.one_of(
    *(of_kind(kind, st.fixed_dictionaries(REQUIRED[kind], optional=OPTIONAL[kind])) for kind in REQUIRED),
    *(of_kind(kind, parameters) for kind, parameters in FLAT.items()),
)


@st.composite
def networks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Mostly ones that end as the loss wants it."""
    body = draw(st.lists(LAYERS, max_size=4))
    tail = [{"kind": "flatten"}, *draw(st.lists(LAYERS, max_size=1)), {"kind": "linear", "out_features": 3}]
    return [*body, *tail] if draw(st.integers(0, 9)) else body


@given(
    networks(),
    st.sampled_from([(1, 6, 6), (2, 5, 8), (3, 9, 4)]),
    st.sampled_from([1, 4, 9, 16]),
    st.sampled_from([0, 0.3]),
)
def test_it_is_refused_or_it_trains(
    network: list[dict[str, Any]], shape: tuple[int, int, int], batch_size: int, fraction: float
) -> None:
    try:
        wanted = spec(layers=network, epochs=1, batch_size=batch_size, validation_split=fraction)
    except ValidationError:
        return
    data, refusal = little(17, shape=shape), None
    try:
        run = trainer(wanted, data, limits=Limits(step_macs=10**7))
    except Refusal as refused:
        refusal = refused
    if refusal:
        assert f"errors.{refusal.code}.detail" in catalogue("en")
        return
    events = flat(run.run())
    assert events[-1].fields == {"reason": "completed", "epochs": 1}
    assert sum(event.type == "maps_saved" for event in events) == 1
