"""A data set in memory: pictures as bytes, their labels, and what stands apart for testing."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

Images: TypeAlias = NDArray[np.uint8]
Labels: TypeAlias = NDArray[np.int64]
Shape: TypeAlias = tuple[int, int, int]


def no_images(shape: Shape) -> Images:
    """The pictures of a split that a data set does not have."""
    return np.zeros((0, *shape), np.uint8)


def no_labels() -> Labels:
    """Their labels."""
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Data:
    """Pictures to train on, in a fixed order in which every stretch holds all classes, and pictures to test on.

    Arrays are shared by whoever loads the same data set; whoever computes with them leaves them as they are.

    Attributes:
        id: the name in a run's spec.
        classes: what the numbers in `labels` stand for.
        images: N×C×H×W, 0 … 255.
        labels: N, 0 … len(classes) − 1.
        test_images, test_labels: never trained on; empty where the data set has no such split.
        augment: whether training batches go through `augment`.
    """

    id: str
    classes: tuple[str, ...]
    images: Images
    labels: Labels
    test_images: Images
    test_labels: Labels = field(default_factory=no_labels)
    augment: bool = False

    @property
    def shape(self) -> Shape:
        """C, H, W of one picture."""
        _, channels, height, width = self.images.shape
        return channels, height, width

    @property
    def fingerprint(self) -> int:
        """Tells one state of a data set from another: the CRC-32 of pictures and labels (a gigabyte a second)."""
        pictures, labels = np.ascontiguousarray(self.images).data, np.ascontiguousarray(self.labels).data
        return zlib.crc32(labels, zlib.crc32(pictures))

    def tensors(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The training pictures as float32 N×C×H×W in 0 … 1 (bytes / 255) and their labels as int64 N."""
        return _float(self.images), torch.from_numpy(self.labels)

    def test_tensors(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The same of the pictures to test on."""
        return _float(self.test_images), torch.from_numpy(self.test_labels)


def _float(images: Images) -> torch.Tensor:
    return torch.from_numpy(images).to(torch.float32).div_(255)
