"""Command line of all questions: what is asked, in every form, and mistakes that are named."""

import re

import pytest
from cli_runs import Run

import hubgraph as hg
from hubgraph.matching.profiles import Profiles
from hubgraph.tables import GAPS, INTRODUCERS, REDUNDANCY, SUGGESTIONS, AnswerColumn

ASKED: dict[str, tuple[list[str], tuple[AnswerColumn, ...]]] = {
    "helping": (["suggest", "digihub suedbaden", "--query", "helping"], SUGGESTIONS),
    "swap": (["suggest", "--query", "swap", "--top", "4"], SUGGESTIONS),
    "colearning": (["suggest", "--query", "colearning"], SUGGESTIONS),
    "teamup": (["suggest", "digiZ", "--query", "teamup"], SUGGESTIONS),
    "coverage": (["suggest", "digiZ", "--order", "coverage"], SUGGESTIONS),
    "diversity": (["suggest", "digiZ", "--order", "diversity"], SUGGESTIONS),
    "company": (["company", "--need", "IT-Sicherheit=3", "--seat", "karlsruhe"], SUGGESTIONS),
    "introducers": (["introducers", "digiZ", "UAB"], INTRODUCERS),
    "gaps": (["gaps"], GAPS),
    "redundancy": (["redundancy"], REDUNDANCY),
}


@pytest.fixture(params=ASKED)
def asked(request: pytest.FixtureRequest) -> tuple[list[str], tuple[AnswerColumn, ...]]:
    """Arguments and columns of one question."""
    return ASKED[request.param]


def test_every_form(run: Run, asked: tuple[list[str], tuple[AnswerColumn, ...]]) -> None:
    arguments, columns = asked
    table, text, rows = (run(*arguments, "--format", form) for form in ("csv", "table", "json"))
    assert (table.code, text.code, rows.code) == (0, 0, 0)
    assert text.err == ""
    assert list(table.table().columns) == [column.name for column in columns]
    assert len(table.table()) == len(rows.rows()) > 0
    assert not re.search(r"[{\[]|\b(None|nan|NA)\b", text.out)
    assert max(map(len, text.out.splitlines())) < 260


@pytest.mark.parametrize("query", ["swap", "colearning", "teamup"])
def test_the_query_is_what_is_asked(run: Run, query: str) -> None:
    rows = run("suggest", "--query", query, "--top", "2", "--format", "json").rows()
    assert [row["query"] for row in rows] == [query] * 2


def test_top_is_that_of_the_question(run: Run) -> None:
    assert len(run("suggest", "--query", "swap", "--format", "json").rows()) == 10
    assert len(run("suggest", "DNS", "--format", "json").rows()) == 3
    assert len(run("introducers", "digiZ", "UAB", "--top", "1", "--format", "json").rows()) == 1


def test_the_answers_are_those_of_the_functions(run: Run, profiles: Profiles) -> None:
    needs = {"IT-Sicherheit": 3, "künstliche intelligenz": None}
    expected = hg.suggest_hubs_for_company(
        profiles, needs=needs, seat=(48.5, 9.0), top=2, lang="de"
    )
    found = run(
        "company", "--need", "IT-Sicherheit=3", "--need", "künstliche intelligenz",
        "--seat", "48.5, 9.0", "--top", "2", "--lang", "de", "--format", "json",
    )  # fmt: skip
    assert [row["why"] for row in found.rows()] == expected.table["why"].tolist()
    assert [row["distance_km"] for row in found.rows()] == expected.table["distance_km"].tolist()
    rows = run("gaps", "--least", "2", "--format", "json").rows()
    assert [row["topic"] for row in rows] == hg.find_gaps(profiles, least=2)["topic"].tolist()


def test_what_nobody_offers_is_said(run: Run) -> None:
    found = run("company", "--need", "Breitband", "--format", "json")
    assert (found.code, found.rows()) == (0, [])
    assert "The company" in found.err


def test_only_the_public_part(run: Run, asked: tuple[list[str], tuple[AnswerColumn, ...]]) -> None:
    rows = run(*asked[0], "--public", "--format", "json").rows()
    assert len({row["snapshot"] for row in rows}) == 1


def test_before_the_kick_off(run: Run) -> None:
    day = ("--as-of", "2018-10-09")
    for query in ("helping", "swap", "colearning", "teamup"):
        found = run("suggest", "--query", query, *day)
        assert (found.code, "Nobody is a member" in found.out) == (0, True)
    for command, columns in (("gaps", GAPS), ("redundancy", REDUNDANCY)):
        found = run(command, *day, "--format", "csv")
        assert list(found.table().columns) == [column.name for column in columns]
        assert run(command, *day).code == 0


MISTAKES = {
    "query": (["suggest", "--query", "swapping"], "'swapping' is not one of"),
    "order": (["suggest", "--order", "x"], "'x' is not one of"),
    "order of swaps": (["suggest", "--query", "swap", "--order", "score"], "--query learning"),
    "hub": (["suggest", "Sudbdaen", "--query", "helping"], "Did you mean"),
    "top": (["suggest", "--query", "teamup", "--top", "0"], "top = 0"),
    "no need": (["company"], "Missing option '--need'"),
    "topic": (["company", "--need", "IT-Sicherheid"], "Did you mean 'IT-Sicherheit'"),
    "level": (["company", "--need", "IT-Sicherheit=9"], "levels 1 to 5"),
    "no level": (["company", "--need", "IT-Sicherheit=hoch"], "is not TOPIC or TOPIC=LEVEL"),
    "seat": (["company", "--need", "IT-Sicherheit", "--seat", "Karlsruh"], "'Karlsruhe'"),
    "no seat": (["company", "--need", "IT-Sicherheit", "--seat", "91,8"], "latitude -90 to 90"),
    "one side": (["introducers", "digiZ"], "Missing argument 'TEACHER'"),
    "same": (["introducers", "digiZ", "digiZ"], "teacher = 'digiZ'"),
    "least": (["gaps", "--least", "0"], "least = 0"),
    "date": (["redundancy", "--as-of", "x"], "'x' is not a date"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(run: Run, arguments: list[str], words: str) -> None:
    found = run(*arguments)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize("command", ["introducers", "explain"])
def test_completion(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("_HUBGRAPH_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", f"hubgraph {command} digiz sued")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert run().out.splitlines() == ["plain,suedbaden"]
