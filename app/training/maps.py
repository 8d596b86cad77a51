"""What the network sees after an epoch: its filters, and the feature maps of one picture, as safetensors."""

from __future__ import annotations

import math

import torch

from app.networks import Chain
from app.training.tensorfile import pack

NUMBERS = 49_152
"""Feature maps are kept as far as this many numbers go, the first layer's in any case; filters as many again."""


def numbers_at_most(network: Chain) -> int:
    """How many numbers the maps of one epoch may hold, by arithmetic alone."""
    outputs = [math.prod(step.output_shape) for step in network.steps]
    kept = max(min(sum(outputs), NUMBERS), *outputs[:1], 0)
    return math.prod(network.input_shape) + kept + 2 * min(network.parameters, NUMBERS)


def maps(
    model: torch.nn.Sequential, network: Chain, probe: torch.Tensor, *, epoch: int, classes: tuple[str, ...]
) -> bytes:
    """The tensors `input`, `layers.{i}.output`, `layers.{i}.weight` and `filters`, and the document
    `{epoch, kinds, classes, probabilities, filters_layer}`.

    `filters` is N×C×H×W: the kernels of the first layer that has weights. Where that is a linear layer right on the
    picture, each of its rows is a picture too: what this output looks for.

    Args:
        model: left as it was.
        network: its shapes.
        probe: the picture, C×H×W.
        epoch: from 0.
        classes: what the outputs stand for.
    """
    tensors = {"input": probe, **_outputs(model, probe), **_weights(model)}
    first, filters = _filters(model, network)
    if filters is not None:
        tensors["filters"] = filters
    logits = tensors.pop("logits")
    document = {
        "epoch": epoch,
        "kinds": [step.layer.kind for step in network.steps],
        "classes": list(classes),
        "probabilities": logits.softmax(0).tolist(),
        "filters_layer": first,
    }
    return pack(tensors, document)


def _outputs(model: torch.nn.Sequential, probe: torch.Tensor) -> dict[str, torch.Tensor]:
    """What each layer answers, as far as the numbers go, and the last one's answer as `logits`."""
    kept: dict[str, torch.Tensor] = {}
    left, training = NUMBERS, model.training
    with torch.inference_mode():
        x = probe[None]
        for index, module in enumerate(model.eval()):
            x = module(x)
            left -= x.numel()
            if index == 0 or left >= 0:
                kept[f"layers.{index}.output"] = x[0]
    model.train(training)
    kept["logits"] = x[0]
    return kept


def _weights(model: torch.nn.Sequential) -> dict[str, torch.Tensor]:
    """Each layer's weights, as far as the numbers go."""
    kept: dict[str, torch.Tensor] = {}
    left = NUMBERS
    for index, module in enumerate(model):
        weight = getattr(module, "weight", None)
        if isinstance(weight, torch.Tensor):
            left -= weight.numel()
            if left >= 0:
                kept[f"layers.{index}.weight"] = weight.detach()
    return kept


def _filters(model: torch.nn.Sequential, network: Chain) -> tuple[int | None, torch.Tensor | None]:
    """The first layer with weights, and those weights as pictures where they are some."""
    for index, module in enumerate(model):
        weight = getattr(module, "weight", None)
        if not isinstance(weight, torch.Tensor):
            continue
        shape = network.input_shape
        if weight.dim() == 2 and len(shape) == 3 and weight.shape[1] == math.prod(shape):
            weight = weight.reshape(-1, *shape)
        if weight.dim() != 4:
            return None, None
        return index, weight.detach()[: max(1, NUMBERS // math.prod(weight.shape[1:]))]
    return None, None
