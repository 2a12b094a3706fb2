"""Intervals of observed shares."""

from scipy.stats import binomtest

_CONFIDENCE = 0.95


def measure_interval(count: int, n: int) -> tuple[float, float] | None:
    """95 % interval of a share, `count` of `n` (Wilson 1927, without continuity correction).

    Wilson's interval keeps near its level also for small n and for shares near 0 and 1, where
    the usual one fails (Brown, Cai & DasGupta 2001). None where n is 0: nothing was observed.

    >>> [round(end, 3) for end in measure_interval(3, 4)]
    [0.301, 0.954]
    """
    if n == 0:
        return None
    found = binomtest(count, n).proportion_ci(_CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)
