"""Walk-throughs: what the pages show is what happens, in words for people with spreadsheets."""

import re
from pathlib import Path

import pytest
from walkthrough import PAGES, STEP, WIDTH, Walk

RENEW = "python tests/notebooks/walkthrough.py records it anew"
JARGON = re.compile(
    r"\b(?:RDF|IRI|SHACL|SPARQL|CURIE|Turtle|triples?|Tripel|hgd|hgt|hgsh)\b", re.IGNORECASE
)
ALL = {"template", "check", "suggest", "explain", "missing", "import", "history", "undo", "topics",
       "export"}  # fmt: skip

pages = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def commands(path: Path) -> list[str]:
    """Commands of a page in order, whatever the language."""
    steps = STEP.finditer(path.read_text(encoding="utf-8"))
    found = [step["command"] or f"{step['verb']} {step['book']}" for step in steps]
    return [re.sub(r' --lang \w+| ".*"', "", command) for command in found]


@pages
def test_the_page_shows_what_happens(path: Path, tmp_path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    walk = Walk(tmp_path)
    assert walk.record(page) == page, RENEW
    assert sorted(walk.codes) == [0] * (len(walk.codes) - 1) + [1]


@pages
def test_the_page_is_for_people_with_spreadsheets(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert JARGON.findall(page) == []
    said = [line for step in STEP.finditer(page) for line in (step["said"] or "").splitlines()]
    assert max(map(len, said)) <= WIDTH
    assert page.count("```") == 2 * sum(1 for step in STEP.finditer(page) if step["command"])


def test_both_languages_take_the_same_steps() -> None:
    one, two = (commands(path) for path in PAGES)
    assert one == two
    assert {command.split()[0] for command in one} >= ALL
