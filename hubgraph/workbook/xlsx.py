"""Spreadsheets out: .xlsx with frozen headings, notes on them, and lists to choose from."""

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hubgraph.catalogue import load_catalogue
from hubgraph.workbook.base import MARK
from hubgraph.workbook.layout import ORGANISATIONS, TOPICS, Book, LaidColumn, LaidSheet, to_value
from hubgraph.workbook.packing import LAST_ROW, repack, require_room, require_rows

_HEAD = PatternFill("solid", fgColor="1F3A5F")
_EXAMPLE = Font(italic=True, color="808080")
_LONGEST_INLINE = 250
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # read as the character of that number
_TIME = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def to_xlsx(book: Book) -> bytes:
    """File of a workbook, equal to the byte every time.

    Raises HubgraphError if a sheet has too many rows.
    """
    require_room(book)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in book.sheets:
        _write_sheet(workbook.create_sheet(sheet.title), sheet, book)
    for name in (TOPICS, ORGANISATIONS):
        reference = DefinedName(f"hubgraph_{name}", attr_text=_first_column(book.find(name)))
        workbook.defined_names[reference.name] = reference
    workbook.properties.creator = "hubgraph"
    if book.mark:
        properties: Any = workbook.custom_doc_props  # type: ignore[attr-defined]  # the stubs lack it
        properties.append(StringProperty(name=MARK, value=book.mark))
    return _pack(workbook)


def to_xlsx_table(names: Sequence[str], rows: Sequence[Sequence[str | float | None]]) -> bytes:
    """File of one sheet with a table, equal to the byte every time; text is never a formula.

    Raises HubgraphError if it has too many rows.
    """
    require_rows(len(rows), "the table")
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.freeze_panes = "A2"
    for number, values in enumerate([names, *rows], start=1):
        for place, value in enumerate(values, start=1):
            cell: Any = page.cell(number, place)
            if isinstance(value, str):
                _write_text(cell, value)
            elif value is not None:
                cell.value = value
    for cell in page[1]:
        cell.font = Font(bold=True)
    workbook.properties.creator = "hubgraph"
    return _pack(workbook)


def _pack(workbook: Workbook) -> bytes:
    """Bytes of a workbook, without the time it was made at."""
    file = io.BytesIO()
    workbook.save(file)
    return repack(
        file.getvalue(), lambda content: _TIME.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
    )


def _write_sheet(page: Worksheet, sheet: LaidSheet, book: Book) -> None:
    """One sheet: headings with notes, lists to choose from, rows."""
    _write_head(page, sheet)
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        if validation := _make_list(column, book.lang):
            validation.add(f"{letter}2:{letter}{LAST_ROW + len(sheet)}")
            page.add_data_validation(validation)
    for row, cells in enumerate(sheet.rows(), start=2):
        for number, (text, column) in enumerate(zip(cells, sheet.columns, strict=True), start=1):
            if text:
                _write_cell(page.cell(row, number), text, column)
    for cell in page[2] if sheet.example else ():
        cell.font = _EXAMPLE


def _write_head(page: Worksheet, sheet: LaidSheet) -> None:
    """Headings, which stay in sight."""
    for number, column in enumerate(sheet.columns, start=1):
        cell = page.cell(1, number, column.title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column.note:
            cell.comment = Comment(column.note, "hubgraph", height=90, width=280)
    page.freeze_panes = "A2"
    if len(sheet.columns) > 1:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet) + 1}"


def _make_list(column: LaidColumn, lang: str) -> DataValidation | None:
    """List to choose from; another entry brings a warning, never a wall."""
    inline = ",".join(column.choices)
    formula = f"hubgraph_{column.chosen_from}" if column.chosen_from else f'"{inline}"'
    if not (inline or column.chosen_from) or len(formula) > _LONGEST_INLINE:
        return None
    return DataValidation(
        type="list",
        formula1=formula,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="hubgraph",
        error=load_catalogue(lang).text("template.not_listed"),
    )


def _first_column(sheet: LaidSheet) -> str:
    """Cells of a sheet's first column, without the example."""
    title = sheet.title.replace("'", "''")
    return f"'{title}'!$A${3 if sheet.example else 2}:$A${LAST_ROW + len(sheet)}"


def _write_cell(cell: Any, text: str, column: LaidColumn) -> None:
    """One cell; a text is marked as such, so that one that begins with = is no formula."""
    value = to_value(text, column)
    if isinstance(value, str):
        _write_text(cell, value)
        if column.is_prose:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
        cell.number_format = "General" if isinstance(value, int | float) else "yyyy-mm-dd"


def _write_text(cell: Any, text: str) -> None:
    """Text of a cell, marked as such."""
    cell.value = _ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.number_format = "@"
