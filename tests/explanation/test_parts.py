"""Parts add up; what a statement is worth is what its removal takes away."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_networks import (
    DAY,
    WORKED_EXAMPLE,
    change_rows,
    copy_bundled,
    need,
    offer,
    own,
    write_network,
)

import hubgraph as hg
from hubgraph.catalogue import load_catalogue
from hubgraph.explanation.citations import cite
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.parts import Evidence, build_parts
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import Scores, measure_scores
from hubgraph.tables import PARTS

Explanations = Mapping[tuple[str, str], Explanation]

A, B, C = range(3)
SAMPLE = 12


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Scores of the worked example; a and b met on the reference date."""
    folder = tmp_path_factory.mktemp("example")
    write_network(folder, WORKED_EXAMPLE, meetings={DAY: ("a", "b")})
    return measure_scores(hg.build_profiles(hg.read_workbook(folder)))


def test_parts_sum_to_the_score(explanations: Explanations) -> None:
    assert len(explanations) in {78, 32}
    for pair, explanation in explanations.items():
        total = explanation.parts["value"].sum()
        assert abs(total - explanation.score) < 1e-9, pair
        listed = sum(value for _, value in explanation.list_parts())
        assert abs(listed - explanation.score) < 1e-9, pair


def test_parts_keep_their_contract(explanations: Explanations) -> None:
    lengths = set()
    for explanation in explanations.values():
        parts = explanation.parts
        lengths.add(len(parts))
        assert list(parts.columns) == [column.name for column in PARTS]
        assert {c.name: str(parts[c.name].dtype) for c in PARTS} == {c.name: c.dtype for c in PARTS}
        assert (parts.loc[parts["kind"] == "contribution", "value"] > 0).all()
        assert (parts.loc[parts["kind"] == "deduction", "value"] < 0).all()
    assert 0 in lengths
    assert max(lengths) > 3


def test_each_contribution_is_the_product_of_its_factors(
    explanations: Explanations, profiles: Profiles
) -> None:
    scores = measure_scores(profiles)
    row = profiles.organisations.index.get_loc
    for (learner, _), explanation in explanations.items():
        parts = explanation.parts[explanation.parts["kind"] == "contribution"]
        own_level = 0
        weight = scores.options.gamma ** (parts["step"] - 1 - own_level)
        product = parts["absorption"] * weight * parts["kernel"] * parts["evidence"]
        expected = product.astype(float) / scores.benefit.total[row(learner)]
        assert np.allclose(parts["value"], expected, rtol=0, atol=1e-12)


def test_deductions_are_those_of_the_scores(
    explanations: Explanations, suggestions: Suggestions
) -> None:
    index = suggestions.scores.profiles.organisations.index
    for (learner, teacher), explanation in explanations.items():
        taken = explanation.parts.dropna(subset="factor").set_index("factor")["value"]
        pair = index.get_loc(learner), index.get_loc(teacher)
        for factor, matrix in suggestions.scores.deductions.items():
            assert -taken.get(factor, 0.0) == pytest.approx(matrix[pair], abs=1e-15)


def test_worked_example(example: Scores) -> None:
    parts = build_parts(Evidence(example, B, A), lang="en")
    sums = parts.groupby("topic_label")["value"].sum()
    assert round(sums["Predictive maintenance"], 5) == 0.46826
    assert round(sums["Computer vision"], 5) == 0.15378
    taken = parts.dropna(subset="factor").set_index("factor")["value"]
    assert round(taken["novelty"], 5) == -0.04665
    assert list(taken.index) == ["distance", "novelty"]


def test_the_offer_named_is_the_best_one_for_each_step(example: Scores) -> None:
    parts = build_parts(Evidence(example, C, A), lang="en")
    best = parts[parts["kind"] == "contribution"].set_index("step")["offer_label"]
    assert best.to_dict() == dict.fromkeys((1, 2, 3, 4), "Predictive maintenance") | {
        step: best[step] for step in (1, 2)
    }
    assert set(parts["relation"].dropna()) == {"narrower"}


def test_own_levels_are_among_the_statements(example: Scores) -> None:
    """B has 0 on both needs, and its nearest competence is DS for PM, AI for CV."""
    found, _ = cite(Evidence(example, B, A), load_catalogue("en"))
    roles = found.set_index("statement")["role"]
    of_learner = {name: roles[f"hgd:own_level-b-{name}"] for name in ("AI", "CV", "DS", "PM")}
    near, on = "foothold", "own_need"
    assert of_learner == {"AI": near, "CV": on, "DS": near, "PM": on}


def test_statements_of_others_are_not_counted(example: Scores) -> None:
    for learner, teacher in permutations(range(3), 2):
        found = example.profiles.statements.iloc[Evidence(example, learner, teacher).counted]
        ids = example.profiles.organisations.index
        wants, gives = found["kind"].isin(["hg:Need", "hg:OwnLevel"]), found["kind"] == "hg:Offer"
        assert set(found.loc[wants, "organisation"]) <= {ids[learner]}
        assert set(found.loc[gives, "organisation"]) <= {ids[teacher]}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_topic_with_one_label_is_called_by_it_in_both_languages(
    tmp_path: Path, lang: str
) -> None:
    stated = [need("a", "Data", 2), need("a", "AI", 2), offer("b", "Data", 2), offer("b", "AI", 2)]
    graph = hg.read_workbook(write_network(tmp_path, stated))
    found = hg.suggest_learning(hg.build_profiles(graph), learner="a", lang=lang)
    explanation = hg.explain_suggestion(found)
    names = dict(explanation.list_parts())
    assert "Daten" in names
    assert sum(names.values()) == pytest.approx(explanation.score, abs=1e-9)
    assert not found.table["topic_label"].isna().any()


@pytest.fixture(scope="module")
def everyone(profiles: Profiles) -> Suggestions:
    """All suggestions of the bundled network."""
    return hg.suggest_learning(profiles, top=12)


def remove_statement(folder: Path, statement: str) -> Scores:
    """Scores of the bundled network without one statement."""
    copy_bundled(folder)
    identifier = statement.removeprefix("hgd:")
    change_rows(
        folder / "statements.csv", lambda rows: [row for row in rows if row["id"] != identifier]
    )
    return measure_scores(hg.build_profiles(hg.read_workbook(folder)))


def list_cited_offers(suggestions: Suggestions) -> list[str]:
    """Offers that a suggestion of the bundled network rests on, sorted."""
    cited = {statement for found in suggestions.table["statements"] for statement in found}
    return sorted(statement for statement in cited if statement.startswith("hgd:offer-"))


def compare_pair(before: Evidence, after: Evidence, statement: str) -> float:
    """Fall of the gross share; only contributions that cited the statement may differ."""
    old, new = (
        {(part.need, part.step): part for part in evidence.contributions}
        for evidence in (before, after)
    )
    assert set(new) <= set(old)
    fall = 0.0
    for key, part in old.items():
        left = new.get(key)
        if part.offer_statement == statement:
            assert left is None or left.offer_statement != statement
            assert left is None or left.value <= part.value
            fall += part.value - (left.value if left else 0.0)
        else:
            assert left is not None
            assert replace(left, loss=0.0) == replace(part, loss=0.0)
    return fall


@pytest.mark.parametrize("number", range(SAMPLE))
def test_ablation(everyone: Suggestions, tmp_path: Path, number: int) -> None:
    """Without an offer just the pairs that cite it fall, by just what their parts say."""
    offers = list_cited_offers(everyone)
    statement = offers[number * len(offers) // SAMPLE]
    before, after = everyone.scores, remove_statement(tmp_path / "copy", statement)
    old, new = before.score.toarray(), after.score.toarray()
    cites = everyone.table["statements"].map(lambda cited: statement in cited)
    index = before.profiles.organisations.index
    citing = [
        (index.get_loc(row.learner), index.get_loc(row.teacher))
        for row in everyone.table[cites].itertuples()
    ]
    stated = before.profiles.statements.set_index("statement")
    assert {index[teacher] for _, teacher in citing} == {stated.loc[statement, "organisation"]}
    untouched = np.ones_like(old, dtype=bool)
    for pair in citing:
        untouched[pair] = False
        fall = compare_pair(Evidence(before, *pair), Evidence(after, *pair), statement)
        kept = old[pair] / before.benefit.share[pair]
        assert old[pair] - new[pair] == pytest.approx(fall * kept, abs=1e-12)
        assert (old[pair] != new[pair]) == (fall > 0)
    assert (old[untouched] == new[untouched]).all()


def test_ablation_of_an_own_level(tmp_path: Path) -> None:
    """The own level of the learner is cited because the score rests on it."""
    stated = [need("a", "PM", 4), offer("b", "PM", 4), own("a", "CV", 4), own("c", "PM", 1)]
    values = {}
    for name, rows in (("with", stated), ("without", [*stated[:2], stated[3]])):
        graph = hg.read_workbook(write_network(tmp_path / name, rows))
        values[name] = hg.suggest_learning(hg.build_profiles(graph), learner="a")
    cited = hg.explain_suggestion(values["with"]).statements.set_index("statement")
    assert cited.loc["hgd:own_level-a-CV", "role"] == "foothold"
    fall = values["with"].table["score"].iloc[0] - values["without"].table["score"].iloc[0]
    assert cited.loc["hgd:own_level-a-CV", "loss"] == pytest.approx(fall, abs=1e-9)
    assert values["with"].table["score"].iloc[0] < values["without"].table["score"].iloc[0]


def test_parts_of_nothing_are_a_table(example: Scores) -> None:
    parts = build_parts(Evidence(example, A, C), lang="de")
    assert len(parts) == 0
    pd.testing.assert_index_equal(parts.columns, pd.Index([column.name for column in PARTS]))
