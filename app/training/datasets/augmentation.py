"""Mild augmentation, so that a few drawings teach more than themselves: turned, resized and moved a little."""

from __future__ import annotations

import math

import torch

TURN = math.radians(10)
RESIZE = 0.1
MOVE = 0.12
"""Of half a picture's side: 1.7 of 28 pixels."""


def augment(batch: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Every picture turned by up to 10°, resized by up to a tenth and moved by up to 6 % of its side, each by chance.

    Args:
        batch: N×C×H×W on a ground of 0, which is what comes in from outside the picture; it is left as it is.
        generator: where the chance comes from; the global one is not touched.

    Returns:
        A batch of the same shape.
    """
    chance = torch.rand(len(batch), 4, generator=generator) * 2 - 1  # N×4 in −1 … 1
    turn, resize, right, down = (chance * torch.tensor([TURN, RESIZE, MOVE, MOVE])).T
    cos, sin = torch.cos(turn) / (1 + resize), torch.sin(turn) / (1 + resize)
    # N×2×3: from where in the old picture each place of the new one is read, in units of half a side.
    matrices = torch.stack([torch.stack([cos, -sin, right], 1), torch.stack([sin, cos, down], 1)], 1)
    grid = torch.nn.functional.affine_grid(matrices, list(batch.shape), align_corners=False)
    return torch.nn.functional.grid_sample(batch, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
