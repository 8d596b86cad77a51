"""Whether a network can learn to classify: what goes wrong only with many samples, a loss and a backward pass."""

from __future__ import annotations

import torch

from app.errors import Refusal
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
    """Torch's own modules on batches without numbers (the device `meta`): samples must stay apart.

    Args:
        network: its shapes are known to fit for one sample.
        smallest: how many samples the smallest batch of an epoch has.

    Raises:
        Refusal: `layer_joins_samples` for one that merges the batch axis with others; `batch_norm_one_sample` where
            batch normalisation would get a single value per channel.
    """
    for index, step in enumerate(network.steps):
        with torch.device("meta"):
            module = step.layer.module(step.input_shape)
            two = module(torch.empty(2, *step.input_shape))
            if two.shape != (2, *step.output_shape):
                raise Refusal("layer_joins_samples", loc=("layers", index), kind=step.layer.kind)
            try:
                module(torch.empty(smallest, *step.input_shape))
            except ValueError as error:
                raise Refusal("batch_norm_one_sample", loc=("layers", index), smallest=smallest) from error


def warnings_about(network: Chain) -> list[Said]:
    """What is allowed, but hardly meant."""
    said: list[Said] = []
    for index, step in enumerate(network.steps):
        if step.layer.kind == "softmax" and getattr(step.layer, "dim", None) in {0, -1 - len(step.input_shape)}:
            said.append(Said("training.warnings.softmax_over_batch", {"layer": index + 1}))
    if network.steps:
        last, place = network.steps[-1].layer, {"layer": len(network.steps)}
        if last.kind == "softmax":
            said.append(Said("training.warnings.softmax_last", place))
        elif last.group == "activation":
            said.append(Said("training.warnings.activation_last", {**place, "kind": last.kind}))
        elif last.kind == "dropout":
            said.append(Said("training.warnings.dropout_last", place))
    return said
