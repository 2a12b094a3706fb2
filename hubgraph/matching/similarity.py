"""An order in which similar rows stand beside each other."""

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage

_FEWEST = 3
"""So many rows can stand in one order or its mirror image only."""


def order_by_similarity(rows: NDArray[np.float64]) -> list[int]:
    """Return the numbers of the rows, neighbours alike: the fewest differences in sum.

    Average linkage of city-block distances with the best order of its leaves (Bar-Joseph,
    Gifford & Jaakkola 2001). Of the order and its mirror image, the one that begins with the
    smaller number is taken; up to two rows stay as they are.

    >>> order_by_similarity(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.1]]))
    [0, 2, 1]
    """
    if len(rows) < _FEWEST:
        return list(range(len(rows)))
    tree = linkage(rows, method="average", metric="cityblock", optimal_ordering=True)
    order: list[int] = leaves_list(tree).tolist()
    return order if order[0] < order[-1] else order[::-1]
