"""Recorded activity in explanations: named, added up, and worth what its removal takes away."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_networks import DAY, TOPIC, need, offer, own, write_network

import hubgraph as hg
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.parts import Evidence, build_parts
from hubgraph.explanation.sentences import judge_certainty
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.scores import measure_scores

STATED = (need("a", "PM", 5), own("a", "PM", 0), offer("b", "PM", 3, basis="self_declared"))
CLOSE = (("c", "b", "CV", "2019"),)
SURE = MatchingOptions(distance_weight=0)
TAUGHT = (("c", "b", "PM", "2019-02-03"), ("c", "b", "PM", DAY))


def explain(
    folder: Path,
    taught: Iterable[tuple[str, str, str, str]],
    lang: str = "en",
    *,
    offers: bool = True,
) -> Explanation:
    """Explanation of what a can learn from b."""
    stated = STATED if offers else STATED[:2]
    graph = hg.read_workbook(write_network(folder, stated, exchanges=taught))
    found = hg.suggest_learning(hg.build_profiles(graph), lang=lang)
    return hg.explain_suggestion(found, learner="a", teacher="b")


@pytest.fixture(scope="module")
def musterland() -> Suggestions:
    """All suggestions of the fictional network, which records exchanges."""
    return hg.suggest_learning(hg.build_profiles(hg.load_graph("musterland")), top=99)


def test_parts_say_which_branch_covers_a_step(tmp_path: Path) -> None:
    found = explain(tmp_path, TAUGHT)
    parts = found.parts[found.parts["kind"] == "contribution"].set_index("step")
    left = 1 + 2 ** (-(697 / 365.25) / 3)
    strength = np.log1p(left) / np.log(11)
    assert parts["evidence"].tolist() == pytest.approx([0.8, 0.8, 0.8, strength, strength])
    statement = "hgd:offer-b-PM"
    assert parts["offer_statement"].fillna("").tolist() == [statement] * 3 + [""] * 2
    assert parts["offer_statement"].isna().sum() == 2
    assert parts["activities"].fillna(0).tolist() == [0, 0, 0, 2, 2]
    assert parts["newest"].dropna().tolist() == [DAY, DAY]
    assert set(parts["offer_topic"]) == {TOPIC + "PM"}
    assert set(parts["relation"]) == {"same"}
    assert parts["value"].sum() + found.parts["value"][5:].sum() == pytest.approx(found.score)
    assert list(found.sources.index) == ["S1", "S2"]


def test_a_stated_offer_counts_where_both_are_equal(tmp_path: Path) -> None:
    stated = [need("a", "PM", 2), offer("b", "PM", 1)]
    folder = write_network(tmp_path, stated, exchanges=[("c", "b", "PM", DAY)] * 10)
    scores = measure_scores(hg.build_profiles(hg.read_workbook(folder)))
    parts = build_parts(Evidence(scores, 0, 1), lang="en")
    assert parts["evidence"].tolist() == [1, 1]
    assert parts["activities"].fillna(0).tolist() == [0, 10]


@pytest.mark.parametrize(
    ("lang", "taught", "expected"),
    [
        ("de", TAUGHT, "dieses Thema nachweislich 2-mal weitergegeben, zuletzt am 31.12.2020."),
        ("de", TAUGHT[:1], "dieses Thema nachweislich einmal weitergegeben, am 03.02.2019."),
        ("de", [("c", "b", "PM", "2019-02")], "einmal weitergegeben, im Februar 2019."),
        (
            "de",
            CLOSE,
            "„Bildverarbeitung“ (Nachbarthema) nachweislich einmal weitergegeben, im Jahr",
        ),
        ("en", TAUGHT, "on record as having taught this topic 2 times, last on 31 Dec 2020."),
        ("en", TAUGHT[:1], "on record as having taught this topic once, on 3 Feb 2019."),
        ("en", CLOSE, "taught “Computer vision” (neighbouring topic) once, in 2019."),
    ],
)
def test_the_reason_names_count_and_newest_date(
    tmp_path: Path, lang: str, taught: Iterable[tuple[str, str, str, str]], expected: str
) -> None:
    for offers in (False, True):
        found = explain(tmp_path / str(offers), taught, lang, offers=offers)
        assert expected in found.why
        assert ("Hub B bietet" in found.why or "Hub B offers" in found.why) == offers
        assert "PM" not in found.why
        assert any(line.startswith(("Weitergegeben", "Taught")) for line in found.list_evidence())


def test_nothing_recorded_is_not_mentioned(tmp_path: Path) -> None:
    found = explain(tmp_path, ())
    assert "on record" not in found.why
    assert found.parts["activities"].isna().all()
    assert found.parts["newest"].isna().all()
    assert list(found.sources.index) == ["S1"]


def test_activity_is_a_stated_fact(tmp_path: Path) -> None:
    """Whether the offer without level reaches step 5 is open; that b has taught it is not."""
    stated = [need("a", "PM", 5), own("a", "PM", 4, source="S2"), offer("b", "PM")]
    words = []
    for times in (0, 10):
        taught = [("c", "b", "PM", DAY)] * times
        graph = hg.read_workbook(write_network(tmp_path / str(times), stated, exchanges=taught))
        scores = measure_scores(hg.build_profiles(graph), options=SURE)
        evidence = Evidence(scores, 0, 1)
        words.append(judge_certainty(evidence))
    assert words == ["low", "high"]


def test_parts_of_musterland_sum_to_the_score(musterland: Suggestions) -> None:
    active = 0
    for row in musterland.table[::8].itertuples():
        found = hg.explain_suggestion(musterland, learner=row.learner, teacher=row.teacher)
        assert abs(found.parts["value"].sum() - found.score) < 1e-9
        active += int(found.parts["activities"].notna().any())
        of_activity = found.parts[found.parts["activities"].notna()]
        assert of_activity["offer_statement"].isna().all()
        assert (of_activity["newest"] <= musterland.as_of).all()
        assert "" not in row.statements
    assert active > 5


def test_losses_are_what_a_removal_takes(musterland: Suggestions) -> None:
    """Of recorded activity, by its topic."""
    before, removed = musterland.scores, 0
    index = before.profiles.organisations.index
    for row in musterland.table[musterland.table["why"].str.contains("on record")].itertuples():
        pair = index.get_loc(row.learner), index.get_loc(row.teacher)
        parts = build_parts(Evidence(before, *pair), lang="en")
        losses = parts[parts["activities"].notna()].groupby("offer_topic")["loss"].sum()
        table = before.profiles.activities
        for topic, loss in losses.items():
            gone = (table["organisation"] == row.teacher) & (table["topic"] == topic)
            left = replace(before.profiles, activities=table[~gone].reset_index(drop=True))
            after = measure_scores(left)
            assert before.score[pair] - after.score[pair] == pytest.approx(loss, abs=1e-12)
            removed += 1
    assert removed > 10
