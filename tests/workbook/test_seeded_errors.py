"""Two hundred seeded errors of twenty kinds: every one is found at its cell, and nothing else."""

import random
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import hubgraph as hg
from hubgraph.knowledge.workbook import read_intake

Place = tuple[str, int, str, str]

KINDS: list[tuple[str, str, object, str]] = [
    ("Angaben", "Organisation", "Hub Atlantis", "unknown"),
    ("Angaben", "Thema", "Jonglieren", "unknown_topic"),
    ("Angaben", "Art", "Wunsch", "choice"),
    ("Angaben", "Stufe", 7, "out_of_range"),
    ("Angaben", "Stufe", "drei", "integer"),
    ("Angaben", "Zielstufe", 0, "out_of_range"),
    ("Angaben", "Gewicht", "halb", "decimal"),
    ("Angaben", "Gewicht", 1.5, "out_of_range"),
    ("Angaben", "Stand", "31.2.2021", "date"),
    ("Angaben", "Gültig bis", "bald", "date"),
    ("Angaben", "Sprache", "Deutsch", "language"),
    ("Angaben", "Quelle", "M9999", "unknown"),
    ("Angaben", "Sicherheit", "sicher", "choice"),
    ("Angaben", "Grundlage", "gehört", "choice"),
    ("Angaben", "Organisation", None, "empty"),
    ("Angaben", "Wortlaut", "x\x0by", "control_character"),
    ("Teilnahmen", "Rolle", "Zaungast", "choice"),
    ("Teilnahmen", "Organisation", "Zirkus Rot", "unknown"),
    ("Mitgliedschaften", "Dauer", "drei Jahre", "duration"),
    ("Lernkontakte", "Beginn", "2020-13", "date"),
]
ERRORS = 200


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the fictional network as a workbook with German headings."""
    path = tmp_path_factory.mktemp("seeded") / "musterland.xlsx"
    return hg.write_workbook(hg.load_graph("musterland"), path, lang="de")


def columns(page: Worksheet) -> dict[str, int]:
    """Column number of each heading."""
    return {str(cell.value): cell.column for cell in page[1] if cell.column is not None}


def seed_errors(path: Path, *, seed: int) -> set[Place]:
    """Put errors into free rows of a workbook, and say where they are."""
    book, dice = load_workbook(path), random.Random(seed)  # noqa: S311 - no secret hangs on it
    free = {name: list(range(2, book[name].max_row + 1)) for name, *_ in KINDS}
    for rows in free.values():
        dice.shuffle(rows)
    seeded: set[Place] = set()
    for number in range(ERRORS):
        sheet, title, value, key = KINDS[number % len(KINDS)]
        row = free[sheet].pop()
        set_cell(book[sheet], row, columns(book[sheet])[title], value)
        seeded.add((sheet, row, title, key))
    book.save(path)
    return seeded


def set_cell(page: Worksheet, row: int, column: int, value: object) -> None:
    """Change one cell; a character no spreadsheet program would take goes in as it is stored."""
    written = value.replace("\x0b", "_x000B_") if isinstance(value, str) else value
    page.cell(row, column).value = written  # type: ignore[assignment]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_seeded_error_is_found_at_its_cell(workbook: Path, tmp_path: Path, seed: int) -> None:
    copy = tmp_path / "survey.xlsx"
    copy.write_bytes(workbook.read_bytes())
    seeded = seed_errors(copy, seed=seed)
    _, intake = read_intake(copy)
    found = {
        (finding.sheet, finding.row, finding.column, finding.key.removesuffix("_near"))
        for finding in intake.findings
        if finding.severity == "violation"
    }
    assert len(seeded) == ERRORS
    assert found == seeded
    assert not [f for f in intake.findings if f.key.startswith("near_")]


def test_without_errors_nothing_is_found(workbook: Path) -> None:
    assert not [f for f in read_intake(workbook)[1].findings if f.severity == "violation"]
