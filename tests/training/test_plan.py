"""What is refused before anything runs, with the code, the place and numbers that say what would be right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import Refusal
from app.i18n.catalogue import catalogue
from app.training.datasets import About
from app.training.spec import Limits, RunSpec, plan, split

from .small import CNN, LINEAR, spec

ABOUT = About("little", ("a", "b", "c"), (1, 6, 6), 50, 0)
FLAT = {"kind": "flatten"}
NESTEROV = {"kind": "sgd", "nesterov": True}


def refused(wanted: RunSpec, about: About = ABOUT, limits: Limits | None = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        plan(wanted, about, limits or Limits())
    assert f"errors.{caught.value.code}.detail" in catalogue("en")
    return caught.value


def linear(out: int) -> dict[str, Any]:
    return {"kind": "linear", "out_features": out}


@pytest.mark.parametrize(
    ("layers", "code", "loc"),
    [
        ([], "output_not_flat", ("layers",)),
        ([{"kind": "relu"}], "output_not_flat", ("layers", 0)),
        ([FLAT, linear(4)], "output_count", ("layers", 1)),
        ([linear(3)], "needs_flatten", ("layers", 0)),
        (
            [FLAT, {"kind": "linear", "out_features": 3, "in_features": 5}],
            "in_features_disagree",
            ("layers", 1, "in_features"),
        ),
        ([{"kind": "adaptive_avg_pool2d", "output_size": [1, 3]}, FLAT], "nothing_to_train", ("layers",)),
        (
            [{"kind": "conv2d", "out_channels": 2, "kernel_size": 9}, *LINEAR],
            "kernel_too_large",
            ("layers", 0, "kernel_size"),
        ),
        (
            [{"kind": "max_pool2d", "kernel_size": 2, "return_indices": True}, *LINEAR],
            "returns_indices",
            ("layers", 0, "return_indices"),
        ),
        (
            [{"kind": "conv2d", "out_channels": 3, "kernel_size": 6}, {"kind": "flatten", "start_dim": 0}],
            "layer_joins_samples",
            ("layers", 1, "start_dim"),
        ),
    ],
)
def test_networks_that_cannot_learn(layers: list[dict[str, Any]], code: str, loc: tuple[str | int, ...]) -> None:
    refusal = refused(spec(layers=layers))
    assert (refusal.code, refusal.loc) == (code, loc)


def test_batch_norm_on_a_batch_of_one() -> None:
    """50 samples without validation in batches of 7 leave one over; torch would raise at the end of the epoch."""
    layers = [{"kind": "conv2d", "out_channels": 3, "kernel_size": 6}, {"kind": "batch_norm2d"}, FLAT]
    refusal = refused(spec(layers=layers, validation_split=0, batch_size=7))
    assert (refusal.code, refusal.loc, refusal.params) == ("batch_norm_one_sample", ("layers", 1), {"smallest": 1})
    assert plan(spec(layers=layers, validation_split=0, batch_size=8), ABOUT, Limits()).batches == 7


def test_batch_norm_without_an_eps() -> None:
    """Torch takes it in evaluation only."""
    refusal = refused(spec(layers=[{"kind": "batch_norm2d", "eps": 0}, *LINEAR]))
    assert (refusal.code, refusal.loc) == ("batch_norm_eps", ("layers", 0, "eps"))


@pytest.mark.parametrize(
    ("limits", "code", "loc"),
    [
        ({"epochs": 2}, "epochs_too_many", ("epochs",)),
        ({"batch_size": 7}, "batch_too_large", ("batch_size",)),
        ({"parameters": 100}, "parameters_too_many", ("layers",)),
        ({"step_macs": 5000}, "step_too_heavy", ("batch_size",)),
        ({"step_numbers": 1000}, "step_too_large", ("batch_size",)),
        ({"samples": 49}, "dataset_too_large", ("dataset",)),
        ({"log_bytes": 1000}, "log_too_large", ("epochs",)),
    ],
)
def test_each_limit_has_its_own_refusal(limits: dict[str, Any], code: str, loc: tuple[str, ...]) -> None:
    refusal = refused(spec(), limits=replace(Limits(), **limits))
    assert (refusal.code, refusal.loc) == (code, loc)
    assert isinstance(given := refusal.params["given"], int)
    assert given > next(iter(limits.values())) == refusal.params["limit"]


def test_absurd_sizes_are_refused_without_allocating() -> None:
    huge = {"kind": "conv2d", "out_channels": 2**31 - 1, "kernel_size": 3, "padding": "same"}
    assert refused(spec(layers=[huge, *LINEAR])).code == "parameters_too_many"


@pytest.mark.parametrize(
    ("fraction", "samples", "code"),
    [(0.99, 50, "validation_takes_all"), (0.2, 0, "nothing_to_train_on")],
)
def test_splits_that_leave_nothing(fraction: float, samples: int, code: str) -> None:
    assert refused(spec(validation_split=fraction), replace(ABOUT, train=samples)).code == code


@given(st.integers(2, 10_000), st.floats(0.001, 0.99))
def test_the_split_is_rounded_as_keras_rounds_it(samples: int, fraction: float) -> None:
    """As `keras.src.trainers.data_adapters.array_slicing.train_validation_split`."""
    keras = int(samples * (1.0 - fraction))
    if keras in {0, samples}:
        with pytest.raises(Refusal, match="validation_takes_none" if keras else "validation_takes_all"):
            split(samples, fraction)
    else:
        assert split(samples, fraction) == (keras, samples - keras)


def test_nesterov_without_momentum() -> None:
    refusal = refused(spec(optimizer=NESTEROV))
    assert (refusal.code, refusal.loc) == ("nesterov_needs_momentum", ("optimizer", "nesterov"))


def test_callbacks_are_checked_too() -> None:
    refusal = refused(spec(callbacks=[{"kind": "early_stopping"}, {"kind": "early_stopping", "monitor": "f1"}]))
    assert refusal.loc[:2] == ("callbacks", 1)


@pytest.mark.parametrize(
    ("last", "warning"),
    [
        ([{"kind": "softmax", "dim": 1}], "softmax_last"),
        ([{"kind": "softmax", "dim": -1}], "softmax_last"),
        ([{"kind": "softmax", "dim": 0}, linear(3)], "softmax_over_batch"),
        ([{"kind": "relu"}], "activation_last"),
        ([{"kind": "dropout"}], "dropout_last"),
    ],
)
def test_what_is_hardly_meant_is_warned_of(last: list[dict[str, Any]], warning: str) -> None:
    (said,) = plan(spec(layers=[*LINEAR, *last]), ABOUT, Limits()).warnings
    assert said.key == f"training.warnings.{warning}"
    assert said.key in catalogue("ko")


def test_the_usual_has_no_warning() -> None:
    made = plan(spec(), ABOUT, Limits())
    assert (made.warnings, made.train, made.validation, made.batches) == ((), 40, 10, 5)


def test_layers_that_overwrite_their_input_are_built_as_ones_that_do_not() -> None:
    """Torch's backward pass would refuse the second."""
    layers = [FLAT, linear(4), {"kind": "sigmoid"}, {"kind": "relu", "inplace": True}, linear(3)]
    made = plan(spec(layers=layers), ABOUT, Limits())
    assert not any(step.layer.overwrites_input for step in made.chain.steps)


@pytest.mark.parametrize(
    "change",
    [
        {"epochs": 0},
        {"epochs": 1.5},
        {"batch_size": 0},
        {"batch_size": True},
        {"validation_split": 1},
        {"validation_split": -0.1},
        {"validation_split": float("nan")},
        {"optimizer": {"kind": "adagrad"}},
        {"optimizer": {"kind": "adam", "lr": -1}},
        {"optimizer": {"kind": "adam", "betas": [0.9]}},
        {"optimizer": {"kind": "adam", "betas": [0.9, 1.0]}},
        {"optimizer": {"kind": "adam", "momentum": 0.9}},
        {"layers": [{"kind": "conv3d"}]},
        {"loss": "mse"},
        {"probe": "cat"},
        {"seed": 2**64},
    ],
)
def test_malformed_specs_are_refused_by_their_types(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        spec(**change)


def test_the_spec_of_the_contract_is_taken_as_json() -> None:
    wanted = spec(layers=CNN, probe={"image": "cat"})
    assert RunSpec.model_validate_json(wanted.model_dump_json()) == wanted
