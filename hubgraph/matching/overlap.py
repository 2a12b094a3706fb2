"""How alike two rankings are: rank-biased overlap, and what chance alone would give."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from hubgraph.errors import OptionError
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.ranking import TIE_DIGITS
from hubgraph.matching.scores import Scores, measure_scores, rank_teachers

PERSISTENCE = 0.9
"""Chance that a reader who has seen one place goes on to the next."""


_EXACT = 1e-9


@dataclass(frozen=True)
class Overlap:
    """Rank-biased overlap of two rankings of the same things, and its `chance` level; 0 to 1.

    `chance` is the mean over all ways to hand the things of one ranking round, with as many
    places and ties as there are.
    """

    value: float
    chance: float

    @property
    def beyond_chance(self) -> float | None:
        """(value - chance) / (1 - chance): 1 = alike, 0 = chance; None if all is tied or alone."""
        if self.chance > 1 - _EXACT:
            return None
        return (self.value - self.chance) / (1 - self.chance)


def measure_overlap(left: ArrayLike, right: ArrayLike, *, p: float = PERSISTENCE) -> Overlap:
    """Rank-biased overlap of two rankings, given by one score per thing, best = highest.

    RBO_ext = (1-p)/p * Σ_d A_d p^d + A_k p^k for depth k = number of things (Webber, Moffat &
    Zobel 2010), where A_d is the agreement of the first d. `p` is between 0 and 1. With ties a
    thing is among the first d with a chance, and A_d is the cosine of both lists of chances
    (after Corsi & Urbano 2024), so that a ranking always agrees with itself fully.

    The chance level is exact: the mean of the product of two chances is d² / k². For 12
    things without ties it is 0.598. Raises OptionError for lists of different lengths.
    """
    chances = [_list_chances(np.asarray(values, dtype=float)) for values in (left, right)]
    first, second = chances
    if first.shape != second.shape:
        raise OptionError("right", len(second), f"a list of {len(first)} as the left one")
    depth = np.arange(1, len(first) + 1)
    length = np.sqrt((first**2).sum(axis=0) * (second**2).sum(axis=0))
    found = (first * second).sum(axis=0) / length
    expected = depth**2 / max(len(first), 1) / length
    return Overlap(_weigh(found, p), _weigh(expected, p))


def compare_rankings(before: Scores, after: Scores) -> dict[int, Overlap]:
    """Overlap of every learner's ranking in two scores of the same members, by row number.

    All other members are ranked; those without a score share the last place. Learners who
    could learn from nobody in one of the two are left out.
    """
    found = {}
    for learner in range(before.score.shape[0]):
        rows = [
            np.delete(scores.score[[learner], :].toarray().ravel(), learner)
            for scores in (before, after)
        ]
        if all(row.any() for row in rows):
            found[learner] = measure_overlap(*rows)
    return found


def measure_sweep(profiles: Profiles, parameter: str, values: Sequence[float]) -> pd.DataFrame:
    """Overlap of all rankings with those at the defaults when one parameter takes other values.

    One row per value, in order: `value`; means over the learners of `overlap`, `chance` and
    `beyond_chance` (as in `Overlap`; missing if it is missing for all); `same_first`, the
    share of learners with the same first teacher; `learners`, how many there are. Raises
    OptionError for a value outside the parameter's range.
    """
    before = measure_scores(profiles)
    rows = []
    for value in values:
        changed: dict[str, Any] = {parameter: value}
        after = measure_scores(profiles, options=MatchingOptions(**changed))
        found = compare_rankings(before, after)
        beyond = [overlap.beyond_chance for overlap in found.values()]
        same = [
            rank_teachers(before, learner)[0][1] == rank_teachers(after, learner)[0][1]
            for learner in found
        ]
        rows.append({
            "value": value,
            "overlap": _mean([overlap.value for overlap in found.values()]),
            "chance": _mean([overlap.chance for overlap in found.values()]),
            "beyond_chance": _mean([share for share in beyond if share is not None]),
            "same_first": _mean(same),
            "learners": len(found),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _mean(values: Sequence[float]) -> float:
    """Mean, missing (NaN) of nothing."""
    return float(np.mean(values)) if values else float("nan")


def _list_chances(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chance of each thing (row) to be among the first d (column), ties broken at random."""
    rounded = np.round(values, TIE_DIGITS)
    before, tied = (
        compare(rounded, rounded[:, np.newaxis]).sum(axis=1, keepdims=True)
        for compare in (np.greater, np.equal)
    )
    places: NDArray[np.float64] = (np.arange(1, len(values) + 1) - before) / tied
    return np.clip(places, 0, 1)


def _weigh(agreement: NDArray[np.float64], p: float) -> float:
    """RBO_ext of the agreement at each depth; nothing to compare agrees."""
    if not len(agreement):
        return 1.0
    weights = p ** np.arange(1, len(agreement) + 1)
    return float((1 - p) / p * (agreement * weights).sum() + agreement[-1] * weights[-1])
