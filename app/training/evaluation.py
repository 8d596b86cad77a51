"""A network asked and not changed: logits, figures, probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from pydantic import TypeAdapter

from app.errors import Refusal
from app.layers import AnyLayer, Shape
from app.layers.numbers import Float32
from app.networks import build, chain
from app.training.snapshot import Snapshot

_LAYERS: TypeAdapter[Any] = TypeAdapter(list[AnyLayer])


class Figures:
    """Loss and accuracy as means over the samples so far, as Keras prints them; the logits are kept for more.

    Sums are float64: the mean does not depend on how many batches there are.

    Args:
        samples: how many there will be at most.
        classes: how many logits each has.
    """

    def __init__(self, samples: int, classes: int) -> None:
        self.samples = 0
        self._loss = 0.0
        self._right = 0
        self._logits = torch.empty(samples, classes)

    def add(self, loss: float, logits: torch.Tensor, labels: torch.Tensor) -> None:
        """Takes in a batch.

        Args:
            loss: the mean over the batch.
            logits: N × classes.
            labels: N.
        """
        count = len(labels)
        self._logits[self.samples : self.samples + count] = logits
        self.samples += count
        self._loss += loss * count
        self._right += int((logits.argmax(1) == labels).sum())

    @property
    def loss(self) -> float:
        """The mean cross-entropy."""
        return self._loss / self.samples

    @property
    def accuracy(self) -> float:
        """The fraction whose largest logit is the label's."""
        return self._right / self.samples

    @property
    def logits(self) -> torch.Tensor:
        """Samples so far × classes."""
        return self._logits[: self.samples]


def evaluate(
    model: torch.nn.Module, x: torch.Tensor, labels: torch.Tensor, batch_size: int, figures: Figures
) -> Iterator[None]:
    """Runs all samples through the network, a batch at a time, and draws breath after each.

    Args:
        model: in evaluation mode; whoever holds the generator leaves it in that.
        x: N×C×H×W or N×F.
        labels: N.
        batch_size: samples at once.
        figures: gets what comes out.
    """
    for start in range(0, len(x), batch_size):
        end = start + batch_size
        with torch.inference_mode():
            logits = model(x[start:end])
            loss = torch.nn.functional.cross_entropy(logits, labels[start:end])
            figures.add(loss.item(), logits, labels[start:end])
        yield


def probabilities(model: torch.nn.Module, shape: Shape, x: torch.Tensor | Float32) -> list[float]:
    """Softmax of the network's answer in evaluation mode; the network is left as it was, the generator untouched.

    Args:
        model: any mode.
        shape: what it reads, without the batch axis.
        x: one sample of that shape.

    Raises:
        Refusal: `input_shape_disagrees`.
    """
    sample = torch.as_tensor(x, dtype=torch.float32)
    if tuple(sample.shape) != tuple(shape):
        given, expected = ("×".join(map(str, each)) for each in (sample.shape, shape))
        raise Refusal("input_shape_disagrees", loc=("input",), given=given, expected=expected)
    training = model.training
    with torch.inference_mode():
        answer: list[float] = model.eval()(sample[None])[0].softmax(0).tolist()
    model.train(training)
    return answer


def predict(weights: bytes, x: torch.Tensor | Float32) -> list[float]:
    """The same from a snapshot alone, for a run that lives no more.

    Raises:
        Refusal: `input_shape_disagrees`.
    """
    snapshot = Snapshot.read(weights)
    shape = tuple(snapshot.meta["input_shape"])
    model = build(chain(_LAYERS.validate_python(snapshot.meta["layers"]), shape), seed=0)
    model.load_state_dict(snapshot.weights)
    return probabilities(model, shape, x)
