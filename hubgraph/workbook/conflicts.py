"""Conflicts: what a workbook and a network say that cannot both hold."""

from collections.abc import Iterator, Mapping

from hubgraph.workbook.contracts import REFERENCE_GROUPS
from hubgraph.workbook.filled import FilledTable, Tables
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.merging import Row, index_rows, say_key


def find_conflicts(
    before: Tables, new: Tables, *, base: Tables, given: frozenset[str]
) -> Iterator[SheetFinding]:
    """Find what both the workbook and somebody else changed since `base`; the workbook wins.

    `before` is what the network has, `given` names the tables whose missing rows go.
    """
    for name, table in new.items():
        now, fresh, old = (
            index_rows(tables.get(name), table.contract) for tables in (before, new, base)
        )
        for index, (key, row) in enumerate(fresh.items()):
            was, here = old.get(key), now.get(key)
            if here is not None and was not in {row, here}:
                yield from _compare_cells(table, index, was, row, here)
            elif here is None and was is not None and was != row:
                words = {"row": say_key(key)}
                yield table.locate(index, None, "conflict_returns", words, "warning")
        gone = old.keys() - fresh.keys() if name in given else set()
        for key in sorted(key for key in gone if now.get(key, old[key]) != old[key]):
            place = next(place for _, place in table.find_places())
            words = {"row": say_key(key)}
            yield SheetFinding("conflict_goes", "warning", place.file, place.sheet, words=words)


def _compare_cells(
    table: FilledTable, index: int, was: Row | None, row: Row, here: Row
) -> Iterator[SheetFinding]:
    """Find the cells of a row that both sides changed, each to something else."""
    cells = zip(table.contract.columns, was or [None] * len(row), row, here, strict=True)
    for column, old, cell, other in cells:
        if cell not in {old, other} and old != other:
            words = {"network": other}
            yield table.locate(index, column.name, "conflict", words, "warning")


def find_dangling(
    before: Tables, new: Tables, merged: Tables, *, file: str
) -> Iterator[SheetFinding]:
    """Find cells that name a row which stood `before` and goes; `file` is the workbook's name."""
    stood, stands = list_identifiers(before), list_identifiers(merged)
    for name, table in merged.items():
        rows = {key: index for index, key in enumerate(new[name].keys())}
        for column in table.contract.columns:
            gone = stood[column.table] - stands[column.table] if column.table else set()
            cells = zip(table.keys(), table.cells[column.name], strict=True) if gone else ()
            for key, cell in cells:
                if gone.isdisjoint(cell.split()):
                    continue
                words = {"row": say_key(key), "target": column.table}
                if key in rows:
                    yield new[name].locate(rows[key], column.name, "dangling", words)
                else:
                    yield SheetFinding("dangling", "violation", file, value=cell, words=words)


def list_identifiers(tables: Tables) -> Mapping[str, set[str]]:
    """Identifiers of the rows a reference may point at, by table or group of tables."""
    known = {
        name: set(table.cells.get(table.contract.id_column, ())) for name, table in tables.items()
    }
    for group, members in REFERENCE_GROUPS.items():
        known[group] = set().union(*(known[name] for name in members))
    return known
