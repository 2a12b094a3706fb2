"""What each of several competing offers is worth where only the best one counts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def share_maximum(values: Sequence[float]) -> NDArray[np.float64]:
    """Shapley values of the game that is worth the largest value of those who take part.

    With v1 ≥ v2 ≥ … ≥ vr and v(r+1) = 0, the k-th gets Σ over u ≥ k of (vu - v(u+1)) / u: the
    airport game (Littlechild & Owen 1973). All values are 0 or more; the shares stand in the
    order given and sum to the largest value. Nothing is shared among none.

    >>> share_maximum([0.6, 0.9, 0.6]).round(3).tolist()
    [0.2, 0.5, 0.2]
    """
    given = np.asarray(values, dtype=float)
    order = np.argsort(-given, kind="stable")
    steps = -np.diff(np.append(given[order], 0.0)) / np.arange(1, given.size + 1)
    shares = np.empty_like(given)
    shares[order] = np.cumsum(steps[::-1])[::-1]
    return shares
