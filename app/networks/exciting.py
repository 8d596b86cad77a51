"""Which places of which pictures excite one map or feature most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from .asked import check_input, check_unit
from .chain import Chain
from .network import Network
from .private import private
from .trace import trace
from .wanted import check_wanted
from .work import batch_size, check_work

Bytes: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Excited:
    """The strongest cell of one picture.

    Attributes:
        index: which picture.
        at: the cell in the layer's output: channel, row, column; of a flat output, the feature.
        value: what it answers.
        region: top, left, bottom, right (the last two not included) of what the cell sees of the picture, without
            padding; None where it sees padding only.
    """

    index: int
    at: tuple[int, ...]
    value: float
    region: tuple[int, int, int, int] | None


def exciting(network: Network, images: Bytes, layer: int, channel: int, count: int = 9) -> list[Excited]:
    """The pictures whose strongest cell of the map is strongest, the strongest first; one place per picture.

    Of equal cells the first counts, of equal pictures the first comes first. Pictures whose answers are no numbers do
    not take part.

    Args:
        network: in eval mode.
        images: N×C×H×W, 0 … 255.
        layer: whose output is asked, from 0.
        channel: which map of it; of a flat output, which feature.
        count: how many to find at most.

    Raises:
        Refusal: `layer_outside`, `channel_outside`, `input_shape_disagrees`, `network_over_work`,
            `network_over_cells`.
        Unwanted: before a batch, where whoever asked is gone.
    """
    shape = check_unit(network.chain, layer, channel)
    check_input(network.chain, images.shape[1:], "dataset")
    part = network.chain.first(layer + 1)
    size = batch_size(part)
    check_work(part, len(images), size)
    values, cells = _strongest(private(network, layer + 1), images, channel, size, network.device)
    order = np.argsort(-values, kind="stable")
    found: list[Excited] = []
    for index in order[~np.isnan(values[order])][:count]:
        at = (channel, *(int(i) for i in np.unravel_index(cells[index], shape[1:])))
        found.append(Excited(int(index), at, float(values[index]), _region(network.chain, layer, at)))
    return found


def _strongest(
    modules: torch.nn.Module, images: Bytes, channel: int, size: int, device: torch.device
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Per picture, the value of the map's strongest cell (NaN where a cell is no number), and its place in the map; so
    many pictures at once.
    """
    values, cells = np.zeros(len(images), np.float32), np.zeros(len(images), np.int64)
    with torch.inference_mode():
        for start in range(0, len(images), size):
            check_wanted()
            here = slice(start, start + size)
            batch = torch.tensor(images[here], device=device).float().div_(255)
            maps = modules(batch)[:, channel]
            strongest = maps.reshape(len(batch), -1).max(dim=1)
            values[here], cells[here] = strongest.values.cpu().numpy(), strongest.indices.cpu().numpy()
    return values, cells


def _region(chain: Chain, layer: int, at: tuple[int, ...]) -> tuple[int, int, int, int] | None:
    seen = trace(chain, layer, at)[-1]
    rows, cols = seen.rows, seen.cols
    if rows is None or cols is None or not rows.size or not cols.size:
        return None
    return int(rows[0]), int(cols[0]), int(rows[-1]) + 1, int(cols[-1]) + 1
