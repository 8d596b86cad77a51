"""Any network is refused before it runs, or trains to its end: nothing fails on the way."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import Refusal
from app.i18n.catalogue import catalogue
from app.training.spec import Limits
from tests.layers.strategies import LAYERS

from .small import flat, little, spec, trainer


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
