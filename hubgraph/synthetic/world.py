"""Everything that happens in Musterland, and the sources that tell of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hubgraph.synthetic.country import FOUNDED, LAST_DAY, WAVES, Hub
from hubgraph.synthetic.meetings import Event
from hubgraph.synthetic.survey import Answer, Exchange

Row = dict[str, str]
"""Cells of a table row by column; a cell that is not there stays empty."""

SURE = {"confidence": "high"}
ROUND_DECIDED = "2022-05-31"


@dataclass(frozen=True)
class World:
    """Everything that is said and done in Musterland; `country` is musterland.toml."""

    seed: int
    country: dict[str, Any]
    hubs: list[Hub]
    answers: list[Answer]
    exchanges: list[Exchange]
    events: list[Event]

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Rows of the sources by what they are about: surveys, minutes, logs, decisions."""
        drafts = {
            "founding": ("Gründungserklärung", FOUNDED),
            "round": ("Bescheid zur Förderrunde 2022", ROUND_DECIDED),
            "review": ("Begutachtung der thematischen Hubs 2022", "2022-08-30"),
            "companies": ("Partnerverzeichnis", "2022-12-01"),
        }
        drafts |= {
            f"log {wave}": (f"Austauschbuch {wave}/{wave + 1}", min(f"{wave + 1}-08-31", LAST_DAY))
            for wave in WAVES
        }
        drafts |= {
            f"{each.hub.id} {each.wave}": (f"Selbstauskunft {each.wave}, {each.hub.name}", each.day)
            for each in self.answers
        }
        drafts |= {e.id: (f"Protokoll: {e.name_de}", e.begins) for e in self.events if not e.host}
        drafts |= {f"report {wave}": (f"Jahresbericht {wave}", f"{wave}-12-31") for wave in WAVES}
        return {
            about: {
                "id": f"M{number:02}",
                "title": title if "fiktiv" in title else f"{title}, Musterland (fiktiv)",
                "publisher": self.country["office"]["name"],
                "issued": day,
                "access": "restricted" if about == "muster-retreat-2023" else "",
            }
            for number, (about, (title, day)) in enumerate(drafts.items(), start=1)
        }

    def cite(self, about: str) -> str:
        """Identifier of the source on something."""
        return self.sources[about]["id"]

    def cite_hub(self, hub: Hub, about: str = "founding") -> str:
        """Identifiers of the sources on a hub: those that know when it came and when it left."""
        came = f"report {hub.joined[:4]}" if hub.joined != FOUNDED else about
        left = f"report {hub.left[:4]}" if hub.left else came
        return " ".join(dict.fromkeys((self.cite(came), self.cite(left))))
