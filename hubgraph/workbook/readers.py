"""Readers: a folder of tables, a spreadsheet or a Parquet file becomes sheets of text cells."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from hubgraph.errors import MissingFileError, UnknownFormatError
from hubgraph.formulas import bare_cell
from hubgraph.libraries import import_library
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.forms import find_form
from hubgraph.workbook.safety import UnsafeFileError, broken, require_safe
from hubgraph.workbook.scanning import column_number
from hubgraph.workbook.sheets import Progress, Sheet, SheetReader

_MOST_CELLS = 100_000  # of a row; six times what a spreadsheet holds

SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
TEXTS = (".csv", ".tsv")
PARQUET = ".parquet"
WORKBOOKS = (*SPREADSHEETS, *TEXTS, PARQUET)
"""Suffixes of files a network may come in; a folder of .csv or .parquet files is one too."""

_ROWS_AT_ONCE = 50_000
_EXACT = 1e15  # whole numbers a spreadsheet stores without rounding
csv.field_size_limit(1 << 20)

ReadResult = tuple[list[Sheet], list[SheetFinding]]


def read_sheets(path: Path, *, progress: Progress | None = None) -> ReadResult:
    """Sheets of a workbook, or of a folder of tables, and what went wrong on the way.

    `progress` is told after each file how many bytes are read, and how many there are.
    Raises MissingFileError if there is nothing there, UnknownFormatError for a file that is
    no workbook. What can be read is read; the rest becomes findings.
    """
    if not path.exists():
        raise MissingFileError(
            path, hint="Give a workbook, or a folder with organisations.csv and the other tables."
        )
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    chosen = [file for file in files if file.suffix.lower() in WORKBOOKS and file.is_file()]
    if not chosen and not path.is_dir():
        raise UnknownFormatError(path.suffix or path.name, WORKBOOKS)
    sheets: list[Sheet] = []
    findings = [
        SheetFinding("unread_file", "warning", file.name)
        for file in files
        if file not in chosen and find_form(file.stem)
    ]
    sizes = [file.stat().st_size for file in chosen]
    for file, done in zip(chosen, accumulate(sizes), strict=True):
        try:
            read, found = _READERS[file.suffix.lower()](file)
        except UnsafeFileError as error:
            findings.append(error.finding)
        else:
            sheets += read
            findings += found
        if progress is not None:
            progress(done, sum(sizes))
    wrong = any(finding.severity == "violation" for finding in findings)
    if not wrong and not any(find_form(sheet.name) for sheet in sheets):
        findings.append(SheetFinding("no_sheet", "violation", path.name))
    return sheets, findings


def _read_text_file(path: Path) -> ReadResult:
    """Sheet of a .csv or .tsv file: Unicode or Windows-1252; comma, semicolon or tab."""
    encoding, findings = _find_encoding(path)
    reader = SheetReader(path.name, path.stem)
    try:
        with path.open(encoding=encoding, newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=lambda sign: (first.count(sign), sign == ","))
            records = csv.reader(file, delimiter=delimiter, strict=True)
            sheet = reader.read(map(_read_record, records))
    except (csv.Error, UnicodeError) as error:
        raise broken(path, error) from None
    return [sheet], findings


def _read_record(record: list[str]) -> list[str]:
    """Cells of a record without their guards; raises csv.Error for more than any sheet holds."""
    if len(record) > _MOST_CELLS:
        message = f"a row has {len(record)} cells, at most {_MOST_CELLS} are possible"
        raise csv.Error(message)
    return [bare_cell(cell) for cell in record]


def _find_encoding(path: Path) -> tuple[str, list[SheetFinding]]:
    """Encoding of a text file; Windows-1252, with a warning, if it is no Unicode."""
    with path.open("rb") as file:
        begin = file.read(4)
        if begin in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):  # begins like UTF-16's
            return "utf-32", []
        if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", []
        file.seek(0)
        text = io.TextIOWrapper(file, encoding="utf-8-sig")
        with suppress(UnicodeDecodeError):
            while text.read(1 << 20):
                pass
            return "utf-8-sig", []
    return "cp1252", [SheetFinding("encoding", "warning", path.name)]


def _read_spreadsheet(path: Path) -> ReadResult:
    """Sheets of an .xlsx, .xlsm or .ods file: stored values only, nothing is calculated."""
    unsafe = require_safe(path)
    import python_calamine

    sheets: list[Sheet] = []
    try:
        with python_calamine.load_workbook(path) as workbook:
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                sheets.append(SheetReader(path.name, name).read(_read_cells(sheet)))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise broken(path, error) from None
    by_name = {sheet.name: sheet for sheet in sheets if find_form(sheet.name)}
    return sheets, [_name_column(f, by_name[f.sheet]) for f in unsafe if f.sheet in by_name]


def _name_column(finding: SheetFinding, sheet: Sheet) -> SheetFinding:
    """Finding with the header cell instead of the letters of its column."""
    number = column_number(finding.column or "")
    beyond = not 0 < number <= len(sheet.header)
    return finding if beyond else replace(finding, column=sheet.header[number - 1])


def _read_cells(sheet: Any) -> Iterator[list[str]]:
    """Rows of a sheet as text, the first row first even where the sheet begins further down."""
    for row in sheet.to_python(skip_empty_area=False):
        yield [_to_text(cell) for cell in row]


def _to_text(cell: object) -> str:
    """Text of a stored value: a date in ISO form, a whole number without decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _read_parquet(path: Path) -> ReadResult:
    """Sheet of a Parquet file, read in batches."""
    arrow = import_library("pyarrow", extra="parquet")
    parquet = import_library("pyarrow.parquet", extra="parquet")
    try:
        with parquet.ParquetFile(path) as file:
            sheet = SheetReader(path.name, path.stem).read(_read_batches(file))
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise broken(path, error) from None
    return [sheet], []


def _read_batches(file: Any) -> Iterator[list[str]]:
    """Header, then the rows of a Parquet file as text."""
    yield [str(name) for name in file.schema_arrow.names]
    for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
        columns = [[_to_text(cell) for cell in column.to_pylist()] for column in batch.columns]
        yield from map(list, zip(*columns, strict=True))


_READERS: Mapping[str, Callable[[Path], ReadResult]] = {
    **dict.fromkeys(SPREADSHEETS, _read_spreadsheet),
    **dict.fromkeys(TEXTS, _read_text_file),
    PARQUET: _read_parquet,
}
