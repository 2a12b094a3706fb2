"""The cards of an interactive page: what each hub needs, offers, could learn and could teach."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.elements import Node, to_line
from hubgraph.diagrams.markup import Html, element, join
from hubgraph.diagrams.page_content import Content, Tie
from hubgraph.explanation.suggestions import name_ranks

_LISTED = 15
"""So many hubs are named in a row at most."""
_ADDRESS = re.compile(r"https?:", re.IGNORECASE)


@dataclass(frozen=True)
class Cards:
    """Writes the cards of one language."""

    content: Content
    lang: str

    @cached_property
    def catalogue(self) -> Catalogue:
        """Return the texts of the language."""
        return load_catalogue(self.lang)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return the short name of each node."""
        return {node.id: node.label for node in self.content.nodes}

    @cached_property
    def topics(self) -> pd.Series:
        """Return the labels of all topics by CURIE."""
        return self.content.profiles.topic_labels(self.lang)

    @cached_property
    def _grouped(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Return the rows of each table by hub."""
        found, stated = self.content.suggestions[self.lang], self.content.profiles.statements
        return {
            "learner": _group(found.table, "learner"),
            "teacher": _group(found.table, "teacher"),
            "gaps": _group(found.open_needs, "learner"),
            "met": _group(self.content.meetings, "organisation"),
            **{
                kind: _group(stated[stated["kind"] == kind], "organisation")
                for kind in ("hg:Need", "hg:Offer")
            },
        }

    @cached_property
    def _strengths(self) -> dict[str, list[Tie]]:
        """Return the shared strengths of each hub."""
        found: defaultdict[str, list[Tie]] = defaultdict(list)
        for tie in self.content.ties["strength"]:
            found[tie.source].append(tie)
            found[tie.target].append(tie)
        return found

    def write_all(self) -> Html:
        """Return the cards of all nodes."""
        cards = [self.write_card(number, node) for number, node in enumerate(self.content.nodes)]
        return join(*cards)

    def text(self, key: str, **values: object) -> str:
        """Return a text of the page."""
        return self.catalogue.text(f"page.{key}", **values)

    def name_kind(self, node: Node) -> str:
        """Return the kind of a node in words."""
        return self.catalogue.text(f"diagram.kind.{node.kind}")

    def name_hub(self, node: Node) -> str:
        """Return a node in words: name, kind, seat."""
        return ", ".join(filter(None, [self.labels[node.id], self.name_kind(node), node.seat]))

    def name_part(self, part: str) -> str:
        """Return a part of a score in words: the label of a topic, or what is deducted."""
        if part in self.topics:
            return str(self.topics[part])
        return self.catalogue.text(f"deduction.{part}")

    def write_card(self, number: int, node: Node) -> Html:
        """Return everything about one node."""
        about = " · ".join(filter(None, [self.name_kind(node), node.seat]))
        years = [self.content.days[day][:4] for day in self.content.members[node.id]]
        parts = [
            element("h2", self.content.names[node.id], tabindex="-1"),
            element("p", about, class_="about"),
            element("p", self.text("member", years=_name_years(years)), class_="about"),
        ]
        if self.content.day in self.content.members[node.id]:
            parts += [
                *self._write_suggestions(node.id, "learner", "teacher", "learns"),
                *self._write_suggestions(node.id, "teacher", "learner", "helps"),
                *self._write_statements(node.id, "hg:Need", "needs"),
                *self._write_statements(node.id, "hg:Offer", "offers"),
                *self._write_strengths(node.id),
            ]
        else:
            day = self.catalogue.day(self.content.profiles.as_of, form="long")
            parts.append(element("p", self.text("absent", day=day)))
        parts += self._write_meetings(node.id)
        return element("article", *parts, id=f"hub-{number}-{self.lang}")

    def _write_suggestions(self, hub: str, role: str, other: str, heading: str) -> list[Html]:
        """Return the suggestions for a hub in one role, each with its reasons to unfold."""
        own = self._grouped[role].get(hub, [])
        items = [self._write_suggestion(row, other) for row in own]
        listed = [element("ol" if role == "learner" else "ul", *items)] if items else []
        gaps = self._grouped["gaps"].get(hub, []) if role == "learner" else []
        silent = [element("p", row["sentence"]) for row in gaps]
        if not listed and not silent:
            silent = [element("p", self.text("nobody"))]
        return [element("h3", self.text(heading)), *listed, *silent]

    def _write_suggestion(self, row: Mapping[str, Any], other: str) -> Html:
        """Return one suggestion: who, what, how sure, and why in a sentence and in parts."""
        facts = self.text(
            "facts",
            score=self.catalogue.percent(row["score"]),
            certainty=self.catalogue.text(f"certainty.{row['certainty']}"),
            ranks=name_ranks(row, self.catalogue),
        )
        parts = [
            (self.name_part(part), value)
            for part, value in self.content.parts[row["learner"], row["teacher"]]
        ]
        total = (self.catalogue.text("table.sum"), row["score"])
        table = element(
            "table",
            *(
                element(
                    "tr",
                    element("th", name),
                    element("td", self.catalogue.number(value)),
                )
                for name, value in [*parts, total]
            ),
            class_="parts",
        )
        why = element(
            "details", element("summary", self.text("why")), element("p", row["why"]), table
        )
        return element(
            "li", self._link(row[other]), f": {row['topic_label']} ",
            element("span", facts, class_="facts"), why,
            value=row["rank"] if other == "teacher" else None,
        )  # fmt: skip

    def _write_statements(self, hub: str, kind: str, heading: str) -> list[Html]:
        """Return the needs or offers of a hub as a table, each with level, wording and source."""
        own = self._grouped[kind].get(hub, [])
        title = element("h3", self.text(heading))
        if not own:
            return [title, element("p", self.text("nothing"))]
        levelled = any(pd.notna(row["stated_level"]) for row in own)
        worded = any(to_line(row["wording"]) for row in own)
        kept = {"level": levelled, "wording": worded}
        names = [name for name in ("topic", "level", "wording", "rests_on") if kept.get(name, True)]
        head = element("tr", *(element("th", self.text(name), scope="col") for name in names))
        rows = [
            element(
                "tr",
                element("td", self.topics[row["topic"]]),
                *([element("td", _to_level(row["stated_level"]))] if levelled else []),
                *([element("td", to_line(row["wording"]))] if worded else []),
                element("td", *self._cite(row["sources"])),
            )
            for row in own
        ]
        return [title, element("table", element("thead", head), element("tbody", *rows))]

    def _write_strengths(self, hub: str) -> list[Html]:
        """Return with whom a hub shares strengths, and on how many topics."""
        own = self._strengths.get(hub, [])
        others = [
            join(
                self._link(tie.target if tie.source == hub else tie.source),
                f" ({self.catalogue.figure(tie.weight)})",
            )
            for tie in own
        ]
        if not others:
            return []
        title = f"{self.text('same')} ({self.text('topics')})"
        return [element("h3", title), element("p", *self._list(others))]

    def _write_meetings(self, hub: str) -> list[Html]:
        """Return the events of a hub with the members it met there."""
        items = []
        for _, group in groupby(self._grouped["met"].get(hub, []), key=itemgetter("event")):
            rows = list(group)
            keys = (f"event_label_{self.lang}", "event_label_de", "event_label_en", "event")
            label = next(rows[0][key] for key in keys if isinstance(rows[0][key], str))
            when = self.catalogue.day(rows[0]["begins"])
            met = self._list([self._link(row["partner"]) for row in rows])
            items.append(element("li", f"{when}: {label} (", *met, ")"))
        return [element("h3", self.text("met")), element("ul", *items)] if items else []

    def _list(self, links: Sequence[Html]) -> list[Html]:
        """Return links with commas between them, and how many more there are."""
        rest = len(links) - _LISTED
        more = [join(self.text("further", n=rest))] if rest > 0 else []
        return _separate([*links[:_LISTED], *more])

    def _link(self, hub: str) -> Html:
        """Return the short name of a hub as a link to its card."""
        number = self.content.numbers.get(hub)
        if number is None:
            return join(hub)
        return element("a", self.labels[hub], href=f"#hub-{number}-{self.lang}")

    def _cite(self, sources: Iterable[str]) -> Sequence[Html]:
        """Return links to the list of sources."""
        return _separate([element("a", each, href=f"#source-{each}") for each in sources])


def write_sources(content: Content) -> Html:
    """Return the rows of the table of sources behind needs and offers, with their addresses.

    Only an address of the web is a link; anything else stays text.
    """
    cited = {each for ids in content.profiles.statements["sources"] for each in ids}
    table = content.profiles.sources
    rows = []
    for key in sorted(cited & set(table.index)):
        source = table.loc[key]
        title, url = to_line(source["title"]), to_line(source["url"])
        shown: str = title or url
        if _ADDRESS.match(url):
            shown = element("a", shown, href=url, rel="noopener noreferrer", target="_blank")
        issued, publisher = to_line(source["issued"]), to_line(source["publisher"])
        rest = ", ".join(filter(None, [publisher, issued]))
        cells = [element("td", shown), element("td", rest)]
        rows.append(element("tr", element("th", key, scope="row"), *cells, id=f"source-{key}"))
    return join(*rows)


def _name_years(years: Sequence[str]) -> str:
    """Return years as text, those in a row as a span.

    >>> _name_years(["2018", "2019", "2020", "2022"])
    '2018–2020, 2022'
    """
    spans: list[list[str]] = []
    for year in years:
        if spans and int(year) == int(spans[-1][-1]) + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{span[0]}–{span[-1]}" if span[1:] else span[0] for span in spans)


def _separate(parts: Sequence[Html]) -> list[Html]:
    """Return parts with commas between them."""
    return [join(", ", part) if number else part for number, part in enumerate(parts)]


def _to_level(value: Any) -> str:
    """Return a level as text, empty where none is stated."""
    return "" if pd.isna(value) else str(int(value))


def _group(table: pd.DataFrame, column: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a table by one of its columns, in their order."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_dict("records"):
        found[row[column]].append({str(key): value for key, value in row.items()})
    return found
