"""What an explanation cites: everything without which score, bounds or sentence are others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from hubgraph.catalogue import Catalogue
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.sentences import write_why
from hubgraph.languages import order_columns
from hubgraph.matching.removal import Removal, Removals, measure_removals
from hubgraph.tables import CITED, CONTACTS, build_table

ROLES = (
    "need", "other_need", "covers", "next_best", "own_need", "foothold", "profile",
    "filled_from", "bounds", "asked", "weighed",
)  # fmt: skip
"""What a cited statement does: the need that is served, another need that shares the total, the
offer that covers a step, one that would step in, the learner's own level on the need, the one
that makes it easiest to take up, another own level that decides distance or take-up, what a
missing level is taken from, what only the bounds rest on, an own level of others that makes a
topic one that is asked, and what is weighed and changes nothing now."""


def cite(evidence: Evidence, catalogue: Catalogue) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables of the statements (contract `CITED`) and events (`CONTACTS`) of a pair's answer.

    A statement or event is cited if, and only if, score, bounds or sentence are others without
    it; `loss` is exactly what the score falls by. Where no need is near anything on the
    other side, nothing that is withdrawn can change that.
    """
    if not evidence.near:
        return build_table([], CITED), build_table([], CONTACTS)
    removals = measure_removals(evidence.scores, evidence.learner, evidence.teacher)
    found = _Citations(evidence, catalogue, removals)
    own = [row for each in removals.removals for row in found.cite_statement(each)]
    asked = [row for each in removals.others for row in found.cite_statement(each, role="asked")]
    events = [row for each in removals.removals for row in found.cite_event(each)]
    statements = sorted([*own, *asked], key=lambda row: str(row["statement"]))
    events.sort(key=lambda row: (str(row["begins"]), str(row["event"])))
    return build_table(statements, CITED), build_table(events, CONTACTS)


@dataclass(frozen=True)
class _Citations:
    """A pair as it is, and without each thing that could matter."""

    evidence: Evidence
    catalogue: Catalogue
    removals: Removals

    @cached_property
    def _why(self) -> str:
        """Sentence as it is."""
        return write_why(self.evidence, self.catalogue)

    def cite_statement(self, removal: Removal, *, role: str = "") -> Iterator[dict[str, object]]:
        """Row of a statement, if it is cited; without a role given, its role is found."""
        if removal.row is None or not (losses := self._find_losses(removal)):
            return
        yield {
            "statement": self.evidence.scores.profiles.columns["statement"][removal.row],
            "role": role or self._find_role(removal, losses),
            "counted": removal.row in self.evidence.counted,
            **losses,
        }

    def cite_event(self, removal: Removal) -> Iterator[dict[str, object]]:
        """Row of an event, if it is cited."""
        if removal.event is not None and (losses := self._find_losses(removal)):
            yield self._describe_event(removal.event) | losses

    def _find_losses(self, removal: Removal) -> dict[str, float]:
        """What score and bounds fall by; empty if these and the sentence stay as they are."""
        after = Evidence(self.removals.scores, removal.learner, removal.teacher)
        before = (self.evidence.score, *self.evidence.bounds)
        falls = [old - new for old, new in zip(before, (after.score, *after.bounds), strict=True)]
        if not any(falls) and write_why(after, self.catalogue) == self._why:
            return {}
        return dict(zip(("loss", "loss_low", "loss_high"), falls, strict=True))

    def _find_role(self, removal: Removal, losses: dict[str, float]) -> str:
        """What a statement of the pair does: one of `ROLES`."""
        columns = self.evidence.scores.profiles.columns
        statement, kind = (columns[name][removal.row] for name in ("statement", "kind"))
        named = [name for name, ids in self._named.items() if statement in ids]
        if named:
            return named[0]
        if not any(losses.values()):
            return "weighed"
        if not losses["loss"]:
            return "bounds"
        if kind == "hg:Need":
            return "other_need"
        return "filled_from" if kind == "hg:Offer" or self._fills(removal) else "profile"

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        """Statements that the parts of the score name, by role."""
        found, profiles = self.evidence, self.evidence.scores.profiles
        ids = profiles.columns["statement"]
        own = profiles.list_stated(found.learner, "hg:OwnLevel")
        nearest = (found.find_foothold(need) for need in found.needs)
        offers = {topic for kind, topic in found.shares if kind == "offer"}
        return {
            "need": {atom.need_statement for atom in found.contributions},
            "covers": {atom.offer_statement for atom in found.contributions},
            "next_best": {found.find_offer(topic) for topic in offers},
            "own_need": {ids[own[need]] for need in found.needs if need in own},
            "foothold": {ids[own[each[0]]] for each in nearest if each and each[0] in own},
        }

    def _fills(self, removal: Removal) -> bool:
        """Whether a level that is not stated is taken otherwise without this statement."""
        before, after = self.evidence.scores.profiles, self.removals.scores.profiles
        now, then = (
            {topic: profiles.columns["point"][row] for topic, row in offers.items()}
            for profiles, offers in (
                (before, before.list_stated(self.evidence.teacher, "hg:Offer")),
                (after, after.list_stated(removal.teacher, "hg:Offer")),
            )
        )
        return now != then

    def _describe_event(self, event: str) -> dict[str, object]:
        """Label, day and role of an event."""
        profiles, lang = self.evidence.scores.profiles, self.catalogue.lang
        index, contacts = profiles.organisations.index, profiles.contacts
        rows = contacts[contacts["event"] == event]
        activities = profiles.activities
        is_it = activities["activity"] == event
        taught = activities[is_it & (activities["organisation"] == index[self.evidence.teacher])]
        pair = {index[self.evidence.learner], index[self.evidence.teacher]}
        met = rows["organisation"].isin(pair) & rows["partner"].isin(pair)
        columns = order_columns(rows.columns, "event_label_", lang)
        labels = rows[columns].iloc[0].dropna().tolist() if len(rows) else []
        return {
            "event": event,
            "event_label": next(map(str, labels), None),
            "begins": str((rows if len(rows) else taught)["begins"].iloc[0]),
            "role": "taught" if len(taught) else "contact" if met.any() else "introduction",
        }
