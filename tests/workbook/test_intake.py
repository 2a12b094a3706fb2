"""A survey as people fill it in: names for identifiers, headings in two languages, gaps filled."""

from pathlib import Path

import pytest
from survey import SMALL, changed, rows_of, tables_of, write_survey

import hubgraph as hg
from hubgraph.errors import TableError
from hubgraph.knowledge.workbook import read_intake
from hubgraph.workbook.findings import SheetFinding


def findings_of(path: Path) -> list[SheetFinding]:
    """Findings of a workbook."""
    return read_intake(path)[1].findings


def places(findings: list[SheetFinding]) -> list[tuple[str | None, int | None, str | None, str]]:
    """Sheet, row, column and key of findings."""
    return [(f.sheet, f.row, f.column, f.key) for f in findings]


def test_names_become_identifiers_and_gaps_are_filled(tmp_path: Path) -> None:
    tables = tables_of(write_survey(tmp_path / "mini.xlsx", SMALL))
    identifiers = [row["id"] for row in rows_of(tables, "organisations")]
    assert identifiers == [
        "hn",
        "hub-sud",
        "firma-muller",
    ]
    offer, hidden, need = rows_of(tables, "statements")
    assert offer["id"] == "offer-hn-artificial-intelligence"
    assert (offer["organisation"], offer["topic"]) == ("hn", "artificial-intelligence")
    assert (offer["basis"], offer["confidence"]) == ("self_declared", "medium")
    assert (offer["source"], hidden["source"]) == ("workbook-mini", "workbook-mini-restricted")
    assert need == {
        "id": "need-hub-sud-artificial-intelligence", "kind": "need", "organisation": "hub-sud",
        "topic": "artificial-intelligence", "target_level": "3", "priority": "0.5",
        "basis": "self_declared", "source": "workbook-mini-restricted", "confidence": "medium",
    }  # fmt: skip
    members = [(row["member"], row["valid_from"]) for row in rows_of(tables, "memberships")]
    assert members == [("hn", "2018-10-10"), ("hub-sud", "2019")]
    met = [(row["organisation"], row["role"]) for row in rows_of(tables, "participations")]
    assert met == [("hn", "host"), ("hub-sud", "participant"), ("firma-muller", "participant")]
    secret = [row["id"] for row in rows_of(tables, "sources") if row.get("access") == "restricted"]
    assert secret == ["workbook-mini-restricted"]


def test_a_survey_answers_who_should_learn_from_whom(tmp_path: Path) -> None:
    graph = hg.read_workbook(write_survey(tmp_path / "mini.xlsx", SMALL))
    assert hg.check_graph(graph).conforms
    table = hg.suggest_learning(hg.build_profiles(graph), learner="Hub Süd").table
    assert table[["teacher", "topic"]].to_numpy().tolist() == [
        ["hgd:hn", "hgt:artificial-intelligence"]
    ]


def test_what_is_restricted_stays_at_home(tmp_path: Path) -> None:
    graph = hg.read_workbook(write_survey(tmp_path / "mini.xlsx", SMALL))
    text = hg.export_graph(graph, tmp_path / "n.ttl", public=True).read_text("utf-8")
    assert "offer-hn-artificial-intelligence" in text
    assert "offer-hub-sud" not in text
    assert "need-hub-sud" not in text


@pytest.mark.parametrize(
    ("cell", "value", "title", "key"),
    [
        (("Organisationen", 2, 3), "Verein", "Art", "choice"),
        (("Organisationen", 2, 1), None, "Name", "empty"),
        (("Organisationen", 2, 4), "31.2.2018", "Mitglied seit", "date"),
        (("Angebote", 2, 1), "Jonglieren", "Thema", "unknown_topic"),
        (("Angebote", 2, 1), "Künstlicher Intelligenz", "Thema", "unknown_topic_near"),
        (("Angebote", 2, 2), "Hub Südd", "Organisation", "unknown_near"),
        (("Angebote", 2, 3), 7, "Stufe", "out_of_range"),
        (("Angebote", 2, 3), "viel", "Stufe", "integer"),
        (("Angebote", 3, 5), "vielleicht", "Vertraulich", "yes"),
        (("Bedarfe (vertraulich)", 2, 4), "halb", "Gewicht", "decimal"),
        (("Netzwerk", 2, 2), "2024", "Stichtag", "day"),
        (("Veranstaltungen", 2, 5), "Hub Süd; Zirkus", "Teilnehmende", "unknown"),
        (("Veranstaltungen", 2, 4), "Zirkus", "Gastgeber", "unknown"),
    ],
)
def test_a_wrong_cell_is_named_where_it_stands(
    tmp_path: Path, cell: tuple[str, int, int], value: object, title: str, key: str
) -> None:
    sheet, row, _ = cell
    path = write_survey(tmp_path / "mini.xlsx", changed(*cell, value))
    wrong = [finding for finding in findings_of(path) if finding.severity == "violation"]
    assert places(wrong) == [(sheet, row, title, key)]
    for lang in ("de", "en"):
        assert wrong[0].message(lang).endswith((".", "!"))
        assert wrong[0].remedy(lang).endswith(".")
        assert "{" not in wrong[0].sentence(lang)
    with pytest.raises(TableError, match=f"sheet {sheet.split(maxsplit=1)[0]}"):
        hg.read_workbook(path)


def test_everything_wrong_comes_at_once(tmp_path: Path) -> None:
    sheets = changed("Angebote", 2, 3, 7)
    sheets["Organisationen"] = [*sheets["Organisationen"], [None, None, "Verein", "bald"]]
    wrong = findings_of(write_survey(tmp_path / "mini.xlsx", sheets))
    assert {finding.key for finding in wrong} == {"out_of_range", "empty", "choice", "date"}


def test_sheets_and_columns_of_others_are_left_out_and_said(tmp_path: Path) -> None:
    sheets = dict(SMALL) | {"Notizen": [["a"], ["b"]]}
    sheets["Angebote"] = [
        [*row, "x" if number else "Bemerkung"] for number, row in enumerate(SMALL["Angebote"])
    ]
    path = write_survey(tmp_path / "mini.xlsx", sheets)
    assert places(findings_of(path)) == [
        ("Angebote", 1, "Bemerkung", "unknown_column"),
        ("Notizen", None, None, "unknown_sheet"),
    ]
    assert hg.read_workbook(path)


def test_a_column_twice_and_a_missing_one(tmp_path: Path) -> None:
    sheets = dict(SMALL) | {
        "Angebote": [["Thema", "Topic", "Stufe"], ["KI", "KI", 3]],
    }
    wrong = findings_of(write_survey(tmp_path / "mini.xlsx", sheets))
    assert {(finding.key, finding.row) for finding in wrong} >= {
        ("column_twice", 1),
        ("missing_column", 1),
    }


def test_two_of_the_same_name_are_not_guessed(tmp_path: Path) -> None:
    sheets = dict(SMALL)
    sheets["Organisationen"] = [*SMALL["Organisationen"], ["Hub Süd", "HS", "company", None]]
    wrong = [
        f
        for f in findings_of(write_survey(tmp_path / "mini.xlsx", sheets))
        if f.severity == "violation"
    ]
    assert {f.key for f in wrong} == {"ambiguous"}
    assert "hs, hub-sud" in wrong[0].message("de")


def test_notes_and_empty_rows_are_left_out(tmp_path: Path) -> None:
    sheets = dict(SMALL)
    head, *rows = SMALL["Angebote"]
    sheets["Angebote"] = [head, ["# Beispiel", "x", 99], [None] * 5, *rows]
    tables = tables_of(write_survey(tmp_path / "mini.xlsx", sheets))
    assert len(tables["statements"]) == 3


def test_the_same_statement_twice_gets_two_identifiers(tmp_path: Path) -> None:
    sheets = dict(SMALL)
    sheets["Angebote"] = [*SMALL["Angebote"], SMALL["Angebote"][1]]
    rows = rows_of(tables_of(write_survey(tmp_path / "mini.xlsx", sheets)), "statements")
    assert [row["id"] for row in rows[:3]][::2] == [
        "offer-hn-artificial-intelligence",
        "offer-hn-artificial-intelligence-2",
    ]


def test_an_empty_sheet_of_memberships_says_that_nobody_is_a_member(tmp_path: Path) -> None:
    head = ["Kennung", "Netzwerk", "Mitglied", "Rolle"]
    path = write_survey(tmp_path / "mini.xlsx", {**SMALL, "Mitgliedschaften": [head]})
    assert len(tables_of(path)["memberships"]) == 0
