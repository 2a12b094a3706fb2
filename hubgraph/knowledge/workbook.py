"""Tables in: read a folder of CSV tables and check every cell against its contract."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from hubgraph.errors import MissingFileError, TableError
from hubgraph.knowledge.contracts import InputColumn, InputTable, input_tables

Row = Mapping[str, str]
Tables = Mapping[str, list[dict[str, str]]]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?")


def read_tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Rows of every known table in a folder of UTF-8 CSV files, cells trimmed, empty cell = ''.

    Raises MissingFileError for a missing folder or required table, TableError for a table
    whose header does not fit.
    """
    if not folder.is_dir():
        raise MissingFileError(
            folder, hint="Give a folder with organisations.csv and the other tables."
        )
    tables: dict[str, list[dict[str, str]]] = {}
    for name, table in input_tables().items():
        path = folder / f"{name}.csv"
        if path.is_file():
            tables[name] = _read_rows(path, table)
        elif table.required:
            raise MissingFileError(path, hint=f"The table {name} is required.")
    return tables


def require_fitting(tables: Tables, topics: frozenset[str], *, place: str) -> None:
    """Raise TableError with every cell that breaks its contract; return if there is none.

    `topics` are the identifiers (local names or IRIs) a statement may refer to.
    """
    known = {name: {row[_key(name)] for row in rows} for name, rows in tables.items() if _key(name)}
    known["organisations"] = known.get("organisations", set()) | known.get("networks", set())
    known["topics"] = set(topics)
    findings = [
        f"{name}.csv, row {number}{finding}"
        for name, rows in tables.items()
        for number, finding in _check_rows(rows, input_tables()[name], known)
    ]
    if findings:
        raise TableError(findings, place=place)


def _read_rows(path: Path, table: InputTable) -> list[dict[str, str]]:
    """Rows of one CSV file with all contract columns, in file order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        header = [name.strip() for name in reader.fieldnames or ()]
        _require_header(header, table, path)
        reader.fieldnames = header
        return [
            {column.name: (row.get(column.name) or "").strip() for column in table.columns}
            for row in reader
        ]


def _require_header(header: list[str], table: InputTable, path: Path) -> None:
    """Raise TableError when a required column is missing or an unknown one is there."""
    known = [column.name for column in table.columns]
    missing = [
        column.name for column in table.columns if column.required and column.name not in header
    ]
    findings = [f"{path.name}, row 1: column {name!r} is missing." for name in missing]
    findings += [
        f"{path.name}, row 1: unknown column {name!r}. Known: {', '.join(known)}."
        for name in header
        if name not in known
    ]
    if findings:
        raise TableError(findings, place=str(path))


def _key(name: str) -> str:
    """Column that identifies the rows of a table, '' if none does."""
    return input_tables()[name].id_column


def _check_rows(
    rows: list[dict[str, str]], table: InputTable, known: Mapping[str, set[str]]
) -> Iterator[tuple[int, str]]:
    """Findings of one table: line number in the file and the rest of the sentence."""
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        for column in table.columns:
            problem = _check_cell(row[column.name], column, known)
            if problem:
                yield number, f", column {column.name}: {problem}"
        identifier = row.get(table.id_column, "")
        if identifier and identifier in seen:
            yield (
                number,
                f", column {table.id_column}: {identifier!r} stands twice. Give each row its own.",
            )
        seen.add(identifier)


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


def _check_number(value: str, column: InputColumn) -> str:
    """A whole or a decimal number with a point."""
    try:
        int(value) if column.kind == "integer" else float(value)
    except ValueError:
        return f"{value!r} is not {'a whole number' if column.kind == 'integer' else 'a number'}."
    return ""


def _check_pattern(pattern: re.Pattern[str], remedy: str) -> Callable[[str, InputColumn], str]:
    """Make a check that the whole cell fits a pattern."""
    return lambda value, _column: "" if pattern.fullmatch(value) else f"{value!r} {remedy}"


_CHECKS: Mapping[str, Callable[[str, InputColumn], str]] = {
    "choice": _check_choice,
    "date": _check_date,
    "decimal": _check_number,
    "integer": _check_number,
    "duration": _check_pattern(_DURATION, "is not a duration such as P3Y."),
    "id": _check_pattern(_ID, "is not an identifier: use letters, digits, '.', '_' and '-'."),
    "language": _check_pattern(re.compile(r"[a-z]{2}"), "is not a language: use de, en, …"),
    "url": _check_pattern(re.compile(r"https?://\S+( ; https?://\S+)*"), "is not a web address."),
}
