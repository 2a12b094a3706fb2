"""How good rankings are: hits@10, MRR and NDCG@10 of what turned out to be right."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

CUTOFF = 10
MEASURES = ("hits_at_10", "mrr", "ndcg_at_10")
_CELLS = 4_000_000  # scores held at once

Floats = NDArray[np.float64]
Codes = NDArray[np.integer]
Scorer = Callable[[NDArray[np.intp]], Floats]
"""Numbers of queries to their scores, one row per query and one column per candidate."""


@dataclass(frozen=True)
class Queries:
    """What is asked and what was right; one row per query.

    `features` is what a scorer may look at (topics asked for); `relevant` (queries ×
    candidates) marks who turned out to be right, `excluded` who is never offered. A relevant
    candidate that is excluded, such as a learner who helped itself, can never be found; it
    stays in the ideal ranking, so that it costs every system alike.
    """

    features: csr_array
    relevant: csr_array
    excluded: csr_array

    def __len__(self) -> int:
        """Count the queries."""
        return int(self.relevant.shape[0])

    def take(self, rows: NDArray[np.intp]) -> "Queries":
        """Only these queries."""
        return Queries(self.features[rows], self.relevant[rows], self.excluded[rows])


def measure_quality(score: Scorer, queries: Queries, *, seed: int = 0) -> Floats:
    """Quality of a scorer, one row per query and one column per measure of MEASURES, 0 to 1.

    hits@10 is 1 if any relevant candidate stands among the first ten; MRR is one over the
    rank of the first; NDCG@10 is binary (Järvelin & Kekäläinen 2002). Ties stand in an order
    drawn once per query from `seed`, the same for every scorer.
    """
    ranks = rank_relevant(score, queries, seed=seed)
    rows = np.repeat(np.arange(len(queries)), np.diff(queries.relevant.indptr))
    first = np.full(len(queries), np.inf)
    np.minimum.at(first, rows, ranks)
    gains = np.where(ranks <= CUTOFF, 1 / np.log2(1 + ranks), 0.0)
    ideal = np.concatenate([[1.0], np.cumsum(1 / np.log2(np.arange(2, CUTOFF + 2)))])
    best = ideal[np.minimum(np.diff(queries.relevant.indptr), CUTOFF)]
    found = np.bincount(rows, weights=gains, minlength=len(queries))
    return np.stack([first <= CUTOFF, 1 / first, found / best], axis=1)


def rank_relevant(score: Scorer, queries: Queries, *, seed: int = 0) -> Floats:
    """Rank of every entry of `relevant`, from 1, in its order; infinite where it is excluded."""
    count, width = queries.relevant.shape
    drawn = np.random.default_rng(seed)
    order, turns = drawn.permutation(width), drawn.integers(0, max(width, 1), count)
    step = max(1, _CELLS // max(width, 1))
    blocks = [np.arange(first, min(first + step, count)) for first in range(0, count, step)]
    found = [_rank_block(score(rows), queries.take(rows), order, turns[rows]) for rows in blocks]
    return np.concatenate([np.zeros(0), *found])


def _rank_block(scores: Floats, queries: Queries, order: Codes, turns: Codes) -> Floats:
    """Ranks within one block; among equals those first in the turned order go first."""
    scores = np.array(scores, dtype=float)
    barred = queries.excluded.tocoo()
    scores[barred.row, barred.col] = -np.inf
    right = queries.relevant.tocoo()
    step = max(1, _CELLS // scores.shape[1])
    found = [
        _rank_places(scores, right.row[few], right.col[few], order, turns)
        for few in (slice(first, first + step) for first in range(0, right.nnz, step))
    ]
    return np.concatenate([np.zeros(0), *found])


def _rank_places(scores: Floats, rows: Codes, columns: Codes, order: Codes, turns: Codes) -> Floats:
    """Ranks of the scores at some places."""
    lines, own = scores[rows], scores[rows, columns]
    ranks = 1.0 + np.count_nonzero(lines > own[:, None], axis=1)
    equal = lines == own[:, None]
    tied = np.flatnonzero(np.count_nonzero(equal, axis=1) > 1)
    turned = (order + turns[rows[tied], None]) % order.size
    before = turned < np.take_along_axis(turned, columns[tied, None], axis=1)
    ranks[tied] += np.count_nonzero(equal[tied] & before, axis=1)
    return np.where(np.isneginf(own), np.inf, ranks)
