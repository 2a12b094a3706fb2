"""The cards of an interactive page: what each hub needs, offers, could learn and could teach."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.diagrams.elements import Node, to_line
from hubgraph.diagrams.markup import Html, element, join
from hubgraph.diagrams.page_content import Content
from hubgraph.explanation.explain import explain_suggestion
from hubgraph.explanation.suggestions import name_ranks

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

    def write_all(self) -> Html:
        """Return the cards of all nodes, then the sources."""
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
        found = self.content.suggestions[self.lang]
        own = found.table[found.table[role] == hub]
        items = [self._write_suggestion(row, other) for row in _to_rows(own)]
        listed = [element("ol", *items)] if items else []
        gaps = found.open_needs[found.open_needs["learner"] == hub]["sentence"]
        silent = [element("p", text) for text in gaps if role == "learner"]
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
        found = self.content.suggestions[self.lang]
        explained = explain_suggestion(found, learner=row["learner"], teacher=row["teacher"])
        total = (self.catalogue.text("table.sum"), explained.score)
        parts = element(
            "table",
            *(
                element(
                    "tr",
                    element("th", name, scope="row"),
                    element("td", self.catalogue.number(value)),
                )
                for name, value in [*explained.list_parts(), total]
            ),
            class_="parts",
        )
        why = element(
            "details", element("summary", self.text("why")), element("p", row["why"]), parts
        )
        return element(
            "li", self._link(row[other]), f": {row['topic_label']} ",
            element("span", facts, class_="facts"), why,
        )  # fmt: skip

    def _write_statements(self, hub: str, kind: str, heading: str) -> list[Html]:
        """Return the needs or offers of a hub as a table, each with level, wording and source."""
        profiles = self.content.profiles
        stated = profiles.statements
        own = stated[(stated["organisation"] == hub) & (stated["kind"] == kind)]
        title = element("h3", self.text(heading))
        if own.empty:
            return [title, element("p", self.text("nothing"))]
        topics = profiles.topic_labels(self.lang)
        levelled = own["stated_level"].notna().any()
        names = ["topic", *(["level"] if levelled else []), "wording", "rests_on"]
        head = element("tr", *(element("th", self.text(name), scope="col") for name in names))
        rows = [
            element(
                "tr",
                element("td", topics[row["topic"]]),
                *([element("td", _to_level(row["stated_level"]))] if levelled else []),
                element("td", to_line(row["wording"])),
                element("td", *self._cite(row["sources"])),
            )
            for row in _to_rows(own)
        ]
        return [title, element("table", element("thead", head), element("tbody", *rows))]

    def _write_strengths(self, hub: str) -> list[Html]:
        """Return with whom a hub shares strengths, and on how many topics."""
        own = [tie for tie in self.content.ties["strength"] if hub in (tie.source, tie.target)]
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
        return [element("h3", title), element("p", *_separate(others))]

    def _write_meetings(self, hub: str) -> list[Html]:
        """Return the events of a hub with the members it met there."""
        own = self.content.meetings[self.content.meetings["organisation"] == hub]
        items = []
        for _, rows in own.groupby("event", sort=False):
            first = rows.iloc[0]
            label = next(
                (first[key] for key in (f"event_label_{self.lang}", "event_label_de",
                 "event_label_en", "event") if isinstance(first[key], str)), "",
            )  # fmt: skip
            when = self.catalogue.day(first["begins"])
            met = _separate([self._link(partner) for partner in rows["partner"]])
            items.append(element("li", f"{when}: {label} (", *met, ")"))
        return [element("h3", self.text("met")), element("ul", *items)] if items else []

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


def _to_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
