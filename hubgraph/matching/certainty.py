"""How sure a score is: outer bounds over every completion of the missing levels."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from hubgraph.matching.benefit import Benefit, measure_benefit
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import RUNS, Matrices, Profiles, build_matrices

_HIGH_WIDTH, _MEDIUM_WIDTH = 0.15, 0.4
_INDEPENDENT_SOURCES = 2


def measure_bounds(
    profiles: Profiles,
    point: Matrices,
    kernel: csr_array,
    *,
    options: MatchingOptions = MatchingOptions(),
) -> tuple[csr_array, csr_array]:
    """Lowest and highest value V, n × n, that any completion of missing levels allows."""
    low, high = bound_benefits(profiles, point, kernel, options=options)
    return low.value, high.value


def bound_benefits(
    profiles: Profiles,
    point: Matrices,
    kernel: csr_array,
    *,
    options: MatchingOptions = MatchingOptions(),
) -> tuple[Benefit, Benefit]:
    """Lowest and highest benefit that any completion of missing levels allows.

    Outer bounds: value rises with offer, target, evidence and take-up and falls with the own
    level, so each is set to its own extreme. Steps and take-up are bounded apart. `point`
    are the matrices of the point run.
    """
    low, high = (build_matrices(profiles, run=run, options=options) for run in RUNS)
    wary = replace(point, completeness=np.ones_like(point.completeness))
    lowest = measure_benefit(low, kernel, options=options, take_up=wary)
    return lowest, measure_benefit(high, kernel, options=options)


def find_certainty(low: float, high: float, *, sources: int, stated: bool) -> str:
    """Word for the width of an interval: 'high', 'medium' or 'low' certainty.

    High needs a width of at most 0.15, two sources, and that the levels behind it are
    `stated`: a small share is not sure because it is small. Medium needs at most 0.4.

    >>> find_certainty(0.4, 0.5, sources=2, stated=True)
    'high'
    >>> find_certainty(0.0, 0.1, sources=2, stated=False)
    'medium'
    """
    width = high - low
    if width <= _HIGH_WIDTH and sources >= _INDEPENDENT_SOURCES and stated:
        return "high"
    return "medium" if width <= _MEDIUM_WIDTH else "low"
