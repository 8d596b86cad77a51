"""The page `/network` as its tests use it."""

from __future__ import annotations

from typing import Any

import torch
from numpy.typing import NDArray
from playwright.sync_api import Locator

from tests.browser.conftest import Visit
from tests.browser.scope import Scope, address

# Every number that the page shows is that of what is set.
_ANSWERED = """({ setting, visible, live: { status, answer } }) => status === 'ready' && answer !== null
  && JSON.stringify(answer.setting) === JSON.stringify(setting)
  && visible.every((layer) => layer < 0 || answer.tensors[`layers.${layer}.output`])"""

_AIM = """async ([layer, map, row, col]) => {
  const { stripOf } = await import('/static/js/core/strips.js');
  const { placeOf } = await import('/static/js/core/tiles.js');
  const strip = document.querySelector(`cs-net-strip[data-layer="${layer}"]`);
  const box = strip.querySelector('.strip-box');
  const { left, top, width, height } = box.getBoundingClientRect();
  const { live: { summary }, view } = strip.store.state;
  const shape = layer < 0 ? summary.input_shape : summary.rows[layer].output_shape;
  if (shape.length === 1) return [left + ((col + 0.5) * width) / shape[0], top + height / 2];
  const tiling = stripOf(shape[0], shape[1], shape[2], width, view.unfolded.includes(layer));
  const { x, y } = placeOf(tiling, map);
  return [left + x + (col + 0.5) * tiling.scale, top + y + (row + 0.5) * tiling.scale];
}"""


def opened(visit: Visit, fragment: str = "", **options: Any) -> Scope:
    """The page, its first numbers there."""
    scope = visit(f"network{fragment}", wait=False, **options)
    answered(scope)
    return scope


def answered(scope: Scope) -> None:
    """Wait until what is set is answered, as far as it is on the screen."""
    scope.until(_ANSWERED)


def built(*layers: dict[str, Any], view: dict[str, Any] | None = None, **setting: Any) -> str:
    """The fragment of an address with these layers, whatever else of the setting, and of the view."""
    return address(s={"layers": list(layers), **setting}, **({"v": view} if view else {}))


def strip(scope: Scope, layer: int) -> Locator:
    """A layer's strip, brought into sight, its numbers there."""
    found = scope.locate(f'cs-net-strip[data-layer="{layer}"]')
    found.scroll_into_view_if_needed()
    name = "input" if layer < 0 else f"layers.{layer}.output"
    scope.until(f"({{ live: {{ answer }} }}) => Boolean(answer?.tensors['{name}'])")
    return found


def aim(scope: Scope, layer: int, map_: int, row: int, col: int) -> tuple[float, float]:
    """The middle of a cell (of a flat layer: of the bar `col`) in the window."""
    strip(scope, layer).locator(".strip-box").scroll_into_view_if_needed()
    x, y = scope.page.evaluate(_AIM, [layer, map_, row, col])
    return x, y


def member(scope: Scope, path: str) -> Any:
    """A part of the page's state, such as `view.look`."""
    return scope.page.evaluate(
        """(path) => {
          const { state } = document.querySelector('cs-net-maps').store;
          return path.split('.').reduce((part, name) => part?.[name], state);
        }""",
        path,
    )


def outputs(network: torch.nn.Sequential, x: NDArray[Any]) -> list[NDArray[Any]]:
    """What each of torch's own modules answers, without the batch axis."""
    answers = []
    with torch.inference_mode():
        batch = torch.from_numpy(x.copy())[None]
        for module in network.eval():
            batch = module(batch)
            answers.append(batch[0].numpy().copy())
    return answers
