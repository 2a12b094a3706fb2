"""Survey workbooks for tests: small ones made by hand, and big ones made of bundled networks."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from hubgraph.knowledge.workbook import read_intake
from hubgraph.workbook.filled import Tables

Rows = Sequence[Sequence[object]]

SMALL: Mapping[str, Rows] = {
    "Netzwerk": [["Name (deutsch)", "Stichtag"], ["Testnetz", "1.1.2024"]],
    "Organisationen": [
        ["Name", "Kurzname", "Art", "Mitglied seit"],
        ["Hub Nord GmbH", "HN", "regionaler Hub", "10.10.2018"],
        ["Hub Süd", None, "thematic hub", 2019],
        ["Firma Müller", None, "Unternehmen", None],
    ],
    "Angebote": [
        ["Thema", "Organisation", "Stufe", "Wortlaut", "Vertraulich"],
        ["Künstliche Intelligenz", "HN", 3, "wir können KI", None],
        ["BIM", "hub sued", "4", None, "ja"],
    ],
    "Bedarfe (vertraulich)": [
        ["Organisation", "Thema", "Zielstufe", "Gewicht"],
        ["Hub Süd", "KI", 3, "0,5"],
    ],
    "Veranstaltungen": [
        ["Name (deutsch)", "Art", "Beginn", "Gastgeber", "Teilnehmende"],
        ["Auftakt", "Treffen", "10/2018", "HN", "Hub Süd; Firma Müller"],
    ],
}


def write_survey(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write an .xlsx file with the cells as given."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def changed(sheet: str, row: int, column: int, value: object) -> dict[str, Rows]:
    """Return the small survey with one cell changed; row and column count from 1."""
    sheets = {title: [list(cells) for cells in rows] for title, rows in SMALL.items()}
    sheets[sheet][row - 1][column - 1] = value
    return dict(sheets)


def tables_of(path: Path) -> Tables:
    """Tables of a workbook that has nothing wrong."""
    _, intake = read_intake(path)
    assert intake.fits, [finding.sentence("en") for finding in intake.findings]
    return intake.tables


def rows_of(tables: Tables, name: str) -> list[dict[str, str]]:
    """Rows of a table without their empty cells."""
    return [{key: cell for key, cell in row.items() if cell} for row in tables[name].rows()]
