"""How sure an order is: the ranks a teacher can take, and who is surely before whom."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.matching.ranking import TIE_DIGITS
from hubgraph.matching.scores import Scores
from hubgraph.matching.sparse import values_at

Order = Literal["sure", "not_distinguishable", "last"]
"""How a teacher stands to the next one: surely before it, not surely, or there is none."""


def measure_rank_ranges(low: csr_array, high: csr_array) -> tuple[csr_array, csr_array]:
    """Best and worst rank of every column in its row, given bounds of its score, n × m.

    Best = 1 + how many are surely better, worst = 1 + how many could be; equal scores share
    a rank. Surely better means that the lowest score is above the highest of the other. No
    entry means 0; only entries of `high` get a rank. O(entries * log entries), by sorting.

    Of `Scores`, take `low` and `ceiling`. With them j is surely before k wherever
    V_lo[j] * (1 - Λ) > V_hi[k], and more often: only a distance between profiles that are
    not both complete is bounded by its whole weight, other deductions are taken as they are.
    """
    rows = np.repeat(np.arange(high.shape[0]), np.diff(high.indptr))
    lowest = np.round(values_at(low, rows, high.indices), TIE_DIGITS)
    highest = np.round(high.data, TIE_DIGITS)
    best = 1 + _count_above(high, lowest, highest)
    worst = 1 + _count_above(high, highest, lowest) - (highest > lowest)
    return _like(high, best), _like(high, worst)


def find_rank_range(scores: Scores, learner: int) -> dict[int, tuple[int, int]]:
    """Best and worst rank of each teacher for one learner, by row numbers.

    A teacher that is not listed scores 0 whatever the missing levels are.
    """
    best, worst = measure_rank_ranges(scores.low[[learner], :], scores.ceiling[[learner], :])
    ranges = zip(best.data.tolist(), worst.data.tolist(), strict=True)
    return dict(zip(best.indices.tolist(), ranges, strict=True))


def find_order(scores: Scores, learner: int) -> dict[int, Order]:
    """How each teacher stands to the next one of the same learner, best first.

    Listed are all whom a completion of missing levels could give a score. Those without one
    now come last. Equal scores are not distinguishable.
    """
    high = scores.ceiling[[learner], :]
    score, low = (
        np.round(matrix[[learner], :].toarray().ravel()[high.indices], TIE_DIGITS)
        for matrix in (scores.score, scores.low)
    )
    most = np.round(high.data, TIE_DIGITS)
    order = np.lexsort((high.indices, np.where(score > 0, 0, -most), -score))
    sure = low[order][:-1] > most[order][1:]
    words: list[Order] = ["sure" if is_sure else "not_distinguishable" for is_sure in sure]
    return dict(zip(high.indices[order].tolist(), [*words, "last"], strict=False))


def measure_places(score: csr_array, top: int) -> csr_array:
    """Chance of every column to be among the first `top` of its row, ties broken at random."""
    values = np.round(score.data, TIE_DIGITS)
    before = _count_above(score, values, values)
    least = np.nextafter(values, -np.inf)
    tied = _count_above(score, values, least) - before
    return _like(score, np.clip((top - before) / tied, 0.0, 1.0))


def mark_first(score: csr_array, top: int) -> csr_array:
    """1 at the first `top` columns of every row, as `rank_teachers` lists them; else 0."""
    rows = np.repeat(np.arange(score.shape[0]), np.diff(score.indptr))
    order = np.lexsort((score.indices, -np.round(score.data, TIE_DIGITS), rows))
    marks = np.zeros(score.nnz)
    marks[order] = np.arange(score.nnz) - score.indptr[rows[order]] < top
    return _like(score, marks)


def _count_above(
    matrix: csr_array, values: NDArray[np.float64], limits: NDArray[np.float64]
) -> NDArray[np.int64]:
    """For each entry of a matrix, how many `values` of its row are above its own limit."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    levels, codes = np.unique(np.concatenate([values, limits]), return_inverse=True)
    keys, wanted = (rows * len(levels) + half for half in np.split(codes, 2))
    above: NDArray[np.int64] = matrix.indptr[rows + 1] - np.searchsorted(
        np.sort(keys), wanted, side="right"
    )
    return above


def _like(matrix: csr_array, values: NDArray[np.number]) -> csr_array:
    """Matrix with the same entries and other values."""
    return csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape)
