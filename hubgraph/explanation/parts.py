"""The parts of a score: contributions per need and level step, deductions per factor."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from hubgraph.catalogue import Catalogue
from hubgraph.matching.introducers import Introduction, list_introductions
from hubgraph.matching.options import LEVELS
from hubgraph.matching.paths import TopicPath, find_topic_path
from hubgraph.matching.scores import Scores
from hubgraph.matching.shapley import share_maximum
from hubgraph.matching.sparse import read_row, value_at
from hubgraph.tables import OFFERS, PARTS, build_table


@dataclass(frozen=True)
class Branch:
    """What a teacher brings to a need: an offer, or recorded activity, which has no level (0).

    `topic` is a topic number, `kernel` how far it serves the need, `evidence` its weight.
    """

    topic: int
    kernel: float
    evidence: float
    level: int

    @property
    def value(self) -> float:
        """How much of a step it covers, 0 to 1."""
        return self.kernel * self.evidence

    @property
    def order(self) -> tuple[float, float, int, int]:
        """Order in which branches cover a step: better, then better founded, higher, smaller."""
        return -self.value, -self.evidence, -self.level, self.topic


@dataclass(frozen=True)
class Evidence:
    """What one learner's score with one teacher is made of; everything a sentence may say.

    `learner` and `teacher` are row numbers of the profiles. `contributions` are the atoms:
    one per need topic and level step the teacher covers.
    """

    scores: Scores
    learner: int
    teacher: int

    @property
    def score(self) -> float:
        """Score of the pair, 0 to 1."""
        return value_at(self.scores.score, self.learner, self.teacher)

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest benefit missing levels allow, of the same need, less deductions."""
        low, high = self.scores.low, self.scores.high
        pair = (self.learner, self.teacher)
        return value_at(low, *pair), value_at(high, *pair)

    @cached_property
    def contributions(self) -> list["Contribution"]:
        """Atoms of the score, largest need first, then by topic and step."""
        m = len(self.scores.profiles.topics)
        found = [
            self._build_contribution(column % m, column // m + 1, value)
            for column, value in self._list_steps()
        ]
        sums: dict[int, float] = {}
        for atom in found:
            sums[atom.need] = sums.get(atom.need, 0.0) + atom.value
        return sorted(found, key=lambda a: (-round(sums[a.need], 9), a.need, a.step))

    def _list_steps(self) -> list[tuple[int, float]]:
        """Column of each step the teacher covers, and what it adds to the share."""
        benefit = self.scores.benefit
        demand, supply = (
            read_row(benefit.demand, self.learner),
            read_row(benefit.supply, self.teacher),
        )
        total = float(benefit.total[self.learner])
        both = sorted(demand.keys() & supply.keys())
        steps = ((column, demand[column] * supply[column]) for column in both)
        return [(column, value / total) for column, value in steps if value]

    @property
    def needs(self) -> list[int]:
        """Need topics that contribute, largest first."""
        return list(dict.fromkeys(atom.need for atom in self.contributions))

    @property
    def deductions(self) -> dict[str, float]:
        """What each factor takes off, by factor, only where it takes something."""
        taken = {
            name: value_at(matrix, self.learner, self.teacher)
            for name, matrix in self.scores.deductions.items()
        }
        return {name: value for name, value in taken.items() if value > 0}

    @cached_property
    def introduction(self) -> Introduction | None:
        """Who knows both sides best; None where nobody knows both."""
        found = list_introductions(self.scores.tie, self.learner, self.teacher)
        return found[0] if found else None

    @property
    def counted(self) -> list[int]:
        """Rows of the statements that the sentence counts; none where the score is 0."""
        return self.near if self.contributions else []

    @cached_property
    def near(self) -> list[int]:
        """Rows of the statements that bring both sides together, in order of identifier.

        They are the learner's needs near something the teacher offers or has taught, its own
        levels on these topics, and the teacher's offers near one of its needs, near meaning
        that the kernel is above 0. Levels play no part, so withdrawing one of them always
        makes them fewer, and withdrawing any other statement leaves them as they are.
        """
        profiles, kernel = self.scores.profiles, self.scores.kernel
        needs = profiles.list_stated(self.learner, "hg:Need")
        offers = profiles.list_stated(self.teacher, "hg:Offer")
        active = read_row(self.scores.matrices.activity, self.teacher).keys()
        reach = {need: read_row(kernel, need).keys() for need in needs}
        near = [need for need in needs if reach[need] & (offers.keys() | active)]
        reached = set().union(*reach.values())
        own = profiles.list_stated(self.learner, "hg:OwnLevel")
        rows = [needs[need] for need in near]
        rows += [own[need] for need in near if need in own]
        rows += [row for topic, row in offers.items() if topic in reached]
        ids = profiles.columns["statement"]
        return sorted(rows, key=lambda row: str(ids[row]))

    @property
    def leading(self) -> list[int]:
        """Rows of the statements that certainty is judged by.

        They are the needs that are served, the offers that cover them best, and the learner's
        own levels on these needs and nearest to them.
        """
        profiles = self.scores.profiles
        rows = {profiles.find_row(self.learner, need, "hg:Need") for need in self.needs}
        rows |= {
            profiles.find_row(self.teacher, atom.offer, "hg:Offer")
            for atom in self.contributions
            if atom.offer_statement
        }
        for need in self.needs:
            nearest = self.find_foothold(need)
            for topic in (need, *([nearest[0]] if nearest else [])):
                rows.add(profiles.find_row(self.learner, topic, "hg:OwnLevel"))
        return sorted(row for row in rows if row is not None)

    def list_sources(self, statements: pd.DataFrame) -> list[str]:
        """Ids of the sources behind some statements and the recorded activities, sorted."""
        find = self.scores.profiles.find_activities
        topics = {atom.offer for atom in self.contributions if atom.activities}
        tables = [statements, *(find(self.teacher, topic) for topic in topics)]
        return sorted({each for table in tables for ids in table["sources"] for each in ids})

    @property
    def shares(self) -> dict[tuple[str, int], float]:
        """Shapley values of the teacher's competing offers and activities within the score.

        By kind ('offer' or 'activity') and topic number. Of every step each gets its share
        (`matching.shapley`), less its part of the deductions; they sum to the score.
        """
        shares: dict[tuple[str, int], float] = {}
        for atom in self.contributions:
            branches = self._list_branches(atom.need, atom.step)
            parts = share_maximum([branch.value for branch in branches])
            for branch, part in zip(branches, parts.tolist(), strict=True):
                key = ("offer" if branch.level else "activity", branch.topic)
                worth = self.kept * atom.value * part / branches[0].value
                shares[key] = shares.get(key, 0.0) + worth
        return shares

    @property
    def gross(self) -> float:
        """Share of the open need that is covered, before deductions."""
        return sum(atom.value for atom in self.contributions)

    @property
    def kept(self) -> float:
        """What deductions leave of the gross share, 0 to 1; 0 where there is none."""
        return self.score / self.gross if self.gross else 0.0

    def find_foothold(self, need: int) -> tuple[int, float] | None:
        """Topic of the learner's own level that makes a need easiest to take up, and how far.

        The value is kernel * level / 5, 0 to 1. None where the learner has stated no own level
        above 0 near the need, or its profile costs nothing.
        """
        own, complete = self._own, self.scores.matrices.completeness[self.learner]
        if not complete:
            return None
        reach = read_row(self.scores.kernel, need)
        near = {
            topic: reach[topic] * level / LEVELS for topic, level in own.items() if topic in reach
        }
        best = max(near, key=lambda topic: (near[topic], -topic), default=None)
        return None if best is None else (best, near[best])

    @cached_property
    def _own(self) -> Mapping[int, float]:
        """Own levels of the learner by topic."""
        return read_row(self.scores.matrices.own, self.learner)

    @cached_property
    def _offered(self) -> list[tuple[int, float, int]]:
        """Topic, evidence and level of what the teacher offers; activity has level 0."""
        matrices = self.scores.matrices
        evidence = read_row(matrices.evidence, self.teacher)
        offers = read_row(matrices.offer, self.teacher)
        active = read_row(matrices.activity, self.teacher)
        found = [(topic, evidence[topic], int(level)) for topic, level in offers.items()]
        return found + [(topic, strength, 0) for topic, strength in active.items()]

    def _list_branches(self, need: int, step: int) -> list[Branch]:
        """What covers a step, best first; then better founded, higher, of smaller number.

        Recorded activity competes with its strength, at every level; of equals the offer counts.
        """
        reach = read_row(self.scores.kernel, need)
        found = [
            Branch(topic, reach[topic], evidence, level)
            for topic, evidence, level in self._offered
            if topic in reach and (level >= step or not level)
        ]
        return sorted(found, key=lambda branch: branch.order)

    def _build_contribution(self, need: int, step: int, value: float) -> "Contribution":
        """One atom with the offer, or recorded activity, that covers its step best."""
        profiles = self.scores.profiles
        best, *others = self._list_branches(need, step)
        done = profiles.activities[:0]
        if not best.level:
            done = profiles.find_activities(self.teacher, best.topic)
        path = find_topic_path(profiles.taxonomy, need, best.topic, options=self.scores.options)
        next_best = others[0].value if others else 0.0
        return Contribution(
            need=need,
            step=step,
            value=value,
            offer=best.topic,
            kernel=best.kernel,
            evidence=best.evidence,
            loss=value * (1 - next_best / best.value),
            path=path or TopicPath((need, best.topic), "related"),
            need_statement=self._statement_id(self.learner, need, "hg:Need"),
            offer_statement=self.find_offer(best.topic) if best.level else "",
            activities=len(done),
            newest=None if best.level else str(done["begins"].iloc[done["age_years"].argmin()]),
        )

    def find_offer(self, topic: int) -> str:
        """CURIE of the teacher's offer on a topic, '' if there is none."""
        return self._statement_id(self.teacher, topic, "hg:Offer")

    def _statement_id(self, owner: int, topic: int, kind: str) -> str:
        """CURIE of a statement that is there, '' if none is."""
        row = self.scores.profiles.find_row(owner, topic, kind)
        return "" if row is None else str(self.scores.profiles.columns["statement"][row])


@dataclass(frozen=True)
class Contribution:
    """One atom: the share of the learner's need that one level step on one topic adds.

    `need` and `offer` are topic numbers; `value` = absorption * step weight * kernel *
    evidence / open need; `loss` is what of it would go with the offer; statements are CURIEs.
    Where recorded activity covers the step, `offer` is its topic, `evidence` its strength,
    `offer_statement` '', `activities` their number and `newest` the newest date; else 0 and None.
    """

    need: int
    step: int
    value: float
    offer: int
    kernel: float
    evidence: float
    loss: float
    path: TopicPath
    need_statement: str
    offer_statement: str
    activities: int
    newest: str | None


def build_parts(evidence: Evidence, *, lang: str) -> pd.DataFrame:
    """Table of the parts (contract `PARTS`); column `value` sums to the score within 1e-9."""
    topics = evidence.scores.profiles.topics
    labels = evidence.scores.profiles.topic_labels(lang)
    rows: list[dict[str, object]] = [
        {
            "kind": "contribution",
            "topic": topics.index[atom.need],
            "topic_label": labels.iloc[atom.need],
            "step": atom.step,
            "offer_topic": topics.index[atom.offer],
            "offer_label": labels.iloc[atom.offer],
            "relation": atom.path.relation,
            "kernel": atom.kernel,
            "evidence": atom.evidence,
            "absorption": float(evidence.scores.benefit.absorption[evidence.learner, atom.need]),
            "need_statement": atom.need_statement,
            "offer_statement": atom.offer_statement or None,
            "activities": atom.activities or None,
            "newest": atom.newest,
            "value": atom.value,
            "loss": evidence.kept * atom.loss,
            **_describe_foothold(evidence, atom.need, labels),
        }
        for atom in evidence.contributions
    ]
    rows += [
        {"kind": "deduction", "factor": factor, "value": -value}
        for factor, value in sorted(evidence.deductions.items())
    ]
    return build_table(rows, PARTS)


def sum_parts(evidence: Evidence, catalogue: Catalogue) -> list[tuple[str, float]]:
    """Parts summed per need topic and per factor, as (name, value); they sum to the score."""
    labels = evidence.scores.profiles.topic_labels(catalogue.lang)
    named = [(str(labels.iloc[atom.need]), atom.value) for atom in evidence.contributions]
    named += [
        (catalogue.text(f"deduction.{factor}"), -value)
        for factor, value in sorted(evidence.deductions.items())
    ]
    sums: dict[str, float] = {}
    for name, value in named:
        sums[name] = sums.get(name, 0.0) + value
    return list(sums.items())


def build_offers(evidence: Evidence, *, lang: str) -> pd.DataFrame:
    """Table of the teacher's competing offers (contract `OFFERS`); `share` sums to the score."""
    profiles = evidence.scores.profiles
    labels = profiles.topic_labels(lang)
    rows: list[dict[str, object]] = [
        {
            "kind": kind,
            "topic": profiles.topics.index[topic],
            "topic_label": labels.iloc[topic],
            "statement": evidence.find_offer(topic) if kind == "offer" else None,
            "activities": len(profiles.find_activities(evidence.teacher, topic))
            if kind == "activity"
            else None,
            "share": share,
        }
        for (kind, topic), share in evidence.shares.items()
    ]
    table = build_table(rows, OFFERS)
    order = table.assign(share=table["share"].round(9))
    order = order.sort_values(["share", "topic", "kind"], ascending=[False, True, True])
    return table.loc[order.index].reset_index(drop=True)


def _describe_foothold(evidence: Evidence, need: int, labels: pd.Series) -> dict[str, object]:
    """Columns on the own level that makes a need easier to take up; none where there is none."""
    found = evidence.find_foothold(need)
    if found is None:
        return {}
    profiles, (topic, value) = evidence.scores.profiles, found
    row = profiles.find_row(evidence.learner, topic, "hg:OwnLevel")
    return {
        "foothold": value,
        "foothold_topic": profiles.topics.index[topic],
        "foothold_label": labels.iloc[topic],
        "foothold_statement": None if row is None else str(profiles.columns["statement"][row]),
    }
