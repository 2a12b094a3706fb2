"""A page in the browser that notes whatever goes wrong in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Opened:
    """A page in the browser, and everything it asked for, logged or popped up."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str:
        """Text of the first element that a selector finds."""
        return str(self.page.locator(selector).first.inner_text())

    def count(self, selector: str) -> int:
        """Return how many of the elements that a selector finds are to be seen."""
        return int(self.page.locator(f"{selector}:visible").count())


Open = Callable[..., Opened]
