"""Comparing: parts' differences add up, and the cause is named."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from cli_runs import Run
from small_networks import Row, need, offer, own, write_network

import hubgraph as hg
from hubgraph.errors import UnknownNameError, WrongTypeError
from hubgraph.explanation.compare import Comparison
from hubgraph.explanation.explain import Explanation
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.tables import COMPARED, COMPARED_STATEMENTS


def explain(
    folder: Path, stated: Sequence[Row], *, lang: str = "en", as_of: str | None = None,
    options: MatchingOptions = MatchingOptions(),
) -> Explanation:  # fmt: skip
    """Explanation of a learning from b."""
    profiles = hg.build_profiles(hg.read_workbook(write_network(folder, stated)), as_of=as_of)
    found = hg.suggest_learning(profiles, learner="a", lang=lang, options=options)
    return hg.explain_suggestion(found, teacher="b")


BASE = (need("a", "PM", 4), need("a", "CV", 2), offer("b", "PM", 4), offer("b", "CV", 1))
CHANGES = {
    "added": (BASE[:3], BASE, "Only the second rests on: Offer of Hub B: Computer vision"),
    "removed": (BASE, BASE[:3], "Only the first rests on: Offer of Hub B: Computer vision"),
    "level": (
        (*BASE[:2], offer("b", "PM", 1), BASE[3]),
        BASE,
        "The level differs: Offer of Hub B: Predictive maintenance (1 → 4).",
    ),
    "stated": (
        (BASE[0], own("a", "PM", 1), offer("b", "PM", 4)),
        (BASE[0], own("a", "PM", 3), offer("b", "PM", 4)),
        "The level differs: Own level of Hub A: Predictive maintenance (1 → 3).",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_cause_is_named(tmp_path: Path, name: str) -> None:
    before, after, cause = CHANGES[name]
    sides = [
        explain(tmp_path / str(number), stated) for number, stated in enumerate((before, after))
    ]
    found = hg.compare_explanations(*sides)
    assert cause in found.why
    check_sum(found)


def test_age_is_a_cause(tmp_path: Path) -> None:
    days = ("2021-01-01", "2023-01-01")
    sides = [explain(tmp_path / day, BASE, as_of=day) for day in days]
    found = hg.compare_explanations(*sides)
    assert "The statements are the same; only their age differs." in found.why
    assert found.difference < 0
    assert set(found.statements["change"]) == {"older"}
    check_sum(found)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "One parameter differs: gamma (0.7 → 0.5)."),
        ("de", "Ein Parameter ist ein anderer: gamma (0,7 → 0,5)."),
    ],
)
def test_options_are_named(tmp_path: Path, lang: str, words: str) -> None:
    other = MatchingOptions(gamma=0.5)
    sides = [
        explain(tmp_path / "1", BASE, lang=lang),
        explain(tmp_path / "2", BASE, lang=lang, options=other),
    ]
    found = hg.compare_explanations(*sides)
    assert words in found.why
    assert found.options == {"gamma": (0.7, 0.5)}
    check_sum(found)


def check_sum(found: Comparison) -> None:
    """Differences add up, and tables keep their contracts."""
    difference = found.after.score - found.before.score
    assert abs(found.table["difference"].sum() - difference) < 1e-9
    for name, score in (("before", found.before.score), ("after", found.after.score)):
        assert abs(found.table[name].sum() - score) < 1e-9
    for table, contract in ((found.table, COMPARED), (found.statements, COMPARED_STATEMENTS)):
        assert {c.name: c.dtype for c in contract} == {
            name: str(dtype) for name, dtype in table.dtypes.items()
        }


@pytest.mark.parametrize("network", ["baden-wuerttemberg", "musterland"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_neighbours_in_a_ranking(network: str, lang: str) -> None:
    profiles = hg.build_profiles(hg.load_graph(network))
    suggestions = hg.suggest_learning(profiles, learner=profiles.organisations.index[7], lang=lang)
    told = [
        hg.explain_suggestion(suggestions, learner=row.learner, teacher=row.teacher)
        for row in suggestions.table.itertuples()
    ]
    assert len(told) == 3
    for first, second in pairwise(told):
        found = hg.compare_explanations(first, second)
        check_sum(found)
        assert first.teacher_name in found.to_text().replace("\n", " ")
        assert second.teacher_name in found._repr_html_()
        assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["why"] == found.why
        assert "\n" not in repr(found)
        back = hg.compare_explanations(second, first)
        assert back.difference == -found.difference


def test_the_same_is_said_to_be_the_same(tmp_path: Path) -> None:
    told = explain(tmp_path, BASE)
    found = hg.compare_explanations(told, told, lang="de")
    assert found.why.endswith("Kein Teil unterscheidet sich.")
    assert found.difference == 0


def test_nothing_with_nothing(tmp_path: Path) -> None:
    told = explain(tmp_path, [need("a", "PM")])
    found = hg.compare_explanations(told, told)
    assert found.table.empty
    assert "No part differs." in found.why
    check_sum(found)


def test_mistakes(tmp_path: Path, profiles: Profiles) -> None:
    told = explain(tmp_path, BASE)
    with pytest.raises(WrongTypeError, match="explain_suggestion"):
        hg.compare_explanations(told, profiles)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="language"):
        hg.compare_explanations(told, told, lang="xx")


def test_the_command_compares(run: Run) -> None:
    answer = run("compare", "digiz", "neckaralb", "--with", "ulm", "--lang", "de")
    assert answer.code == 0
    assert "Erste Bewertung: " in answer.out
    days = run("compare", "digiz", "neckaralb", "--as-of", "2019-12-31", "--and", "2020-12-31")
    assert "First score: " in days.out
    found = run("compare", "digiz", "neckaralb", "--with", "ulm", "--format", "json")
    assert json.loads(found.out)["difference"] < 0
    assert run("compare", "digiz", "neckaralb").code == 2
