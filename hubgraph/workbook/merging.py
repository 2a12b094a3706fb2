"""Merging: what a workbook changes in a network that is there already, row by row."""

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


def merge_tables(before: Tables, new: Tables, *, base: Tables | None = None) -> Tables:
    """Tables with the new rows put in: a row known by its identifier is replaced, others stay.

    `base` is what the workbook was exported from: a row that stood there and is missing from
    the workbook now was deleted by hand, and goes; a row that stands there as it did was not
    edited, and leaves the network's row as it is. Without it nothing goes.
    """
    merged: dict[str, FilledTable] = {}
    for name, contract in input_tables().items():
        rows, fresh = (index_rows(tables.get(name), contract) for tables in (before, new))
        if base is not None:
            old = index_rows(base.get(name), contract)
            rows = {key: row for key, row in rows.items() if key in fresh or key not in old}
            fresh = {key: row for key, row in fresh.items() if old.get(key) != row}
        columns = zip(*(rows | fresh).values(), strict=True)
        names = [column.name for column in contract.columns]
        merged[name] = FilledTable(contract, dict(zip(names, map(list, columns), strict=False)))
    return merged


def compare_tables(before: Tables, after: Tables) -> Iterator[Change]:
    """Changes from one state of a network to another, table by table, in the order of rows."""
    for name, contract in input_tables().items():
        old, new = (index_rows(tables.get(name), contract) for tables in (before, after))
        for key in sorted(old.keys() | new.keys()):
            spoken = " · ".join(key)
            if key not in new:
                yield Change("removed", name, spoken)
            elif key not in old:
                yield Change("added", name, spoken)
            elif old[key] != new[key]:
                yield from _compare_rows(contract, spoken, old[key], new[key])


def _compare_rows(table: InputTable, row: str, old: Row, new: Row) -> Iterator[Change]:
    """Cells that differ between two states of a row."""
    for column, was, cell in zip(table.columns, old, new, strict=True):
        if was != cell:
            yield Change("changed", table.name, row, column.name, was or None, cell or None)


def index_rows(table: FilledTable | None, contract: InputTable) -> dict[Key, Row]:
    """Rows of a table by what identifies them: an identifier, or names."""
    if table is None:
        return {}
    rows = zip(*(table.cells[column.name] for column in contract.columns), strict=True)
    return dict(zip(table.keys(), rows, strict=True))
