"""The one rule of order: higher score first, equal scores share a rank."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

TIE_DIGITS = 9
"""Scores that are equal when rounded so are equal."""


def rank_scores(scores: ArrayLike) -> list[tuple[int, int]]:
    """Rank and position of each score, best first; ranks count from 1.

    Scores that are equal to nine digits share a rank and stay in the order given, which is
    that of identifiers wherever answers are ranked.

    >>> rank_scores([0.2, 0.5, 0.2])
    [(1, 1), (2, 0), (2, 2)]
    """
    values = np.round(np.asarray(scores, dtype=float), TIE_DIGITS)
    order = np.argsort(-values, kind="stable")
    ranks = np.searchsorted(-values[order], -values[order]) + 1
    return list(zip(ranks.tolist(), order.tolist(), strict=True))


def rank_pairs(score: csr_array, *, among: int | None = None) -> list[tuple[int, int, int]]:
    """Rank, one and other side of every pair with a score in a symmetric matrix, best first.

    `among` keeps the pairs of one organisation (row number), which then comes first; None
    takes every pair once, the smaller number first. Equal scores stand in order of numbers.

    >>> rank_pairs(csr_array([[0, 0.2, 0.5], [0.2, 0, 0], [0.5, 0, 0]]), among=2)
    [(1, 2, 0)]
    """
    entries = score.tocoo()
    wanted = entries.row < entries.col if among is None else entries.row == among
    order = np.lexsort((entries.col[wanted], entries.row[wanted]))
    rows, columns, values = (
        each[wanted][order] for each in (entries.row, entries.col, entries.data)
    )
    return [(rank, int(rows[k]), int(columns[k])) for rank, k in rank_scores(values)]
