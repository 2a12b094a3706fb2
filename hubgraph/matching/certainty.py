"""How sure a score is: outer bounds over every completion of the missing levels."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from hubgraph.matching.benefit import measure_benefit
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles, build_matrices

_HIGH_WIDTH, _MEDIUM_WIDTH = 0.15, 0.4
_INDEPENDENT_SOURCES = 2


def measure_bounds(
    profiles: Profiles, kernel: csr_array, *, options: MatchingOptions | None = None
) -> tuple[csr_array, csr_array]:
    """Lowest and highest value V, n × n, that any completion of missing levels allows.

    Outer bounds: value rises with offer, target, evidence and take-up and falls with the own
    level, so each is set to its own extreme. Steps and take-up are bounded apart.
    """
    low, high = (build_matrices(profiles, run=run, options=options) for run in ("low", "high"))
    point = build_matrices(profiles, options=options)
    wary = replace(point, completeness=np.ones_like(point.completeness))
    lowest = measure_benefit(low, kernel, options=options, take_up=wary).value
    return lowest, measure_benefit(high, kernel, options=options).value


def find_certainty(low: float, high: float, sources: int) -> str:
    """Word for the width of an interval: 'high', 'medium' or 'low' certainty.

    High needs a width of at most 0.15 and two independent sources, medium at most 0.4.

    >>> find_certainty(0.4, 0.5, sources=2), find_certainty(0.0, 1.0, sources=5)
    ('high', 'low')
    """
    width = high - low
    if width <= _HIGH_WIDTH and sources >= _INDEPENDENT_SOURCES:
        return "high"
    return "medium" if width <= _MEDIUM_WIDTH else "low"
