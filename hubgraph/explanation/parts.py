"""The parts of a score: contributions per need and level step, deductions per factor."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from hubgraph.matching.introducers import Introduction, list_introductions
from hubgraph.matching.paths import TopicPath, find_topic_path
from hubgraph.matching.scores import Scores
from hubgraph.tables import PARTS, build_table


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
        return float(self.scores.score[self.learner, self.teacher])

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest benefit missing levels allow, of the same need, less deductions."""
        pair = (self.learner, self.teacher)
        return float(self.scores.low[pair]), float(self.scores.high[pair])

    @cached_property
    def contributions(self) -> list["Contribution"]:
        """Atoms of the score, largest need first, then by topic and step."""
        benefit = self.scores.benefit
        atoms = (
            benefit.demand[[self.learner], :].multiply(benefit.supply[[self.teacher], :]).tocoo()
        )
        m = len(self.scores.profiles.topics)
        total = benefit.total[self.learner]
        found = [
            self._build_contribution(int(column) % m, int(column) // m + 1, float(value) / total)
            for column, value in zip(atoms.col, atoms.data, strict=True)
            if value
        ]
        sums: dict[int, float] = {}
        for atom in found:
            sums[atom.need] = sums.get(atom.need, 0.0) + atom.value
        return sorted(found, key=lambda a: (-round(sums[a.need], 9), a.need, a.step))

    @property
    def needs(self) -> list[int]:
        """Need topics that contribute, largest first."""
        return list(dict.fromkeys(atom.need for atom in self.contributions))

    @property
    def deductions(self) -> dict[str, float]:
        """What each factor takes off, by factor, only where it takes something."""
        taken = {
            name: float(matrix[self.learner, self.teacher])
            for name, matrix in self.scores.deductions.items()
        }
        return {name: value for name, value in taken.items() if value > 0}

    @cached_property
    def introduction(self) -> Introduction | None:
        """Who knows both sides best; None where nobody knows both."""
        found = list_introductions(self.scores.tie, self.learner, self.teacher)
        return found[0] if found else None

    @cached_property
    def statements(self) -> pd.DataFrame:
        """Statements the score rests on: needs, the offers that cover them, the own levels."""
        ids = {atom.need_statement for atom in self.contributions}
        ids |= {atom.offer_statement for atom in self.contributions}
        ids |= self._find_own_levels()
        stated = self.scores.profiles.statements
        return stated[stated["statement"].isin(ids)].sort_values("statement")

    @property
    def sources(self) -> list[str]:
        """Ids of the sources behind those statements and the recorded activities, sorted."""
        find = self.scores.profiles.find_activities
        topics = {atom.offer for atom in self.contributions if atom.activities}
        tables = [self.statements, *(find(self.teacher, topic) for topic in topics)]
        return sorted({each for table in tables for ids in table["sources"] for each in ids})

    @property
    def losses(self) -> dict[str, float]:
        """What the score falls by without an offer, by its statement; the next best steps in."""
        kept = self.score / self.gross if self.gross else 0.0
        losses: dict[str, float] = {}
        for atom in self.contributions:
            if atom.activities:
                continue
            losses[atom.offer_statement] = losses.get(atom.offer_statement, 0.0) + kept * atom.loss
        return losses

    @property
    def gross(self) -> float:
        """Share of the open need that is covered, before deductions."""
        return sum(atom.value for atom in self.contributions)

    def _find_own_levels(self) -> set[str]:
        """Learner's own levels that decide steps and take-up: on a need, and nearest to it."""
        profiles, own = self.scores.profiles, self.scores.matrices.own[[self.learner], :]
        topics = set(self.needs)
        for need in self.needs:
            near = self.scores.kernel[[need], :].multiply(own).toarray().ravel()
            topics |= {int(near.argmax())} if near.any() else set()
        found = (profiles.find_statement(self.learner, t, "hg:OwnLevel") for t in sorted(topics))
        return {str(statement["statement"]) for statement in found if statement is not None}

    def _build_contribution(self, need: int, step: int, value: float) -> "Contribution":
        """One atom with the offer, or recorded activity, that covers its step best."""
        profiles = self.scores.profiles
        offer, kernel, evidence, stated, next_best = self._find_best_offer(need, step)
        done = profiles.activities[:0] if stated else profiles.find_activities(self.teacher, offer)
        path = find_topic_path(profiles.taxonomy, need, offer, options=self.scores.options)
        return Contribution(
            need=need,
            step=step,
            value=value,
            offer=offer,
            kernel=kernel,
            evidence=evidence,
            loss=value * (1 - next_best / (kernel * evidence)),
            path=path or TopicPath((need, offer), "related"),
            need_statement=self._statement_id(self.learner, need, "hg:Need"),
            offer_statement=self._statement_id(self.teacher, offer, "hg:Offer") if stated else "",
            activities=len(done),
            newest=None if stated else str(done["begins"].iloc[done["age_years"].argmin()]),
        )

    def _statement_id(self, owner: int, topic: int, kind: str) -> str:
        """CURIE of a statement that is there."""
        statement = self.scores.profiles.find_statement(owner, topic, kind)
        return "" if statement is None else str(statement["statement"])

    def _find_best_offer(self, need: int, step: int) -> tuple[int, float, float, bool, float]:
        """Offer with the largest kernel * evidence at that level; then better founded, higher.

        Recorded activity competes with its strength, at every level; of equals the offer counts.
        Returns topic, kernel and evidence, whether it is a stated offer, and the kernel *
        evidence of the next best.
        """
        matrices = self.scores.matrices
        offers = matrices.offer[[self.teacher], :].tocoo()
        active = matrices.activity[[self.teacher], :].tocoo()
        branches = [
            (float(matrices.evidence[self.teacher, topic]), level, int(topic))
            for topic, level in zip(offers.col, offers.data, strict=True)
            if level >= step
        ]
        branches += [(x, 0, int(topic)) for topic, x in zip(active.col, active.data, strict=True)]
        candidates = [
            (-kernel * evidence, -evidence, -level, topic, kernel)
            for evidence, level, topic in branches
            if (kernel := float(self.scores.kernel[need, topic]))
        ]
        best, *others = sorted(candidates)
        return best[3], best[4], -best[1], best[2] < 0, -others[0][0] if others else 0.0


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
    kept = evidence.score / evidence.gross if evidence.gross else 0.0
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
            "loss": kept * atom.loss,
        }
        for atom in evidence.contributions
    ]
    rows += [
        {"kind": "deduction", "factor": factor, "value": -value}
        for factor, value in sorted(evidence.deductions.items())
    ]
    return build_table(rows, PARTS)
