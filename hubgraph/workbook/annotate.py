"""Annotated copy: the workbook as it was handed in, with every finding at its cell."""

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hubgraph.catalogue import load_catalogue
from hubgraph.workbook.findings import SEVERITIES, Severity, SheetFinding
from hubgraph.workbook.readers import read_sheets
from hubgraph.workbook.sheets import tidy_text

_COLOURS: Mapping[Severity, str] = {"violation": "F4B6B6", "warning": "FCE5A5", "info": "CFE2F3"}
_EXCEL = (".xlsx", ".xlsm")
_UNREADABLE = ("broken_file", "far_cell", "too_big")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 28  # of 31, so that a number may follow
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576


def annotate_workbook(
    source: Path, target: Path, findings: Sequence[SheetFinding], *, lang: str
) -> None:
    """Write a copy of a workbook to `target`, an .xlsx file, with its findings.

    A cell with a finding is coloured and has a comment with what is wrong and what to do; a
    first sheet lists all findings. A folder, an .ods file, or one openpyxl cannot open becomes
    .xlsx with the cells read; of a file that is not safe to open only the findings are written.
    """
    unreadable = any(finding.key in _UNREADABLE for finding in findings)
    book, pages = _open_copy(source, unreadable=unreadable)
    located = [finding for finding in findings if finding.sheet in pages and finding.row]
    for cell, found in _by_cell(pages, located):
        worst = min((finding.severity for finding in found), key=SEVERITIES.index)
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst])
        texts = [f"{finding.message(lang)} {finding.remedy(lang)}" for finding in found]
        cell.comment = Comment(_show("\n".join(texts)), "hubgraph", height=120, width=320)
    _list_findings(book, findings, lang)
    book.save(target)


def _open_copy(source: Path, *, unreadable: bool) -> tuple[Workbook, dict[str, Worksheet]]:
    """Workbook to write into, and its sheets by the names they had.

    It is the file itself where it is .xlsx and nothing but cells are wrong, else one of the
    cells read.
    """
    if source.suffix.lower() in _EXCEL and not unreadable:
        try:
            with warnings.catch_warnings(action="ignore"), source.open("rb") as file:
                book = load_workbook(file)
        except Exception:  # noqa: BLE001, S110 - openpyxl raises anything, and cells are enough
            pass
        else:
            return book, {page.title: page for page in book.worksheets}
    book = Workbook()
    book.remove(book.worksheets[0])
    pages: dict[str, Worksheet] = {}
    for sheet in read_sheets(source)[0]:
        title = _NOT_IN_TITLE.sub("_", _show(sheet.name))[:_LONGEST_TITLE].strip("'")
        page = pages[sheet.name] = book.create_sheet(title)
        _copy_row(page, 1, sheet.header)
        rows = zip(*sheet.columns, strict=True)  # none where there is no column
        for number, cells in zip(sheet.rows, rows, strict=False):
            if number <= _MOST_ROWS:
                _copy_row(page, number, cells)
    return book, pages


def _show(text: str) -> str:
    """Text with a mark in the place of each character that cannot be shown."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _copy_row(page: Worksheet, number: int, cells: Sequence[str]) -> None:
    """Write cells as text, as many as fit."""
    for column, text in enumerate(cells[:_MOST_COLUMNS], start=1):
        cell = page.cell(number, column)
        if text:
            cell.value = _show(text)
            cell.data_type = "s"


def _by_cell(
    pages: dict[str, Worksheet], findings: Iterable[SheetFinding]
) -> list[tuple[Cell, list[SheetFinding]]]:
    """Cells with their findings; a finding on a whole row goes to its first cell."""
    found: dict[tuple[str, int, int], list[SheetFinding]] = {}
    headers = {title: _headers(page) for title, page in pages.items()}
    for finding in findings:
        title, row = str(finding.sheet), int(finding.row or 1)
        column = headers[title].get(finding.column or "", 1)
        if row <= _MOST_ROWS:
            found.setdefault((title, row, column), []).append(finding)
    cells = []
    for (title, row, column), here in sorted(found.items()):
        cell = pages[title].cell(row, column)
        if isinstance(cell, Cell):  # a cell inside a merged range cannot be marked
            cells.append((cell, here))
    return cells


def _headers(page: Worksheet) -> dict[str, int]:
    """Column number of each heading, and of each column's letters."""
    known: dict[str, int] = {}
    for number, cell in enumerate(next(page.iter_rows(min_row=1, max_row=1)), start=1):
        known.setdefault(get_column_letter(number), number)
        if cell.value is not None:
            known.setdefault(tidy_text(str(cell.value)), number)
    return known


def _list_findings(book: Workbook, findings: Sequence[SheetFinding], lang: str) -> None:
    """Sheet in front with all findings, one a row."""
    texts = load_catalogue(lang)
    page = book.create_sheet(texts.text("template.findings"), 0)
    names = ("severity", "file", "sheet", "row", "column", "value", "message", "remedy")
    for number, name in enumerate(names, start=1):
        page.cell(1, number, texts.text(f"findings.{name}")).font = Font(bold=True)
    for row, finding in enumerate(findings, start=2):
        cells = (
            texts.text(f"severity.{finding.severity}"), finding.file, finding.sheet, finding.row,
            finding.column, finding.value, finding.message(lang), finding.remedy(lang),
        )  # fmt: skip
        for number, value in enumerate(cells, start=1):
            cell = page.cell(row, number)
            if value is not None:
                cell.value = value if isinstance(value, int) else _show(value)
                cell.data_type = "n" if isinstance(value, int) else "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(row, 1).fill = PatternFill("solid", fgColor=_COLOURS[finding.severity])
    page.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (12, 24, 22, 8, 22, 30, 60, 60), strict=True):
        page.column_dimensions[letter].width = width
