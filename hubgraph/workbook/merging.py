"""Merging: what a workbook changes in a network that is there already, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from hubgraph.workbook.contracts import InputTable, input_tables
from hubgraph.workbook.filled import FilledTable, Tables

Kind = Literal["added", "changed", "removed"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Row = tuple[str, ...]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One cell that changes, or a whole row that comes or goes.

    `column` is None for a whole row; `before` and `after` are None where there is nothing.
    """

    kind: Kind
    table: str
    row: str
    column: str | None = None
    before: str | None = None
    after: str | None = None


def merge_tables(
    before: Tables, new: Tables, *, base: Tables | None = None, given: frozenset[str] = frozenset()
) -> dict[str, FilledTable]:
    """Tables with the new rows put in: a row known by its identifier is replaced, others stay.

    `base` is what the workbook was exported from. With it only edits count: a cell that stands
    as it did there keeps what the network has, and a row that is missing from one of the
    tables `given` goes. Where both sides changed a cell, the workbook wins. Without `base`
    nothing goes.
    """
    merged: dict[str, FilledTable] = {}
    for name, contract in input_tables().items():
        rows, fresh = (index_rows(tables.get(name), contract) for tables in (before, new))
        if base is not None:
            old = index_rows(base.get(name), contract)
            gone = old.keys() - fresh.keys() if name in given else ()
            rows = {key: row for key, row in rows.items() if key not in gone}
            fresh = {
                key: _merge_row(old.get(key), row, rows.get(key))
                for key, row in fresh.items()
                if old.get(key) != row
            }
        columns = zip(*(rows | fresh).values(), strict=True)
        names = [column.name for column in contract.columns]
        merged[name] = FilledTable(contract, dict(zip(names, map(list, columns), strict=False)))
    return merged


def _merge_row(was: Row | None, new: Row, now: Row | None) -> Row:
    """Row with the edited cells of the workbook, and all others as the network has them."""
    if was is None or now is None:
        return new
    cells = zip(was, new, now, strict=True)
    return tuple(here if cell == old else cell for old, cell, here in cells)


def restore_columns(new: Tables, base: Tables) -> None:
    """Fill columns that a sheet does not have with what stood there: nobody emptied them."""
    for name, table in new.items():
        old, keys = index_rows(base.get(name), table.contract), list(table.keys())
        for first, place in table.find_places():
            for number, column in enumerate(table.contract.columns):
                if column.name in place.titles:
                    continue
                for index in range(first, first + len(place.rows)):
                    if keys[index] in old:
                        table.cells[column.name][index] = old[keys[index]][number]


def compare_tables(before: Tables, after: Tables) -> Iterator[Change]:
    """Changes from one state of a network to another, table by table, in the order of rows."""
    for name, contract in input_tables().items():
        old, new = (index_rows(tables.get(name), contract) for tables in (before, after))
        for key in sorted(old.keys() | new.keys()):
            if key not in new:
                yield Change("removed", name, say_key(key))
            elif key not in old:
                yield Change("added", name, say_key(key))
            elif old[key] != new[key]:
                yield from _compare_rows(contract, say_key(key), old[key], new[key])


def _compare_rows(table: InputTable, row: str, old: Row, new: Row) -> Iterator[Change]:
    """Cells that differ between two states of a row."""
    for column, was, cell in zip(table.columns, old, new, strict=True):
        if was != cell:
            yield Change("changed", table.name, row, column.name, was or None, cell or None)


def say_key(key: Key) -> str:
    """What identifies a row, for readers."""
    return " · ".join(key)


def index_rows(table: FilledTable | None, contract: InputTable) -> dict[Key, Row]:
    """Rows of a table by what identifies them: an identifier, or names."""
    if table is None:
        return {}
    rows = zip(*(table.cells[column.name] for column in contract.columns), strict=True)
    return dict(zip(table.keys(), rows, strict=True))
