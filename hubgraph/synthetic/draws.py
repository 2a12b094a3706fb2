"""Repeatable chance for arrays: the same numbers from the same seed, in every version of NumPy."""

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Draws:
    """Draws for one part of an invented world; parts do not disturb each other's draws.

    Only the raw stream of PCG64 is used: NumPy promises that it stays the same, which it does
    not of the methods of a generator.
    """

    def __init__(self, seed: int, part: str) -> None:
        """Start the draws of one part, such as 'offers'."""
        digest = sha256(f"{part}-{seed}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest[:8], "big"))

    def shares(self, count: int) -> NDArray[np.float64]:
        """Numbers from 0 to 1, 1 not included, all equally likely."""
        return np.asarray((self._bits.random_raw(count) >> np.uint64(11)) * 2.0**-53)

    def below(self, limits: Ints) -> Ints:
        """Whole number from 0 to below each limit (≥ 1), all equally likely."""
        return (self.shares(len(limits)) * limits).astype(np.int64)

    def order(self, count: int) -> Ints:
        """Numbers below `count` in random order."""
        return np.argsort(self.shares(count), kind="stable")

    def zipf(self, things: int, count: int) -> Ints:
        """Places of things below `things`, the k-th 1/k as likely as the first (Zipf 1949)."""
        weight = np.cumsum(1 / np.arange(1, things + 1))
        return np.searchsorted(weight / weight[-1], self.shares(count), side="right")
