"""Paired bootstrap: how far one ranking leads another, with an interval."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 10_000
_CHUNK = 250
_ENDS = (2.5, 97.5)  # per cent


def measure_leads(ours: Floats, others: Floats, *, seed: int = 0) -> tuple[Floats, Floats, Floats]:
    """Mean lead over each of several rankings, and the ends of its 95 % interval.

    `ours` is queries × measures, `others` rankings × queries × measures; queries are drawn with
    replacement, the same for both sides of a difference and for all rankings (Efron 1979).
    """
    leads = ours - others
    rankings, queries, measures = leads.shape
    flat = leads.transpose(1, 0, 2).reshape(queries, rankings * measures)
    drawn = np.random.default_rng(seed)
    even = np.full(queries, 1 / queries)
    means = [
        drawn.multinomial(queries, even, size=min(_CHUNK, RESAMPLES - first)) @ flat / queries
        for first in range(0, RESAMPLES, _CHUNK)
    ]
    low, high = np.percentile(np.concatenate(means), _ENDS, axis=0)
    shape = (rankings, measures)
    return flat.mean(axis=0).reshape(shape), low.reshape(shape), high.reshape(shape)
