"""Repeatable chance: the same draws from the same seed, in every version of Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Draws for one part of an invented network; parts do not disturb each other's draws.

    Only `Random.random` is used: it alone is promised to stay the same between versions.
    """

    def __init__(self, seed: int, part: str) -> None:
        """Start the draws of one part, such as 'survey'."""
        self._random = Random(f"{part}-{seed}").random  # noqa: S311 - repeatable, no secret

    def happens(self, share: float) -> bool:
        """Whether something happens that does so in this share of cases, 0 to 1."""
        return self._random() < share

    def number(self, least: int, most: int) -> int:
        """Whole number, each from `least` through `most` equally likely."""
        return least + int(self._random() * (most - least + 1))

    def pick(self, items: Sequence[Item], weights: Sequence[float] | None = None) -> Item:
        """One item; weights are at least 0 and not all 0, None means equal ones."""
        shares = weights or [1.0] * len(items)
        rest = self._random() * sum(shares)
        possible = [pair for pair in zip(items, shares, strict=True) if pair[1] > 0]
        for item, share in possible:
            rest -= share
            if rest < 0:
                return item
        return possible[-1][0]

    def pick_several(
        self, items: Sequence[Item], weights: Sequence[float], count: int
    ) -> list[Item]:
        """Up to `count` different items in the order drawn; those of weight 0 are never drawn."""
        left, shares = list(items), list(weights)
        drawn: list[Item] = []
        while len(drawn) < count and any(shares):
            place = self.pick(range(len(left)), shares)
            drawn.append(left.pop(place))
            shares.pop(place)
        return drawn
