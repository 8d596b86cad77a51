"""The page for hands that have no pointer: only keys, and only what the focus can be brought to by them."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.browser.scope import Scope

MOST = 160  # stops of Tab; a page with more between here and there is no longer used by keys

_FOCUS = """() => {
  const { activeElement } = document;
  if (!activeElement || activeElement === document.body) return 'nothing';
  const { localName, id, className, textContent } = activeElement;
  return `${localName}#${id}.${className} ${textContent.trim().slice(0, 40)}`;
}"""


class Keyboard:
    """Keys pressed one after the other, as a person does: what has the focus gets them."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.scope.page.keyboard.press(key)

    def reach(self, target: Locator, by: str = "Tab") -> None:
        """Go on by Tab (or by an arrow, inside a group of choices) until this has the focus.

        Raises:
            AssertionError: it is not reached; the message says where the focus went instead.
        """
        target.wait_for()
        been = []
        for _ in range(MOST):
            if target.evaluate("(element) => element === document.activeElement"):
                return
            self.press(by)
            been.append(self.scope.page.evaluate(_FOCUS))
        raise AssertionError(f"{target} is out of reach; the focus went {' → '.join(been[-20:])}")

    def do(self, target: Locator, *keys: str) -> None:
        """Reach something and press keys on it, by themselves Enter."""
        self.reach(target)
        self.press(*(keys or ("Enter",)))

    def type(self, target: Locator, text: str) -> None:
        """Put a text in the place of what stands in a field."""
        self.reach(target)
        self.press("Control+a")
        self.scope.page.keyboard.type(text)
