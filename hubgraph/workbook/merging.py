"""Merging: what a workbook changes in a network that is there already, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hubgraph.workbook.contracts import InputTable, input_tables
from hubgraph.workbook.filled import FilledTable, Tables, fill_table

Row = dict[str, str]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One cell that changes, or a whole row that comes or goes.

    `column` is None for a whole row; `before` and `after` are None where there is nothing.
    """

    kind: Literal["added", "changed", "removed"]
    table: str
    row: str
    column: str | None = None
    before: str | None = None
    after: str | None = None


def merge_tables(before: Tables, new: Tables, *, base: Tables | None = None) -> Tables:
    """Tables with the new rows put in: a row known by its identifier is replaced, others stay.

    `base` is what the workbook was exported from: a row that stood there and is missing from
    the workbook now was deleted by hand, and goes. Without it nothing goes.
    """
    merged: dict[str, FilledTable] = {}
    for name, contract in input_tables().items():
        rows = _by_key(before.get(name), contract)
        fresh = _by_key(new.get(name), contract)
        gone = set(_by_key(base.get(name), contract)) - set(fresh) if base is not None else set()
        kept = {key: row for key, row in rows.items() if key not in gone}
        merged[name] = fill_table(name, (kept | fresh).values())
    return merged


def compare_tables(before: Tables, after: Tables) -> Iterator[Change]:
    """Changes from one state of a network to another, table by table, in the order of rows."""
    for name, contract in input_tables().items():
        old, new = _by_key(before.get(name), contract), _by_key(after.get(name), contract)
        for key in sorted(old.keys() | new.keys()):
            spoken = " · ".join(key)
            if key not in new:
                yield Change("removed", name, spoken)
            elif key not in old:
                yield Change("added", name, spoken)
            else:
                yield from _compare_rows(name, spoken, old[key], new[key])


def _compare_rows(table: str, row: str, old: Row, new: Row) -> Iterator[Change]:
    """Cells that differ between two states of a row."""
    for column, cell in new.items():
        if old[column] != cell:
            yield Change("changed", table, row, column, old[column] or None, cell or None)


def name_rows(table: FilledTable) -> Iterator[str]:
    """What identifies each row of a table, in a text."""
    contract = table.contract
    names = (contract.id_column,) if contract.id_column else contract.id_from
    return (" · ".join(key) for key in zip(*(table.cells[name] for name in names), strict=True))


def _by_key(table: FilledTable | None, contract: InputTable) -> dict[Key, Row]:
    """Rows of a table by what identifies them: an identifier, or names."""
    if table is None:
        return {}
    names = (contract.id_column,) if contract.id_column else contract.id_from
    return {tuple(row[name] for name in names): row for row in table.rows()}
