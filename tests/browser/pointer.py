"""What hands do beyond a click: dragging a slider's thumb, strokes, fingers."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Locator

from tests.browser.scope import Scope

Point = tuple[float, float]

_THUMB = 8.0  # half the width of a thumb, which stays free at both ends of its slider


def slide(scope: Scope, slider: Locator, *stops: float, steps: int = 4) -> None:
    """Drag the thumb of a slider from where it is to each of these values in turn, and let go.

    Like a hand it goes on by a pixel where the value is not yet the one that is wanted.
    """
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    left, width = box["x"] + _THUMB, box["width"] - 2 * _THUMB
    middle = box["y"] + box["height"] / 2
    low, high = (float(slider.evaluate(f"(slider) => Number(slider.{each})")) for each in ("min", "max"))
    value: float = slider.evaluate("(slider) => slider.valueAsNumber")
    scope.page.mouse.move(left + width * (value - low) / (high - low), middle)
    scope.page.mouse.down()
    for stop in stops:
        x = left + width * (stop - low) / (high - low)
        scope.page.mouse.move(x, middle, steps=steps)
        for _ in range(int(width)):
            value = slider.evaluate("(slider) => slider.valueAsNumber")
            if value == stop:
                break
            x += 1 if value < stop else -1
            scope.page.mouse.move(x, middle)
        assert value == stop, f"the slider cannot be brought to {stop}"
    scope.page.mouse.up()


def stroke(scope: Scope, *points: Point, steps: int = 6) -> None:
    """Drag the mouse along these points of the window."""
    scope.page.mouse.move(*points[0])
    scope.page.mouse.down()
    for point in points[1:]:
        scope.page.mouse.move(*point, steps=steps)
    scope.page.mouse.up()


def touch(scope: Scope, *moments: Sequence[Point]) -> None:
    """Fingers that go down at the first moment's points, move on to each next one's, and are lifted."""
    session = scope.page.context.new_cdp_session(scope.page)
    for at, points in enumerate(moments):
        kind = "touchStart" if at == 0 else "touchMove"
        fingers = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def inside(locator: Locator, x: float, y: float) -> Point:
    """A point of an element, given as fractions of its sides."""
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]
