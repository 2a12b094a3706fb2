"""What an explanation cites: everything without which score, bounds or sentence are others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from hubgraph.catalogue import Catalogue
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.sentences import write_why
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


@dataclass(frozen=True)
class Citations:
    """What one pair's answer depends on, found by withdrawing it and answering again.

    A statement or event is cited if, and only if, score, bounds or sentence are others without
    it; `loss` is exactly what the score falls by.
    """

    evidence: Evidence
    catalogue: Catalogue

    @cached_property
    def _removals(self) -> Removals:
        """The pair without each thing that could matter."""
        found = self.evidence
        return measure_removals(found.scores, found.learner, found.teacher)

    @cached_property
    def _why(self) -> str:
        """Sentence as it is."""
        return write_why(self.evidence, self.catalogue)

    def build_statements(self) -> pd.DataFrame:
        """Table of the cited statements (contract `CITED`), in order of identifier."""
        rows = []
        for removal in self._removals.removals:
            if removal.row is not None:
                rows += self._cite_statement(removal, asked=False)
        if self._removals.others:
            for removal in self._removals.others:
                rows += self._cite_statement(removal, asked=True)
        rows.sort(key=lambda row: str(row["statement"]))
        return build_table(rows, CITED)

    def build_contacts(self) -> pd.DataFrame:
        """Table of the cited events (contract `CONTACTS`), newest last."""
        rows = []
        for removal in self._removals.removals:
            if removal.event is not None and (losses := self._find_losses(removal)):
                rows.append(self._describe_event(removal.event) | losses)
        rows.sort(key=lambda row: (str(row["begins"]), str(row["event"])))
        return build_table(rows, CONTACTS)

    def _find_losses(self, removal: Removal) -> dict[str, float]:
        """What score and bounds fall by; empty if these and the sentence stay as they are."""
        after = Evidence(self._removals.scores, removal.learner, removal.teacher)
        before = (self.evidence.score, *self.evidence.bounds)
        falls = [old - new for old, new in zip(before, (after.score, *after.bounds), strict=True)]
        if not any(falls) and write_why(after, self.catalogue) == self._why:
            return {}
        return dict(zip(("loss", "loss_low", "loss_high"), falls, strict=True))

    def _cite_statement(self, removal: Removal, *, asked: bool) -> Iterator[dict[str, object]]:
        """Row of a statement, if it is cited."""
        losses = self._find_losses(removal)
        if not losses or removal.row is None:
            return
        role = "asked" if asked else self._find_role(removal, losses)
        statement = self.evidence.scores.profiles.columns["statement"][removal.row]
        counted = removal.row in self.evidence.counted
        yield {"statement": statement, "role": role, "counted": counted} | losses

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
        before, after = self.evidence.scores.profiles, self._removals.scores.profiles
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
        taught = activities[(activities["activity"] == event)
                            & (activities["organisation"] == index[self.evidence.teacher])]
        pair = {index[self.evidence.learner], index[self.evidence.teacher]}
        met = rows["organisation"].isin(pair) & rows["partner"].isin(pair)
        label = None
        for name in (f"event_label_{lang}", "event_label_en", "event_label_de"):
            if label is None and name in rows and rows[name].notna().any():
                label = str(rows[name].dropna().iloc[0])
        return {
            "event": event,
            "event_label": label,
            "begins": str((rows if len(rows) else taught)["begins"].iloc[0]),
            "role": "taught" if len(taught) else "contact" if met.any() else "introduction",
        }
