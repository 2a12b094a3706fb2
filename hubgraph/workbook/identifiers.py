"""Identifiers: made from names where a row has none, and no two alike."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress

from hubgraph.names import name_key, name_slug
from hubgraph.workbook.filled import FilledTable, Tables
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.forms import id_parts

NAMED = ("sources", "networks", "organisations", "events", "funding_rounds")
"""Tables whose identifiers come from the row's own name; others need references first."""

_TAKEN = ("derived", "districts", "ontology", "own-topics", "places", "topics", "alignments")
"""Names of graphs hubgraph uses itself."""


def fill_identifiers(tables: Tables, *, own_names: bool) -> None:
    """Give rows without an identifier one made of their cells, the same every time.

    Rows that would get the same one are told apart by a number, in the order of the rows.
    """
    for name, table in tables.items():
        parts = id_parts(name)
        if parts and (name in NAMED) == own_names and "" in table.cells["id"]:
            table.cells["id"] = list(_number(table.cells["id"], _join(table, parts)))


def _join(table: FilledTable, parts: Sequence[str]) -> list[str]:
    """Identifier each row would get from its cells, '' if they are all empty."""
    columns = [_read_part(table, part) for part in parts]
    words = [part[1:] for part in parts if part.startswith("=")]
    joined = ("-".join(filter(None, map(name_slug, cells))) for cells in zip(*columns, strict=True))
    return ["" if text in words else text for text in joined]


def _read_part(table: FilledTable, part: str) -> list[str]:
    """Cells one part of an identifier is made of."""
    if part.startswith("="):
        return [part[1:]] * len(table)
    columns = [table.cells[name] for name in part.split("|")]
    return [next(filter(None, cells), "") for cells in zip(*columns, strict=True)]


def _number(given: list[str], made: list[str]) -> Iterator[str]:
    """Identifiers given, else made; the second of the same made one ends in -2."""
    taken, counts = set(given), Counter[str]()
    for own, new in zip(given, made, strict=True):
        text = own or new
        while not own and text and text in taken:
            counts[new] = max(counts[new], 1) + 1
            text = f"{new}-{counts[new]}"
        taken.add(text)
        yield text


def find_taken(table: FilledTable, made: Sequence[bool], known: Tables) -> Iterator[SheetFinding]:
    """Find organisations whose identifier, made of their name, is that of one of another name.

    `made` says of each row whether its identifier was made. Such a row would take the place of
    the one in the network `known`, though nobody said that they are one.
    """
    if not known:
        return
    cells = known["organisations"].cells
    names = dict(zip(cells["id"], cells["name"], strict=True))
    for index in compress(range(len(table)), made):
        identifier, name = table.cells["id"][index], table.cells["name"][index]
        other = names.get(identifier, name)
        if name_key(other) != name_key(name):
            words = {
                "other": other,
                "keep": identifier,
                "id_column": table.titles(index).get("id", ""),
            }
            yield table.locate(index, "name", "made_id", words, "warning")


def find_duplicates(tables: Tables, known: Tables) -> Iterator[SheetFinding]:
    """Find identifiers that stand twice, or that hubgraph uses itself.

    An identifier of `known`, the network the tables add to, may stand again in the same table
    only: it says that row anew.
    """
    taken: dict[str, str] = dict.fromkeys(_TAKEN, "")
    elsewhere = {key: name for name, table in known.items() for key in table.node_names()}
    for name, table in tables.items():
        column = table.contract.key[-1]
        for index, identifier in enumerate(table.node_names()):
            if not identifier:
                continue
            if re.match(r"batch-\d", identifier):
                yield table.locate(index, column, "reserved")
            elif elsewhere.get(identifier, name) != name:
                yield table.locate(index, column, "id_taken", {"sheet": elsewhere[identifier]})
            elif identifier not in taken:
                taken[identifier] = f"{name}:{index}"
            else:
                yield _locate_duplicate(tables, table, index, column, taken[identifier])


def _locate_duplicate(
    tables: Tables, table: FilledTable, index: int, column: str, first: str
) -> SheetFinding:
    """Finding about an identifier that is taken, with the place where it stands first."""
    if not first:
        return table.locate(index, column, "reserved")
    other, _, row = first.rpartition(":")
    met = tables[other].locate(int(row), column, "id_twice")
    return table.locate(index, column, "id_twice", {"sheet": met.sheet, "row": met.row})
