"""Whether a network can learn to classify: what goes wrong only with many samples, a loss and an optimizer."""

from __future__ import annotations

from app.errors import Refusal
from app.layers import inside
from app.networks import Chain
from app.training.events import Said


def check_output(network: Chain, classes: int) -> None:
    """The cross-entropy wants one number per class, and an optimizer something to change.

    Raises:
        Refusal: `output_not_flat`, `output_count`, `nothing_to_train`; they say which layer would put it right.
    """
    shape = network.output_shape
    last = ("layers", len(network.steps) - 1) if network.steps else ("layers",)
    if len(shape) != 1:
        raise Refusal("output_not_flat", loc=last, shape="×".join(map(str, shape)), classes=classes)
    if shape[0] != classes:
        raise Refusal("output_count", loc=last, given=shape[0], classes=classes)
    if not network.parameters:
        raise Refusal("nothing_to_train", loc=("layers",), classes=classes)


def check_batches(network: Chain, smallest: int) -> None:
    """Samples must stay apart, and every batch must be one that torch trains on.

    Args:
        network: its shapes are known to fit for one sample.
        smallest: how many samples the smallest batch of an epoch has.

    Raises:
        Refusal: what `Layer.check_batch` says: `batch_norm_one_sample`, `batch_norm_eps`.
    """
    for index, step in enumerate(network.steps):
        with inside("layers", index):
            step.layer.check_batch(step.input_shape, smallest)


def warnings_about(network: Chain) -> list[Said]:
    """What is allowed, but hardly meant."""
    said: list[Said] = []
    for index, step in enumerate(network.steps):
        if step.layer.normalises and step.layer.joins_samples(step.input_shape):
            said.append(Said("training.warnings.softmax_over_batch", {"layer": index + 1}))
    if network.steps:
        last, place = network.steps[-1].layer, {"layer": len(network.steps)}
        if last.normalises:
            said.append(Said("training.warnings.softmax_last", place))
        elif last.group == "activation":
            said.append(Said("training.warnings.activation_last", {**place, "kind": last.kind}))
        elif last.random:
            said.append(Said("training.warnings.dropout_last", place))
    return said
