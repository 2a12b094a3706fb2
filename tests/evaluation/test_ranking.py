"""Back-testing end to end: one row per system, honest about time, the same twice."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from recorded_files import write_participations, write_questions

import hubgraph as hg
from hubgraph.evaluation import participations, question_baselines
from hubgraph.evaluation.bootstrap import measure_leads
from hubgraph.evaluation.files import read_file, to_activities, to_participations
from hubgraph.evaluation.questions import build_task, measure_questions
from hubgraph.evaluation.ranking import RANKING_QUALITY


@pytest.fixture(name="answer", scope="module")
def back_test(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the back-test on invented questions."""
    return hg.measure_ranking(write_questions(tmp_path_factory.mktemp("data") / "q.tsv.gz"))


def test_every_system_has_a_row(answer: pd.DataFrame) -> None:
    assert list(answer.columns) == [column.name for column in RANKING_QUALITY]
    assert answer["system"].iloc[0] == "hubgraph"
    assert set(answer["system"]) == {"hubgraph", *question_baselines.BASELINES}
    assert (answer["n"] == answer["n"].iloc[0]).all()
    quality = answer[["hits_at_10", "mrr", "ndcg_at_10"]]
    assert quality.ge(0).all(axis=None)
    assert quality.le(1).all(axis=None)
    assert answer["ndcg_at_10"].iloc[1:].is_monotonic_decreasing


def test_leads_are_differences_within_their_intervals(answer: pd.DataFrame) -> None:
    for short, measure in (("hits", "hits_at_10"), ("mrr", "mrr"), ("ndcg", "ndcg_at_10")):
        lead = answer[f"{short}_lead"]
        np.testing.assert_allclose(lead, answer[measure].iloc[0] - answer[measure], atol=1e-12)
        assert answer[f"{short}_lead_low"].le(lead + 1e-12).all()
        assert answer[f"{short}_lead_high"].ge(lead - 1e-12).all()
    ours = answer.iloc[0].filter(like="_lead")
    assert (ours == 0).all()


def test_the_record_says_what_it_rests_on(answer: pd.DataFrame) -> None:
    record = json.loads(json.dumps(answer.attrs["record"]))
    assert record["sizes"]["queries"] == answer["n"].iloc[0]
    assert {"python", "hubgraph", "numpy", "scipy", "pandas"} == set(record["versions"])
    assert [len(digest) for digest in record["files"].values()] == [64]
    assert set(record["chosen_on_training_part"]) >= {"half_life", "rarity_power"}


def test_who_knows_the_topics_beats_chance(answer: pd.DataFrame) -> None:
    mrr = answer.set_index("system")["mrr"]
    assert mrr["hubgraph"] > 2 * mrr["random"]


def test_the_same_twice(tmp_path: Path) -> None:
    path = write_questions(tmp_path / "q.tsv", count=120)
    first, second = hg.measure_ranking(path, seed=3), hg.measure_ranking(path, seed=3)
    pd.testing.assert_frame_equal(first, second)
    assert first.attrs == second.attrs


def test_the_later_part_changes_neither_parameters_nor_frozen_scores(tmp_path: Path) -> None:
    activities = to_activities(read_file(write_questions(tmp_path / "q.tsv")), place="q")
    task = build_task(activities)
    quality, chosen = measure_questions(task)
    half = activities["time"].max() - (activities["time"].max() - task.border) / 2
    changed = activities.copy()
    changed.loc[changed["time"] > half, "organisation"] = activities["organisation"].iloc[0]
    changed.loc[changed["time"] > half, "topic"] = "common"
    again = build_task(changed.drop_duplicates(["activity", "organisation", "topic"]))
    other, chosen_again = measure_questions(again)
    assert chosen == chosen_again
    kept = int((task.asked["time"] <= half).sum())
    assert kept
    for name, found in quality.items():
        np.testing.assert_array_equal(found[:kept], other[name][:kept])


def test_profiles_kept_up_to_date_see_who_came_later(tmp_path: Path) -> None:
    path = write_questions(tmp_path / "q.tsv")
    frozen = hg.measure_ranking(path, split="0.5").set_index("system")
    fresh = hg.measure_ranking(path, split="0.5", prequential=True).set_index("system")
    assert (fresh["n"] == frozen["n"].iloc[0]).all()
    assert fresh["mrr"]["hubgraph"] > frozen["mrr"]["hubgraph"]
    assert fresh["mrr"]["topic_count_recency"] > frozen["mrr"]["topic_count_recency"]


def test_partners_end_to_end(tmp_path: Path) -> None:
    data, parts = write_participations(tmp_path / "p.tsv")
    answer = hg.measure_ranking(data, parts=parts)
    assert answer.attrs["record"]["split"] == "2017-07-01,2018-07-01,2019-01-01"
    assert set(answer["system"]) == {"hubgraph", "svd_64", *participations.BASELINES}
    figures = answer.set_index("system")
    assert figures["ndcg_lead_low"]["random"] > 0
    assert set(hg.measure_ranking(data)["system"]) == set(answer["system"])


def test_days_are_whole_months_before_the_end(tmp_path: Path) -> None:
    data, _ = write_participations(tmp_path / "p.tsv")
    rows = to_participations(read_file(data), place="p.tsv")
    days = participations.choose_days(rows[rows["start_date"] < "2018-06-01"])
    assert [f"{day:%Y-%m-%d}" for day in days] == ["2016-12-01", "2017-12-01", "2018-06-01"]


def test_an_interval_by_hand() -> None:
    ours = np.ones((100, 1))
    others = np.stack([np.ones((100, 1)), np.r_[np.ones((50, 1)), np.zeros((50, 1))]])
    mean, low, high = measure_leads(ours, others)
    np.testing.assert_allclose(mean.ravel(), [0, 0.5])
    np.testing.assert_allclose(low.ravel(), [0, 0.402], atol=0.011)  # 0.5 -+ 1.96 * 0.05
    np.testing.assert_allclose(high.ravel(), [0, 0.598], atol=0.011)
