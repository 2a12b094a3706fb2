"""Report of a check: one finding once, in the words of the sheet, and the next step."""

from pathlib import Path

import pytest
from survey import SMALL, changed, write_survey

import hubgraph as hg
from hubgraph.errors import TableError
from hubgraph.knowledge.workbook_check import describe_check
from hubgraph.workbook.report import call_as_titled, write_report

FOUND = {
    "severity": "info",
    "sheet": "Angebote",
    "column": "Stand",
    "message": "M.",
    "remedy": "R.",
}


def test_the_same_in_several_rows_stands_once() -> None:
    rows = [FOUND | {"row": row} for row in (3, 8, 4)]
    other = FOUND | {"row": 5, "message": "N."}
    blocks = write_report([rows[0], other, *rows[1:]], "de").split("\n\n")
    assert blocks == [
        "Hinweis: Blatt Angebote, Zeilen 3–4, 8, Spalte »Stand«\n   M. R.",
        "Hinweis: Blatt Angebote, Zeile 5, Spalte »Stand«\n   N. R.\n",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("In der Tabelle »sites«.", "In der Tabelle »Standorte«."),
        ("In der Spalte »issued«.", "In der Spalte »Wann«."),
        ("Die Spalte »valid_from«.", "Die Spalte »Gültig ab«."),
        ("Der Wert »2020« und »high«.", "Der Wert »2020« und »high«."),
    ],
)
def test_rules_speak_as_the_sheet_does(text: str, said: str) -> None:
    assert call_as_titled(text, {"issued": "Wann", "topic": "Thema"}, "de") == said
    assert call_as_titled(text, {"issued": "issued"}, "de") == text


@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_is_next_depends_on_what_is_wrong(tmp_path: Path, lang: str) -> None:
    for name, cells in (("fine", SMALL), ("wrong", changed("Angebote", 2, 3, 7))):
        path = write_survey(tmp_path / f"{name}.xlsx", cells)
        found = hg.check_workbook(path, lang=lang)
        report, summary = describe_check(found, path, annotated=None, lang=lang)
        assert ("hubgraph suggest" in summary) == (name == "fine")
        told = len(found.checked) > 0 and f" {len(found.checked)} " in summary
        assert told == bool(found.checked.any()) == (name == "fine")
        assert not {"hgd:", "hgsh:", "sh:", "'issued'", "»issued«"} & set(report.split())


def test_who_reads_a_wrong_workbook_is_told_of_the_check(tmp_path: Path) -> None:
    path = write_survey(tmp_path / "wrong.xlsx", changed("Angebote", 2, 3, 7))
    with pytest.raises(TableError, match=r"\nTo see them .*: hubgraph check \S*wrong\.xlsx --ann"):
        hg.read_workbook(path)


def test_no_network_is_missed_on_its_own_sheet(tmp_path: Path) -> None:
    path = hg.write_template(tmp_path / "survey.xlsx", lang="de")
    assert hg.check_workbook(path).table["sheet"].tolist() == ["Netzwerk"]
