"""What one output cell is made of, where torch's numbers do not say it already."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.errors import Refusal
from app.layers import KINDS, Layer, WeightValues, explain
from app.layers.explain import MAX_TERMS

from .oracle import assert_told, read


@pytest.mark.parametrize("kind", ["linear", "softmax", "max_pool2d"])
def test_too_many_terms_are_refused_before_anything_runs(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object) -> None:
        raise AssertionError("the layer ran")

    monkeypatch.setattr(KINDS[kind], "run", run)
    monkeypatch.setattr(Layer, "module", run)
    many = MAX_TERMS + 1
    parameters: dict[str, dict[str, Any]] = {
        "linear": {"out_features": 1},
        "softmax": {},
        "max_pool2d": {"kernel_size": [1, many]},
    }
    layer = read(kind, parameters[kind])
    shape = (1, 1, many) if kind == "max_pool2d" else (many,)
    with pytest.raises(Refusal) as refused:
        explain(layer, np.zeros(shape, np.float32), at=[0] * len(layer.output_shape(shape)))
    assert (refused.value.code, refused.value.loc) == ("too_many_terms", ("at",))
    assert refused.value.params == {"terms": many, "limit": MAX_TERMS}
    assert_told("too_many_terms.detail", refused.value.params)


def test_only_taps_that_are_there_count_as_terms() -> None:
    stamp = read("conv_transpose2d", {"out_channels": 1, "kernel_size": 320, "stride": 320})
    assert len(explain(stamp, np.ones((1, 1, 1), np.float32), at=[0, 5, 7])["terms"]) == 1


def test_the_weight_of_batch_norm_multiplies_no_input() -> None:
    x = np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    values = WeightValues(values=[2.0, 3.0])
    told = explain(read("batch_norm2d", {}), x, at=[1, 0, 1], weight=values, bias=[0.5, 0.25], mode="train")
    assert told["terms"] == [
        {"channel": 1, "row": 0, "col": 1, "input": 5.0, "weight": None, "product": None, "padding": False}
    ]
    assert (told["partial_sums"], told["bias"]) == (None, 0.25)
    mean, variance = x[1].mean(), x[1].var()
    assert told["value"] == pytest.approx((5 - mean) / np.sqrt(variance + 1e-5) * 3 + 0.25)
    assert abs(told["difference"]) < 1e-5
