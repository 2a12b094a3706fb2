"""References: a cell names a row of another table, or a topic, by identifier or by name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from hubgraph.names import name_key
from hubgraph.workbook.contracts import REFERENCE_GROUPS, InputColumn
from hubgraph.workbook.filled import FilledTable, Tables
from hubgraph.workbook.findings import CellError, SheetFinding

_NAMES: Mapping[str, tuple[str, ...]] = {
    "districts": ("name",),
    "events": ("name_de", "name_en"),
    "funding_rounds": ("name_de", "name_en"),
    "networks": ("name_de", "name_en"),
    "organisations": ("name", "short_name"),
    "places": ("name",),
    "sources": ("title",),
}
"""Columns a row is called by, beside its identifier."""


@dataclass
class NameIndex:
    """What a cell may call things: identifiers as they stand, and names by comparison key."""

    identifiers: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)

    def add(self, identifier: str, names: Iterable[str] = ()) -> None:
        """Add a thing with what it is called."""
        self.identifiers[identifier] = identifier
        for key, name in ((name_key(name), name) for name in names):
            if not key:
                continue
            self.names.setdefault(key, set()).add(identifier)
            self.spoken.setdefault(key, name)

    def find(self, text: str) -> str:
        """Identifier of the thing called so.

        Raises CellError, with the nearest names, if nothing or more than one thing is.
        """
        if text in self.identifiers:
            return self.identifiers[text]
        found = sorted(self.names.get(name_key(text), ()))
        if len(found) == 1:
            return found[0]
        if found:
            raise CellError("ambiguous", choices=", ".join(found))
        near = get_close_matches(name_key(text), self.spoken, n=2, cutoff=0.75)
        if near:
            raise CellError("unknown_near", near=" / ".join(self.spoken[key] for key in near))
        raise CellError("unknown")


def resolve_references(tables: Tables, topics: NameIndex, known: Tables) -> Iterator[SheetFinding]:
    """Put identifiers into the cells that name rows or topics; finds those that name nothing.

    `known` are the tables of a network the tables add to; its rows may be named too.
    """
    indexes = {name: _index_rows(tables, name) for name in tables}
    for name in known:
        indexes[name] = _join_indexes([indexes[name], _index_rows(known, name)])
    for group, members in REFERENCE_GROUPS.items():
        indexes[group] = _join_indexes([indexes[name] for name in members])
    for table in tables.values():
        for column in table.contract.columns:
            if column.kind in {"reference", "sources"}:
                index = indexes[column.table] if column.table else topics
                yield from _resolve_column(table, column, index)


def _index_rows(tables: Tables, name: str) -> NameIndex:
    """Index of a table's rows by identifier and name."""
    index, table = NameIndex(), tables[name]
    if not table.contract.id_column:
        return index
    identifiers = table.cells[table.contract.id_column]
    called = [table.cells[column] for column in _NAMES.get(name, ())]
    for identifier, *names in zip(identifiers, *called, strict=True):
        if identifier:
            index.add(identifier, names)
    if name == "organisations":
        further = tables["names"].cells
        for owner, spoken in zip(further["organisation"], further["name"], strict=True):
            if owner in index.identifiers and name_key(spoken) not in index.names:
                index.add(owner, [spoken])
    return index


def _join_indexes(parts: list[NameIndex]) -> NameIndex:
    """Index of several tables at once."""
    whole = NameIndex()
    for part in parts:
        whole.identifiers |= part.identifiers
        whole.spoken |= part.spoken
        for key, found in part.names.items():
            whole.names.setdefault(key, set()).update(found)
    return whole


def _resolve_column(
    table: FilledTable, column: InputColumn, index: NameIndex
) -> Iterator[SheetFinding]:
    """Put identifiers into one column; each different text is looked up once."""
    cells = table.cells[column.name]
    found: dict[str, str] = {}
    wrong: dict[str, CellError] = {}
    for text in set(cells) - {""}:
        try:
            found[text] = _resolve(text, column, index)
        except CellError as error:
            wrong[text] = error
    for position, cell in enumerate(cells) if wrong else ():
        if cell in wrong:
            key, words = wrong[cell].key, {"target": column.table or "topics", **wrong[cell].words}
            if not column.table:  # nobody adds topics by typing them
                key = key.replace("unknown", "unknown_topic")
            yield table.locate(position, column.name, key, words)
    if any(text != identifier for text, identifier in found.items()):
        cells[:] = [found.get(cell, cell) for cell in cells]


def _resolve(text: str, column: InputColumn, index: NameIndex) -> str:
    """Identifier, or identifiers for a list of sources, that a cell names."""
    if column.kind == "sources" and text not in index.identifiers:
        if len(found := index.names.get(name_key(text), set())) == 1:
            return next(iter(found))
        return " ".join(index.find(part) for part in re.split(r"[\s,;]+", text.strip(",; ")))
    return index.find(text)
