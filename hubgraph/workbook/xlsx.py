"""Spreadsheets out: .xlsx with frozen headings, notes on them, and lists to choose from."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hubgraph.catalogue import load_catalogue
from hubgraph.workbook.forms import headings
from hubgraph.workbook.layout import ORGANISATIONS, TOPICS, LaidColumn, LaidSheet, TopicLine

_LAST_ROW = 2_000
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_EXAMPLE = Font(italic=True, color="808080")
_WIDTHS = {"name": 42, "wording": 42, "topic": 36, "organisation": 32, "title": 42, "url": 42}
_LONGEST_INLINE = 250
_DAY = len("YYYY-MM-DD")


def write_xlsx(
    path: Path, sheets: Sequence[LaidSheet], topics: Sequence[TopicLine], *, lang: str
) -> None:
    """Write a workbook: the sheets, the list of topics, and a page of help in front."""
    book = Workbook()
    help_sheet = book.worksheets[0]
    _write_help(help_sheet, lang)
    _write_topics(book, topics, lang)
    for sheet in sheets:
        _write_sheet(book, sheet, lang)
    book.move_sheet(headings("other")["topics"].title[lang], offset=len(sheets))
    book.properties.creator = "hubgraph"
    book.save(path)


def _write_help(page: Worksheet, lang: str) -> None:
    """Page of help: how to fill the workbook in."""
    texts = load_catalogue(lang)
    page.title = headings("other")["help"].title[lang]
    page.column_dimensions["A"].width = 100
    for number, line in enumerate(texts.text("template.help").split("\n"), start=1):
        cell = page.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)


def _write_topics(book: Workbook, topics: Sequence[TopicLine], lang: str) -> None:
    """Sheet of all topics as a tree; its first column is what topic cells are chosen from."""
    texts = load_catalogue(lang)
    page = book.create_sheet(headings("other")["topics"].title[lang])
    titles = [texts.text(f"template.topic_{name}") for name in ("label", "id", "meaning", "names")]
    _write_head(page, titles)
    for number, line in enumerate(topics, start=2):
        for column, text in enumerate((line.indented, line.topic, line.definition, line.names), 1):
            _write_text(page, number, column, text)
    for letter, width in zip("ABCD", (48, 36, 90, 48), strict=True):
        page.column_dimensions[letter].width = width
    last = max(len(topics) + 1, 2)
    reference = f"{_quoted(page.title)}!$A$2:$A${last}"
    book.defined_names["hubgraph_topics"] = DefinedName("hubgraph_topics", attr_text=reference)


def _write_sheet(book: Workbook, sheet: LaidSheet, lang: str) -> None:
    """One sheet: headings with notes, lists to choose from, example, rows."""
    page = book.create_sheet(sheet.title)
    _write_head(page, [column.title for column in sheet.columns])
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        if column.note:
            page.cell(1, number).comment = Comment(column.note, "hubgraph", height=90, width=280)
        page.column_dimensions[letter].width = _WIDTHS.get(column.name.partition("_")[0], 18)
        if validation := _make_list(column, lang):
            validation.add(f"{letter}2:{letter}{_LAST_ROW + len(sheet.rows)}")
            page.add_data_validation(validation)
    for number, text in enumerate(sheet.example, start=1):
        _write_text(page, 2, number, text).font = _EXAMPLE
    first = 3 if sheet.example else 2
    for row, cells in enumerate(sheet.rows, start=first):
        for number, (text, column) in enumerate(zip(cells, sheet.columns, strict=True), start=1):
            _write_cell(page, row, number, text, column)


def _write_head(page: Worksheet, titles: Sequence[str]) -> None:
    """Headings, which stay in sight."""
    for number, title in enumerate(titles, start=1):
        cell = page.cell(1, number, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(max(len(titles), 1))}1"


def _make_list(column: LaidColumn, lang: str) -> DataValidation | None:
    """List to choose from; another entry brings a warning, never a wall."""
    formula = {
        TOPICS: "hubgraph_topics",
        ORGANISATIONS: _organisation_names(lang),
    }.get(column.chosen_from)
    inline = ",".join(column.choices)
    if formula is None and column.choices and len(inline) < _LONGEST_INLINE:
        formula = f'"{inline}"'
    if formula is None:
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


def _organisation_names(lang: str) -> str:
    """Cells with the names of the workbook's own organisations."""
    return f"{_quoted(headings('sheets')['organisations'].title[lang])}!$A$3:$A${_LAST_ROW}"


def _write_cell(page: Worksheet, row: int, number: int, text: str, column: LaidColumn) -> None:
    """One cell; a day and a number as such where nothing of their spelling is lost."""
    if column.kind in {"date", "day"} and len(text) == _DAY:
        page.cell(row, number, date.fromisoformat(text)).number_format = "yyyy-mm-dd"
    elif column.kind in {"integer", "decimal"} and _survives(text):
        page.cell(row, number, float(text) if "." in text else int(text))
    else:
        _write_text(page, row, number, text)


def _write_text(page: Worksheet, row: int, number: int, text: str) -> Any:
    """Text as text: a cell that begins with = is no formula."""
    cell = page.cell(row, number)
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.number_format = "@"
    return cell


def _survives(text: str) -> bool:
    """Whether a number comes back from a spreadsheet as it was spelled."""
    if not text:
        return False
    number = float(text)
    return text == (str(int(number)) if number.is_integer() else repr(number))


def _quoted(title: str) -> str:
    """Name of a sheet in a formula."""
    return "'" + title.replace("'", "''") + "'"
