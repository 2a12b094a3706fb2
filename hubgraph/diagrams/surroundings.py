"""What surrounds one member: its needs and who could teach it, its offers and whom it could help.

Numbers come from the scores of all pairs, the same as in the suggestions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hubgraph.diagrams.topic_facts import Levels, TopicFacts
from hubgraph.explanation.members import to_row
from hubgraph.explanation.parts import Evidence
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import measure_scores, rank_learners, rank_teachers


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another member: score of the suggestion, topics it is about, meetings in common."""

    id: str
    score: float
    topics: tuple[str, ...]
    meetings: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A member with its needs and offers (topic to level) and its best neighbours.

    Topics of a teacher are needs of the member, those of a learner are offers of the member.
    `meetings` counts the meetings with every member it has met, `teaching` and `learning` all
    who could teach it and learn from it.
    """

    id: str
    needs: Levels
    offers: Levels
    teachers: tuple[Neighbour, ...]
    learners: tuple[Neighbour, ...]
    teaching: int
    learning: int
    meetings: Mapping[str, int]


def find_surroundings(
    profiles: Profiles, member: str, facts: Iterable[TopicFacts], *, most: int
) -> Surroundings:
    """Return what surrounds a member (CURIE), at most so many teachers and learners."""
    row, scores = to_row(profiles, member), measure_scores(profiles)
    meetings, index = _count_meetings(profiles, member), profiles.organisations.index
    taught = [other for _, other in rank_teachers(scores, row)]
    helped = [other for _, other in rank_learners(scores, row)]

    def meet(other: int, evidence: Evidence, *, teaches: bool) -> Neighbour:
        """Return the other member as a neighbour."""
        used = (atom.need if teaches else atom.offer for atom in evidence.contributions)
        topics = tuple(str(profiles.topics.index[topic]) for topic in dict.fromkeys(used))
        return Neighbour(str(index[other]), evidence.score, topics, meetings.get(index[other], 0))

    teachers = (meet(o, Evidence(scores, row, o), teaches=True) for o in taught[:most])
    learners = (meet(o, Evidence(scores, o, row), teaches=False) for o in helped[:most])
    stated = list(facts)
    return Surroundings(
        id=member,
        needs={fact.id: fact.needs[member] for fact in stated if member in fact.needs},
        offers={fact.id: fact.offers[member] for fact in stated if member in fact.offers},
        teachers=tuple(teachers),
        learners=tuple(learners),
        teaching=len(taught),
        learning=len(helped),
        meetings=meetings,
    )


def _count_meetings(profiles: Profiles, member: str) -> dict[str, int]:
    """Return other members to the number of events both took part in, sorted."""
    table = profiles.contacts
    mine = table[(table["organisation"] == member) | (table["partner"] == member)]
    other = mine["partner"].where(mine["organisation"] == member, mine["organisation"])
    counts = mine.assign(other=other).groupby("other")["event"].nunique().sort_index()
    return {str(who): int(count) for who, count in counts.items()}
