"""Tables in: read a folder of CSV tables and check every cell against its contract."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode

from hubgraph.errors import MissingFileError, TableError
from hubgraph.knowledge.contracts import (
    REFERENCE_GROUPS,
    InputColumn,
    InputTable,
    input_tables,
)
from hubgraph.knowledge.guards import bare_cell
from hubgraph.names import name_slug


class Row(dict[str, str]):
    """Cells of a row by column, '' where empty; `number` is its row as a spreadsheet counts."""

    number: int = 0


Tables = Mapping[str, list[Row]]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DURATION = re.compile(r"P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+D)?")
_ADDRESS = re.compile(r"https?://\S+")
_NUMBERS = {
    "decimal": re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?"),
    "integer": re.compile(r"[+-]?[0-9]{1,15}"),
}
_GRAPH_NAMES = ("alignments", "derived", "districts", "ontology", "own-topics", "places", "topics")


def read_tables(folder: Path) -> dict[str, list[Row]]:
    """Rows of every known table in a folder of UTF-8 CSV files, cells trimmed, empty cell = ''.

    Rows without any filled cell are left out. Raises MissingFileError for a missing folder or
    required table, TableError for all tables whose header does not fit or that are not CSV.
    """
    if not folder.is_dir():
        raise MissingFileError(
            folder, hint="Give a folder with organisations.csv and the other tables."
        )
    paths = {name: folder / f"{name}.csv" for name in input_tables()}
    missing = [
        path for name, path in paths.items() if input_tables()[name].required and not path.is_file()
    ]
    findings: list[str] = []
    tables = {
        name: _read_rows(path, input_tables()[name], findings)
        for name, path in paths.items()
        if path.is_file()
    }
    if missing and not findings:
        raise MissingFileError(missing[0], hint=f"The table {missing[0].stem} is required.")
    findings += [f"{path.name} is missing. Add it." for path in missing]
    if findings:
        raise TableError(findings, place=str(folder))
    return tables


def require_fitting(tables: Tables, topics: frozenset[str], *, place: str) -> None:
    """Raise TableError with every cell that breaks its contract; return if there is none.

    `topics` are the identifiers (local names, CURIEs or IRIs) a statement may refer to.
    """
    known = {name: {row[_key(name)] for row in rows} for name, rows in tables.items() if _key(name)}
    for group, members in REFERENCE_GROUPS.items():
        known[group] = set().union(*(known.get(name, set()) for name in members))
    known["topics"] = set(topics)
    taken = dict.fromkeys(_GRAPH_NAMES, "is a name hubgraph uses itself")
    findings = [
        f"{name}.csv, row {number}{finding}"
        for name, rows in tables.items()
        for number, finding in _check_rows(rows, input_tables()[name], known, taken)
    ]
    if not tables["networks"]:
        findings.append("networks.csv has no row. Enter the network with its reference_date.")
    if findings:
        raise TableError(findings, place=place)


def _read_rows(path: Path, table: InputTable, findings: list[str]) -> list[Row]:
    """Rows of one CSV file with all contract columns, in file order; adds to the findings."""
    header, *records = _read_cells(path, findings) or [[]]
    if header or not findings:
        findings += [f"{path.name}, row 1: {problem}" for problem in _check_header(header, table)]
    rows = []
    for number, cells in enumerate(records, start=2):
        if any(cells[len(header) :]):
            findings.append(
                f"{path.name}, row {number}: {len(cells)} cells, but {len(header)} columns. "
                "Put a text with commas into quotation marks."
            )
        filled = dict(zip(header, cells, strict=False))
        row = Row({column.name: filled.get(column.name, "") for column in table.columns})
        row.number = number
        rows += [row] if any(cells) else []
    return rows


def _read_cells(path: Path, findings: list[str]) -> list[list[str]]:
    """Trimmed cells of a CSV file, header first; none, and a finding, if it is no such file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            records = csv.reader(file, strict=True)
            return [[bare_cell(cell.strip()) for cell in cells] for cells in records]
    except UnicodeDecodeError:
        findings.append(f"{path.name} is not UTF-8. Save it as CSV UTF-8.")
    except csv.Error as error:
        findings.append(f"{path.name} is not CSV: {error}. Check its quotation marks.")
    return []


def _check_header(header: list[str], table: InputTable) -> Iterator[str]:
    """Findings of a header: required columns that are missing, columns unknown or there twice."""
    known = [column.name for column in table.columns]
    for column in table.columns:
        if column.required and column.name not in header:
            yield f"column {column.name!r} is missing. Add it."
    for name in sorted(set(header)):
        if name not in known:
            yield f"unknown column {name!r}. Known: {', '.join(known)}."
        elif header.count(name) > 1:
            yield f"column {name!r} stands twice. Keep one."


def _key(name: str) -> str:
    """Column that identifies the rows of a table, '' if none does."""
    return input_tables()[name].id_column


def _check_rows(
    rows: list[Row], table: InputTable, known: Mapping[str, set[str]], taken: dict[str, str]
) -> Iterator[tuple[int, str]]:
    """Findings of one table: row as a spreadsheet counts, and the rest of the sentence.

    `taken` says of every identifier met so far where it stands; new ones are added.
    """
    for row in rows:
        for column in table.columns:
            problem = _check_cell(row[column.name], column, known)
            if problem:
                yield row.number, f", column {column.name}: {problem}"
        column_name = table.id_column or "".join(table.id_from[-1:])
        if not row.get(column_name):
            continue
        identifier = _identify(row, table)
        if identifier in taken:
            value = f"{row[column_name]!r} {taken[identifier]}"
            yield row.number, f", column {column_name}: {value}. Give each row its own."
        taken.setdefault(identifier, f"stands twice, first in {table.name}.csv, row {row.number}")


def _identify(row: Row, table: InputTable) -> str:
    """Identifier of a row's node, unique across all tables."""
    parts = (
        [row[table.id_column]] if table.id_column else [name_slug(row[n]) for n in table.id_from]
    )
    return f"{table.node_prefix}{'-'.join(parts)}"


def _check_cell(value: str, column: InputColumn, known: Mapping[str, set[str]]) -> str:
    """Return what is wrong with a cell and the remedy, '' if nothing is."""
    if not value:
        return "is empty. Fill it in." if column.required else ""
    if column.kind in {"reference", "sources"}:
        return _check_references(value, column, known)
    return _CHECKS.get(column.kind, _accept)(value, column)


def _check_references(value: str, column: InputColumn, known: Mapping[str, set[str]]) -> str:
    """Every identifier in the cell must stand in the table it points into."""
    target = column.table or "topics"
    cells = value.split() if column.kind == "sources" else [value]
    unknown = [cell for cell in cells if cell not in known.get(target, set())]
    return (
        f"{' '.join(unknown)!r} is not in {target}. Add it there or correct it." if unknown else ""
    )


def _accept(_value: str, _column: InputColumn) -> str:
    """Free text is always fine."""
    return ""


def _check_choice(value: str, column: InputColumn) -> str:
    """Only the words of the list."""
    words = ", ".join(column.choices)
    return "" if value in column.choices else f"{value!r} is not one of: {words}."


def _check_date(value: str, _column: InputColumn) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD, and a day of the calendar."""
    match = _DATE.fullmatch(value)
    try:
        if match:
            date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
            return ""
    except ValueError:
        pass
    return f"{value!r} is not a date. Write YYYY-MM-DD, YYYY-MM or YYYY."


def _check_day(value: str, column: InputColumn) -> str:
    """YYYY-MM-DD, and a day of the calendar."""
    exact = len(value) == len("YYYY-MM-DD") and not _check_date(value, column)
    return "" if exact else f"{value!r} is not a day. Write YYYY-MM-DD."


def _check_number(value: str, column: InputColumn) -> str:
    """A whole or a decimal number with a point, within the column's bounds."""
    if _NUMBERS[column.kind].fullmatch(value):
        return (
            ""
            if _is_within(float(value), column)
            else f"{value!r} is out of range: {column.meaning}."
        )
    wanted = "a whole number, such as 3" if column.kind == "integer" else "a number, such as 0.5"
    return f"{value!r} is not {wanted}."


def _is_within(number: float, column: InputColumn) -> bool:
    """Whether a number keeps the bounds of its column."""
    return (
        (column.least is None or number >= column.least)
        and (column.above is None or number > column.above)
        and (column.most is None or number <= column.most)
    )


def _check_addresses(value: str, _column: InputColumn) -> str:
    """Web addresses, ' ; ' between them, each without characters an address may not have."""
    try:
        fits = all(_ADDRESS.fullmatch(NamedNode(part).value) for part in value.split(" ; "))
    except ValueError:
        fits = False
    return "" if fits else f"{value!r} is not a web address. Write https://…, ' ; ' between two."


def _check_pattern(pattern: re.Pattern[str], remedy: str) -> Callable[[str, InputColumn], str]:
    """Make a check that the whole cell fits a pattern."""
    return lambda value, _column: "" if pattern.fullmatch(value) else f"{value!r} {remedy}"


_CHECKS: Mapping[str, Callable[[str, InputColumn], str]] = {
    "choice": _check_choice,
    "date": _check_date,
    "day": _check_day,
    "decimal": _check_number,
    "integer": _check_number,
    "duration": _check_pattern(_DURATION, "is not a duration such as P3Y."),
    "id": _check_pattern(_ID, "is not an identifier: use letters, digits, '.', '_' and '-'."),
    "language": _check_pattern(re.compile(r"[a-z]{2}"), "is not a language: use de, en, …"),
    "url": _check_addresses,
}
