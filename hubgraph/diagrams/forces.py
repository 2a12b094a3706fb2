"""A force-directed layout on whole arrays, fast enough for thousands of nodes."""

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

_ROUNDS = 40
_FIRST_STEP = 0.1
"""Longest move in the first round, in sides of the square; it shrinks to nothing."""
_ROWS = 64
"""Nodes whose distances to all others are in memory at once; few enough for the cache."""


def settle(pairs: npt.NDArray[np.intp], count: int, *, seed: int) -> Points:
    """Return positions of `count` nodes after Fruchterman and Reingold (1991).

    `pairs` are the rows of the nodes that are tied, one row each. Nodes push each other away
    by k² / distance, ties pull by distance² / k, with k = 1 / √count; the start is drawn with
    `seed`.
    """
    points = np.random.default_rng(seed).random((count, 2))
    k = 1 / np.sqrt(max(count, 1))
    for step in np.linspace(_FIRST_STEP, 0, _ROUNDS, endpoint=False):
        force = _push(points, k) + _pull(points, pairs, k)
        length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)
        points = points + force * (np.minimum(length, step) / length)[:, None]
    return points


def _push(points: Points, k: float) -> Points:
    """Return the force of all nodes on each, a block of rows at a time."""
    force = np.empty_like(points)
    for first in range(0, len(points), _ROWS):
        rows = slice(first, first + _ROWS)
        across = points[rows, None, 0] - points[None, :, 0]
        up = points[rows, None, 1] - points[None, :, 1]
        weight = k**2 / np.maximum(across**2 + up**2, 1e-4 * k**2)
        force[rows, 0] = np.einsum("ij,ij->i", weight, across)
        force[rows, 1] = np.einsum("ij,ij->i", weight, up)
    return force


def _pull(points: Points, pairs: npt.NDArray[np.intp], k: float) -> Points:
    """Return the force of its ties on each node."""
    gap = points[pairs[:, 1]] - points[pairs[:, 0]]
    force = gap * (np.hypot(gap[:, 0], gap[:, 1]) / k)[:, None]
    total = np.zeros_like(points)
    for axis in range(2):
        for end, sign in ((0, 1.0), (1, -1.0)):
            total[:, axis] += sign * np.bincount(
                pairs[:, end], weights=force[:, axis], minlength=len(points)
            )
    return total
