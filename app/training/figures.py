"""How a network errs after an epoch, and how its numbers are spread: confusion matrix, worst mistakes, histograms."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

import torch

from app.networks import Chain
from app.training.datasets import Data
from app.training.events import plain

WORST, OF_A_CELL, MOST = 12, 2, 60
"""Pictures kept of misclassified samples: the worst of all, and of each cell of the matrix; together not more than."""
BINS = 32


@dataclass(frozen=True)
class Answers:
    """What the network answered to samples whose labels are known.

    Attributes:
        logits: N × classes.
        labels: N.
        indices: N, each sample's place in the data set.
        of: which part of the data they are: the answers after the epoch to `validation`, or those that the network gave
            to the `training` data while it was trained with them.
    """

    logits: torch.Tensor
    labels: torch.Tensor
    indices: torch.Tensor
    of: Literal["training", "validation"]


def figures(model: torch.nn.Sequential, network: Chain, data: Data, answers: Answers, *, epoch: int) -> bytes:
    """The JSON document `{epoch, of, classes, confusion, nan, worst, histograms}`.

    `nan` counts the samples whose outputs are all NaN, so that `argmax` falls on the first class.

    Args:
        model: its gradients are those of the epoch's last batch.
        network: its shapes.
        data: where the pictures of the worst mistakes come from.
        answers: of the validation pass, or of the training itself where there is no validation.
        epoch: from 0.
    """
    document = {
        "epoch": epoch,
        "of": answers.of,
        "classes": list(data.classes),
        "confusion": confusion(answers, len(data.classes)),
        "nan": int(answers.logits.isnan().all(1).sum()),
        "worst": worst(answers, data),
        "histograms": histograms(model, network),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def confusion(answers: Answers, classes: int) -> list[list[int]]:
    """How many samples of class `[true]` were taken for class `[predicted]`."""
    cells = answers.labels * classes + answers.logits.argmax(1)
    counts: list[list[int]] = torch.bincount(cells, minlength=classes * classes).reshape(classes, classes).tolist()
    return counts


def worst(answers: Answers, data: Data) -> list[dict[str, Any]]:
    """The misclassified samples whose own class was given the least probability, the worst first.

    The first `WORST` of all, then the first `OF_A_CELL` of each pair of true and predicted class.
    """
    wrong = (answers.logits.argmax(1) != answers.labels).nonzero().flatten()
    labels = answers.labels[wrong]
    probabilities = answers.logits[wrong].softmax(1)
    own = probabilities.gather(1, labels[:, None]).flatten()
    order = own.nan_to_num(0).argsort(stable=True)
    order = order[_kept(labels[order].tolist(), answers.logits[wrong[order]].argmax(1).tolist())]
    samples = wrong[order]
    columns = zip(
        answers.indices[samples].tolist(),
        labels[order].tolist(),
        answers.logits[samples].argmax(1).tolist(),
        probabilities[order].tolist(),
        strict=True,
    )
    return [
        {
            "index": index,
            "label": label,
            "predicted": predicted,
            "probabilities": plain(chances),
            "pixels": data.images[index].tolist(),
        }
        for index, label, predicted, chances in columns
    ]


def _kept(labels: list[int], predicted: list[int]) -> list[int]:
    """Which of the mistakes, the worst first, are kept."""
    seen: Counter[tuple[int, int]] = Counter()
    kept: list[int] = []
    for place, cell in enumerate(zip(labels, predicted, strict=True)):
        if place < WORST or seen[cell] < OF_A_CELL:
            kept.append(place)
        seen[cell] += 1
    return kept[:MOST]


def histograms(model: torch.nn.Sequential, network: Chain) -> list[dict[str, Any]]:
    """One row per weight and bias: its layer, its name, and how its numbers and their gradients are spread."""
    return [
        {
            "layer": index,
            "kind": network.steps[index].layer.kind,
            "name": name,
            "weights": spread(parameter.detach()),
            "gradients": None if parameter.grad is None else spread(parameter.grad),
        }
        for index, module in enumerate(model)
        for name, parameter in module.named_parameters()
    ]


def spread(numbers: torch.Tensor) -> dict[str, Any]:
    """A histogram of bins of one width from `low` to `high`; numbers that are not finite are counted apart."""
    numbers = numbers.flatten()
    low, high = (float(edge) for edge in torch.aminmax(numbers))
    apart = 0
    if not (low > -torch.inf and high < torch.inf):  # false for NaN as well
        finite = numbers[numbers.isfinite()]
        apart, numbers = len(numbers) - len(finite), finite
        low, high = (float(edge) for edge in torch.aminmax(finite)) if len(finite) else (0.0, 0.0)
    if low == high:
        # One number alone still stands in the middle of something.
        counts = [0] * BINS
        counts[BINS // 2] = len(numbers)
        half = max(0.5, abs(low) / 2)
        return {"low": low - half, "high": high + half, "counts": counts, "not_finite": apart}
    # In float64, since the span of float32 numbers may be more than float32 holds.
    counts = torch.histc(numbers.double(), BINS, low, high).to(torch.int64).tolist()
    return {"low": low, "high": high, "counts": counts, "not_finite": apart}
