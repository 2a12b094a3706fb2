"""Rows of suggestions: one contract for every question about who should meet whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubgraph.catalogue import Catalogue
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.sentences import judge_certainty, short_name, topic_label, write_why
from hubgraph.matching.profiles import Profiles

QUERIES = ("learning", "helping", "swap", "colearning", "teamup", "opening", "company")
"""Questions that are answered with suggestions."""


@dataclass(frozen=True)
class Row:
    """One suggestion; organisations and topics are row numbers of the profiles.

    `learner` and `teacher` are None where nobody alone is meant. `statements` are the rows of
    those the sentence counts. See `hubgraph.tables.SUGGESTIONS` for the rest.
    """

    rank: int
    learner: int | None
    teacher: int | None
    organisations: Sequence[int]
    topics: Sequence[int]
    score: float
    bounds: tuple[float, float]
    statements: Sequence[int]
    certainty: str
    why: str
    ranks: tuple[int, int] | None = None
    introducer: int | None = None
    additional: float | None = None
    distance_km: float | None = None

    def to_dict(self, profiles: Profiles, query: str, catalogue: Catalogue) -> dict[str, object]:
        """Columns of the row."""
        curie, names = profiles.organisations.index, profiles.organisations["name"]
        roles = {"learner": self.learner, "teacher": self.teacher, "introducer": self.introducer}
        said = {role: str(curie[who]) for role, who in roles.items() if who is not None}
        named = {f"{role}_name": str(names[curie]) for role, curie in said.items()}
        low, high = self.bounds
        best, worst = self.ranks or (None, None)
        return {
            "query": query,
            **said,
            **named,
            "organisations": [str(curie[who]) for who in self.organisations],
            "names": [short_name(profiles, who) for who in self.organisations],
            "topic": str(profiles.topics.index[self.topics[0]]),
            "topic_label": topic_label(profiles, self.topics[0], catalogue.lang),
            "topics": [str(profiles.topics.index[topic]) for topic in self.topics],
            "score": self.score,
            "rank": self.rank,
            "rank_best": best,
            "rank_worst": worst,
            "low": low,
            "high": high,
            "certainty": self.certainty,
            "why": self.why,
            "additional": self.additional,
            "distance_km": self.distance_km,
            "statements": sorted(
                str(profiles.columns["statement"][row]) for row in self.statements
            ),
            "as_of": profiles.as_of,
        }


def build_pair_row(evidence: Evidence, rank: int, catalogue: Catalogue) -> Row:
    """Row of one learner and one teacher, with the one who could introduce them."""
    return Row(
        rank=rank,
        learner=evidence.learner,
        teacher=evidence.teacher,
        organisations=(evidence.learner, evidence.teacher),
        topics=evidence.needs,
        score=evidence.score,
        bounds=evidence.bounds,
        statements=evidence.counted,
        certainty=judge_certainty(evidence),
        why=write_why(evidence, catalogue),
        introducer=None if evidence.introduction is None else evidence.introduction.introducer,
    )
