"""What happened when in a network, as precisely as it is stated, read from a graph."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from hubgraph.knowledge.queries import query
from hubgraph.monitoring.network import KINDS

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Renaming:
    """A name a hub gained (`since`) or gave up (`until`); the other date is None if unknown."""

    name: str
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A hub that belonged to the network; a date is None where none is stated."""

    hub: str
    label: str
    kind: str
    since: str | None
    until: str | None
    names: tuple[Renaming, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """A funding round; a date is None where none is stated, `budget` is in euro."""

    name: str
    opens: str | None
    closes: str | None
    decided: str | None
    budget: float | None

    @property
    def dates(self) -> list[str]:
        """Return the dates that are stated."""
        return [text for text in (self.opens, self.closes, self.decided) if text]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event; `begins` is None where no date is stated, `place` '' where none is."""

    name: str
    kind: str
    begins: str | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Memberships by kind and begin, funding rounds by date, events by date."""

    members: tuple[Membership, ...] = ()
    rounds: tuple[Round, ...] = ()
    events: tuple[Happening, ...] = ()

    @property
    def dates(self) -> list[str]:
        """Return every date that is stated, sorted."""
        members = [text for each in self.members for text in (each.since, each.until)]
        named = [
            n for each in self.members for name in each.names for n in (name.since, name.until)
        ]
        rounds = [text for each in self.rounds for text in each.dates]
        events = [each.begins for each in self.events]
        return sorted(text for text in (*members, *named, *rounds, *events) if text)


def first_day(text: str) -> date:
    """Return the first day of a day, month or year.

    >>> first_day("2019-07")
    datetime.date(2019, 7, 1)
    """
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def read_chronicle(graph: "Graph", lang: str) -> Chronicle:
    """Return the chronicle of a graph, with names in a language; what is undated is in it, too."""
    names = query(graph, "renamings").groupby("hub", sort=True)
    renamed = {hub: tuple(_to_renamings(rows)) for hub, rows in names}
    members = (
        _to_membership(row, renamed.get(row["hub"], ()))
        for row in query(graph, "memberships")
        .drop_duplicates(["hub", "since", "until"])
        .to_dict("records")
    )
    rounds = (_to_round(row, lang) for row in query(graph, "funding-rounds").to_dict("records"))
    events = (
        _to_happening(row, lang)
        for row in query(graph, "events").drop_duplicates("event").to_dict("records")
    )
    order = list(dict.fromkeys(KINDS.values()))
    return Chronicle(
        tuple(
            sorted(
                members,
                key=lambda m: (
                    order.index(m.kind) if m.kind in order else len(order),
                    m.since or "",
                    m.label.casefold(),
                    m.hub,
                ),
            )
        ),
        tuple(sorted(rounds, key=lambda r: (min(r.dates, default="9"), r.name))),
        tuple(sorted(events, key=lambda e: (e.begins or "9", e.name))),
    )


def _to_renamings(rows: pd.DataFrame) -> Iterator[Renaming]:
    """Return the names of one hub that have a date."""
    for row in rows.to_dict("records"):
        yield Renaming(row["name"], _stated(row["since"]), _stated(row["until"]))


def _to_membership(row: Mapping[Hashable, Any], names: tuple[Renaming, ...]) -> Membership:
    """Return a membership of a row of the query `memberships`."""
    since, until = _stated(row["since"]), _stated(row["until"])
    kind = KINDS.get(row["kind"], "organisation")
    return Membership(row["hub"], row["label"], kind, since, until, names)


def _to_round(row: Mapping[Hashable, Any], lang: str) -> Round:
    """Return a round of a row of the query `funding-rounds`."""
    opens, closes, decided = (_stated(row[name]) for name in ("opens", "closes", "decided"))
    budget = float(row["budget"]) if pd.notna(row["budget"]) else None
    return Round(_name(row, "name", lang, "round"), opens, closes, decided, budget)


def _to_happening(row: Mapping[Hashable, Any], lang: str) -> Happening:
    """Return an event of a row of the query `events`."""
    kind = _name(row, "kind", lang, "kind")
    place = _stated(row["place"]) or ""
    return Happening(_name(row, "name", lang, "event"), kind, _stated(row["begins"]), place)


def _name(row: Mapping[Hashable, Any], column: str, lang: str, otherwise: str) -> str:
    """Return a name in a language, in the other one if it has none, else the identifier."""
    found = [row[f"{column}_{each}"] for each in (lang, "en", "de")]
    return str(next((text for text in found if isinstance(text, str)), row[otherwise]))


def _stated(value: object) -> str | None:
    """Return a text, None where there is none."""
    return value if isinstance(value, str) else None
