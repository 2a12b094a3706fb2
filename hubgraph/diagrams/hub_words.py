"""The surroundings of one member in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubgraph.catalogue import Catalogue
from hubgraph.diagrams.encoding import list_kinds
from hubgraph.diagrams.suggestion_network import describe_member
from hubgraph.diagrams.surroundings import Neighbour, Surroundings
from hubgraph.matching.profiles import Profiles

_NAMED = 5


@dataclass(frozen=True)
class HubWords:
    """Words on and about a picture of one member, in the language of a catalogue."""

    around: Surroundings
    profiles: Profiles
    catalogue: Catalogue

    @property
    def heading(self) -> str:
        """Return the title of the picture."""
        return self.catalogue.text("hub_view.title", name=self.name(self.around.id))

    def text(self, key: str) -> str:
        """Return a text of the view."""
        return self.catalogue.text(f"hub_view.{key}")

    def name(self, member: str) -> str:
        """Return the short name of a member."""
        return str(self.profiles.organisations["label"][member])

    def kind(self, member: str) -> str:
        """Return the kind of a member, one of `encoding.KINDS`."""
        return str(describe_member(self.profiles, member)["kind"])

    def name_kinds(self, members: Sequence[str]) -> list[tuple[str, str]]:
        """Return the kinds that occur with their names."""
        kinds = list_kinds(self.kind(member) for member in members)
        return [(kind, self.catalogue.text(f"diagram.kind.{kind}")) for kind in kinds]

    def label(self, topic: str) -> str:
        """Return the label of a topic."""
        return str(self.profiles.topic_labels(self.catalogue.lang)[topic])

    def say_contact(self, each: Neighbour) -> str:
        """Return score and number of common meetings of a neighbour."""
        score = self.catalogue.percent(each.score)
        if not each.meetings:
            return self.catalogue.text("hub_view.not_met", score=score)
        return self.catalogue.count("hub_view.met", each.meetings, score=score)

    def list_notes(self, needs: int, offers: int) -> list[str]:
        """Return what the picture leaves out."""
        around = self.around
        counts = (
            ("more_teachers", around.teaching - len(around.teachers)),
            ("more_needs", len(around.needs) - needs),
            ("more_offers", len(around.offers) - offers),
            ("more_learners", around.learning - len(around.learners)),
        )
        listed = [self.catalogue.count(f"hub_view.{key}", n) for key, n in counts if n]
        notes = [self.text("lines")] if around.teachers or around.learners else []
        hidden = self.catalogue.text("hub_view.hidden", list=", ".join(listed))
        return [*notes, hidden] if listed else notes

    def describe(self) -> str:
        """Return the picture in words."""
        around, catalogue = self.around, self.catalogue
        sentences = [
            catalogue.text(
                "hub_view.shows",
                name=self.name(around.id),
                needs=len(around.needs),
                offers=len(around.offers),
                met=len(around.meetings),
                others=len(self.profiles.organisations) - 1,
            )
        ]
        for key, group in (("best_teachers", around.teachers), ("best_learners", around.learners)):
            names = [f"{self.name(each.id)} ({catalogue.percent(each.score)})" for each in group]
            if names:
                sentences.append(catalogue.text(f"hub_view.{key}", names=", ".join(names[:_NAMED])))
        return " ".join(sentences)

    def list_lines(self) -> list[str]:
        """Return a line per need, offer, teacher and learner, and who is known."""
        around = self.around
        lines = [
            f"{self.text(key)}: {self.label(topic)} ({self._say_level(level)})"
            for key, stated in (("needs", around.needs), ("offers", around.offers))
            for topic, level in stated.items()
        ]
        for key, group in (("teachers", around.teachers), ("learners", around.learners)):
            for each in group:
                topics = ", ".join(self.label(topic) for topic in each.topics)
                said = self.say_contact(each)
                lines.append(f"{self.text(key)}: {self.name(each.id)} ({said}): {topics}")
        known = [f"{self.name(member)} ({n})" for member, n in around.meetings.items()]
        return [*lines, self.catalogue.text("hub_view.list_met", names=", ".join(known) or "–")]

    def _say_level(self, level: int | None) -> str:
        """Return a level, or that none is stated."""
        return self.catalogue.text("matrix.unstated") if level is None else str(level)
