"""Organisations that may be one: reported with a proposed merge, never merged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from hubgraph.names import name_words
from hubgraph.workbook.filled import FilledTable, Tables
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.near_names import Near, Spoken, find_near, rate_names

_LINKS = {"ties": ("organisation", "partner"), "exchanges": ("learner", "teacher")}
"""Tables that link two organisations, which are then two, and the columns that name them."""

_MOST_OF_A_PAGE = 3
"""Organisations with one web page from which on it says nothing: it is a portal."""


@dataclass(frozen=True)
class _Entry:
    """An organisation: its row, whether only the network has it, whether its name is new there."""

    table: FilledTable
    row: int
    is_elsewhere: bool
    is_new: bool

    def cell(self, column: str) -> str:
        """Cell of the organisation's row."""
        return self.table.cells[column][self.row]


def find_near_organisations(tables: Tables, known: Tables) -> Iterator[SheetFinding]:
    """Find organisations of a workbook that may be one with another, there or in `known`.

    Their names are nearly the same, or their web page is. Organisations that a tie or an exchange
    links are two. Two that the network `known` has under these names already were left as they
    are when they came, and are not reported again.
    """
    entries = _list_entries(tables, known)
    found = {(near.first, near.second): near for near in _find_pages(entries)}
    spoken = _list_spoken(entries, (tables, known))
    places = _list_places((tables, known))
    found |= {(n.first, n.second): n for n in find_near(spoken, places=places)}
    identifiers = {
        frozenset((entries[near.first].cell("id"), entries[near.second].cell("id"))): near
        for near in found.values()
    }
    linked = _list_linked((tables, known)) if found else set()
    for pair, near in identifiers.items():
        if len(pair) > 1 and pair not in linked:
            yield _report(entries[near.first], entries[near.second], near)


def _list_entries(tables: Tables, known: Tables) -> list[_Entry]:
    """Organisations with identifier and name: those the network alone has, then the workbook's."""
    here, before = tables["organisations"], known.get("organisations")
    listed = set(here.cells["id"])
    names: dict[str, str] = {}
    entries: list[_Entry] = []
    if before is not None:
        names = dict(zip(before.cells["id"], before.cells["name"], strict=True))
        entries = [
            _Entry(before, row, is_elsewhere=True, is_new=False)
            for row, key in enumerate(before.cells["id"])
            if key not in listed
        ]
    cells = zip(here.cells["id"], here.cells["name"], strict=True)
    entries += [
        _Entry(here, row, is_elsewhere=False, is_new=names.get(key) != name)
        for row, (key, name) in enumerate(cells)
        if key and name
    ]
    return entries


def _list_spoken(entries: Sequence[_Entry], networks: Iterable[Tables]) -> list[Spoken]:
    """Names of organisations; further ones are short names, those of »names«, and identifiers."""
    further: dict[str, list[str]] = defaultdict(list)
    for tables in networks:
        if "names" in tables:
            cells = tables["names"].cells
            for owner, name in zip(cells["organisation"], cells["name"], strict=True):
                further[owner].append(name)
    return [
        Spoken(
            (entry.cell("name"),),
            (entry.cell("short_name"), key, *further.get(key, ())),
            entry.is_new,
        )
        for entry in entries
        for key in (entry.cell("id"),)
    ]


def _list_places(networks: Iterable[Tables]) -> set[str]:
    """Words of the names of places and districts."""
    names = chain.from_iterable(
        tables[table].cells["name"]
        for tables in networks
        for table in ("districts", "places")
        if table in tables
    )
    return {word for name in names for word in name_words(name)}


def _find_pages(entries: Sequence[_Entry]) -> Iterator[Near]:
    """Find organisations with the same web page."""
    pages: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        for page in entry.cell("homepage").split(" ; "):
            _, _, bare = page.rstrip("/").partition("://")
            if bare:
                pages[bare.removeprefix("www.")].append(index)
    for first, *others in pages.values():
        for second in others if len(others) < _MOST_OF_A_PAGE else ():
            if entries[first].is_new or entries[second].is_new:
                yield Near(first, second, "page")


def _list_linked(networks: Iterable[Tables]) -> set[frozenset[str]]:
    """Pairs of organisations that are linked, by their identifiers."""
    return {
        frozenset(pair)
        for tables in networks
        for name, columns in _LINKS.items()
        if name in tables
        for pair in zip(*(tables[name].cells[column] for column in columns), strict=True)
    }


def _report(first: _Entry, second: _Entry, near: Near) -> SheetFinding:
    """Finding at the name that would go: the new one of the two, else the later."""
    kept, gone = (first, second) if second.is_new else (second, first)
    words: dict[str, object] = {
        "reason": near.reason,
        "other": kept.cell("name"),
        "keep": kept.cell("id"),
        "drop": gone.cell("id"),
    }
    if near.reason in {"slip", "page"}:
        words["similarity"] = rate_names([kept.cell("name")], [gone.cell("name")])
    key = "near_known"
    if not kept.is_elsewhere:
        key, met = "near_row", kept.table.locate(kept.row, "name", "near_row")
        words |= {"sheet": met.sheet, "row": met.row}
    words["id_column"] = gone.table.titles(gone.row).get("id", "")
    found = gone.table.locate(gone.row, "name", key, words, "warning")
    words["here"] = found.row
    return found
