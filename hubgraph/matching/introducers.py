"""Introducers: who knows both sides of a pair."""

from typing import NamedTuple

from scipy.sparse import csr_array

from hubgraph.matching.ranking import rank_scores
from hubgraph.matching.sparse import read_row


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
    to_learner, to_teacher = (read_row(tie, side) for side in (learner, teacher))
    both = sorted((to_learner.keys() & to_teacher.keys()) - {learner, teacher})
    found = [Introduction(each, to_learner[each], to_teacher[each]) for each in both]
    return [found[place] for _, place in rank_scores([each.strength for each in found])]
