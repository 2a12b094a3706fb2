"""Weights of the reasons for working together, fitted on periods that are over."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from hubgraph.matching.collaboration import REASONS, PartnerTask
from hubgraph.matching.quality import CUTOFF

Floats = NDArray[np.float64]

_RIDGE = 1.0
_HARD, _CHANCE = 150, 50  # other candidates per learner: nearest, and at random
_NEAR = 400  # candidates per learner that may come among the first ten
_BLOCK = 100
_TURNS = (0.0, 0.5, 0.7, 0.85, 1.15, 1.4, 2.0, 3.0)
_FEWEST_GAINED = 1e-4
_NEVER = -1e9  # reasons of who is not offered


class _Case(NamedTuple):
    """One learner: reasons of new partners, then of others, and how many each row stands for."""

    reasons: Floats
    stands_for: Floats
    right: int


class _Heads(NamedTuple):
    """The nearest candidates of all learners of a period.

    `reasons` is learners × candidates × reasons, `right` marks new partners, `ideal` is the
    best gain each learner could have.
    """

    reasons: Floats
    right: NDArray[np.bool_]
    ideal: Floats


def fit_weights(tasks: Sequence[PartnerTask], *, seed: int = 0) -> Floats:
    """Weights of the reasons, 0 or more, for the best mean NDCG@10 over some periods.

    They begin where new partners of the first period are likeliest (conditional logit), and are
    then moved one at a time while the mean over the periods improves (coordinate ascent,
    Metzler & Croft 2007).
    """
    weights = fit_likelihood(tasks[0], seed=seed)
    heads = [_collect_heads(task, weights) for task in tasks]

    def measure(tried: Floats) -> float:
        """Mean over the periods of the mean NDCG@10."""
        return float(np.mean([_measure_heads(head, tried) for head in heads]))

    reached, before = measure(weights), -1.0
    while reached > before + _FEWEST_GAINED:
        before = reached
        for place in range(len(REASONS)):
            for turn in _TURNS:
                tried = weights.copy()
                tried[place] = max(weights[place], 0.05 * bool(turn)) * turn
                gained = measure(tried)
                if gained > reached + _FEWEST_GAINED:
                    reached, best = gained, tried
                    weights = best
    return weights


def fit_likelihood(task: PartnerTask, *, seed: int = 0) -> Floats:
    """Weights under which the new partners of a period are likeliest: conditional logit.

    Each new partner is held against the nearest other candidates by common partners and some
    drawn at random, which stand for all the rest (McFadden 1974, with a small ridge); each
    learner counts alike.
    """
    cases = _list_cases(task, np.random.default_rng(seed))
    start = np.full(len(REASONS), 0.1)
    bounds = [(0.0, None)] * len(REASONS)
    found = minimize(_lose, start, (cases,), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x)


def _lose(weights: Floats, cases: list[_Case]) -> tuple[float, Floats]:
    """Negative log-likelihood, and its slope."""
    loss, slope = _RIDGE * float(weights @ weights) / 2, _RIDGE * weights
    for reasons, stands_for, right in cases:
        score = reasons @ weights + stands_for
        score -= score.max()
        chance = np.exp(score)
        total = chance[:right] + chance[right:].sum()
        loss -= float((score[:right] - np.log(total)).mean())
        pull = chance[right:] @ reasons[right:]
        expected = (chance[:right, None] * reasons[:right] + pull) / total[:, None]
        slope = slope - (reasons[:right] - expected).mean(axis=0)
    return loss, slope


def _list_cases(task: PartnerTask, drawn: np.random.Generator) -> list[_Case]:
    """All learners, each with its new partners and some others."""
    cases = []
    for rows in _list_blocks(task):
        found = task.known.measure_reasons(task.learners[rows])
        for row, reasons in zip(rows, found, strict=True):
            right = task.queries.relevant[[row]].indices
            open_ = np.ones(len(reasons), dtype=bool)
            open_[task.queries.excluded[[row]].indices] = False
            open_[right] = False
            others = np.flatnonzero(open_)
            order = np.argsort(-reasons[others, 0], kind="stable")
            near, rest = np.split(others[order], [_HARD])
            some = drawn.choice(rest, min(_CHANCE, rest.size), replace=False)
            stands_for = np.zeros(right.size + near.size + some.size)
            share = max(rest.size, 1) / max(some.size, 1)
            stands_for[right.size + near.size :] = np.log(share)
            cases.append(_Case(reasons[np.r_[right, near, some]], stands_for, right.size))
    return cases


def _list_blocks(task: PartnerTask) -> list[NDArray[np.intp]]:
    """Numbers of the learners, some at a time."""
    count = len(task.learners)
    return [np.arange(first, min(first + _BLOCK, count)) for first in range(0, count, _BLOCK)]


def _collect_heads(task: PartnerTask, weights: Floats) -> _Heads:
    """Nearest candidates of every learner under some weights."""
    near = min(_NEAR, len(task.known.organisations))
    parts, marks = [], []
    for rows in _list_blocks(task):
        reasons = task.known.measure_reasons(task.learners[rows])
        scores = reasons @ weights
        queries = task.queries.take(rows)
        scores[queries.excluded.toarray() > 0] = -np.inf
        first = np.sort(np.argpartition(-scores, near - 1, axis=1)[:, :near], axis=1)
        picked = np.take_along_axis(reasons, first[..., None], axis=1)
        picked[np.isneginf(np.take_along_axis(scores, first, axis=1))] = _NEVER
        parts.append(picked)
        marks.append(np.take_along_axis(queries.relevant.toarray() > 0, first, axis=1))
    gains = np.concatenate([[0.0], np.cumsum(1 / np.log2(np.arange(2, CUTOFF + 2)))])
    ideal = gains[np.minimum(np.diff(task.queries.relevant.indptr), CUTOFF)]
    return _Heads(np.concatenate(parts), np.concatenate(marks), ideal)


def _measure_heads(heads: _Heads, weights: Floats) -> float:
    """Mean NDCG@10 of some weights; equal scores stand by place."""
    order = np.argsort(-(heads.reasons @ weights), axis=1, kind="stable")[:, :CUTOFF]
    gains = 1 / np.log2(np.arange(2, order.shape[1] + 2))
    return float((np.take_along_axis(heads.right, order, axis=1) @ gains / heads.ideal).mean())
