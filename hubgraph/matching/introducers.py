"""Introducers: who knows both sides of a pair."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from hubgraph.matching.ranking import rank_scores


class Introduction(NamedTuple):
    """Somebody who knows both sides, as a row number, and how well: contact strengths 0 to 1."""

    introducer: int
    to_learner: float
    to_teacher: float

    @property
    def strength(self) -> float:
        """Strength of the weaker of the two contacts."""
        return min(self.to_learner, self.to_teacher)


def list_introductions(tie: csr_array, learner: int, teacher: int) -> list[Introduction]:
    """Everybody who knows both sides, by min(tie to learner, tie to teacher), best first.

    `tie` is the contact strength, n × n; a contact not recorded is not there. Equal strengths
    stand in order of row number.
    """
    sides = [csr_array(tie[[side], :]) for side in (learner, teacher)]
    both = np.intersect1d(sides[0].indices, sides[1].indices)
    both = both[(both != learner) & (both != teacher)]
    strengths = [np.asarray(side[[0], :][:, both].toarray()).ravel() for side in sides]
    return [
        Introduction(int(both[k]), float(strengths[0][k]), float(strengths[1][k]))
        for _, k in rank_scores(np.minimum(*strengths))
    ]
