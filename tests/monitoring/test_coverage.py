"""Gaps and redundancy: the worked example by hand, and agreement with the open needs."""

from pathlib import Path

import pandas as pd
import pytest
from small_networks import WORKED_EXAMPLE, Row, need, offer, own, write_network

import hubgraph as hg
from hubgraph.matching.profiles import Profiles
from hubgraph.tables import GAPS, REDUNDANCY


def build(folder: Path, statements: list[Row]) -> Profiles:
    """Profiles of a small network."""
    return hg.build_profiles(hg.read_workbook(write_network(folder, statements)))


def dtypes(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Columns and dtypes of a table."""
    return [(str(name), str(dtype)) for name, dtype in table.dtypes.items()]


def test_contracts(profiles: Profiles, tmp_path: Path) -> None:
    for one in (profiles, build(tmp_path, [])):
        gaps, members = hg.find_gaps(one), hg.measure_redundancy(one)
        assert dtypes(gaps) == [(column.name, column.dtype) for column in GAPS]
        assert dtypes(members) == [(column.name, column.dtype) for column in REDUNDANCY]
        assert len(members) == len(one.organisations)


def test_gaps_are_the_open_needs_nobody_serves(profiles: Profiles) -> None:
    open_needs = hg.suggest_learning(profiles).open_needs
    unserved = open_needs[open_needs["reason"].isin(["nobody_offers", "nobody_reaches"])]
    gaps = hg.find_gaps(profiles).explode("learners")
    found = set(gaps[["learners", "topic"]].itertuples(index=False, name=None))
    assert found == set(unserved[["learner", "topic"]].itertuples(index=False, name=None))
    assert len(found) > 5


def test_order_of_gaps(profiles: Profiles) -> None:
    gaps = hg.find_gaps(profiles)
    keys = [(-row.needed_by, -round(row.need, 9), row.topic) for row in gaps.itertuples()]
    assert keys == sorted(keys)
    assert (gaps["learners"].map(len) == gaps["needed_by"]).all()
    pd.testing.assert_frame_equal(
        hg.find_gaps(profiles, least=2), gaps[gaps["needed_by"] >= 2].reset_index(drop=True)
    )


@pytest.mark.parametrize(
    ("statements", "reason", "possible"),
    [
        ([need("a", "PM", 3)], "nobody_offers", 0),
        ([need("a", "PM", 3), offer("a", "PM", 5)], "nobody_offers", 0),
        ([need("a", "PM", 4), own("a", "PM", 3), offer("b", "PM", 3)], "nobody_reaches", 0),
        ([need("a", "PM", 4), own("a", "PM", 3), offer("b", "PM")], "nobody_reaches", 1),
    ],
    ids=["nobody", "only itself", "too low", "level not stated"],
)
def test_reason_of_a_gap(
    tmp_path: Path, statements: list[Row], reason: str, possible: float
) -> None:
    gap = hg.find_gaps(build(tmp_path, statements), lang="de")
    assert gap["reason"].tolist() == [reason]
    assert gap["possible"].tolist() == pytest.approx([possible])
    assert gap["statements"].tolist() == [["hgd:need-a-PM"]]
    assert (
        gap["sentence"].item().startswith("Hub A sucht Hilfe beim Thema „Vorausschauende Wartung“")
    )


def test_a_need_only_the_needy_could_serve_is_a_gap(tmp_path: Path) -> None:
    """B serves A on the topic, but nobody serves B."""
    gap = hg.find_gaps(build(tmp_path, [*(need(h, "PM", 3) for h in "ab"), offer("b", "PM", 5)]))
    assert gap["learners"].tolist() == [["hgd:b"]]


def test_redundancy_of_the_worked_example(tmp_path: Path) -> None:
    """Section 11, where C states no own level: step 1 of 4 is served by B, at .8 by A."""
    found = hg.measure_redundancy(build(tmp_path, [*WORKED_EXAMPLE]), lang="de")
    members = found.set_index("organisation")
    beyond = 0.7 + 0.49 + 0.343
    covered = 0.70 * 2.19 + 1.891 + 0.8 * (1 + 0.8 * beyond)
    lost = 1.891 - 1.0369 + 0.8 * 0.8 * beyond
    assert members.loc["hgd:a", "vulnerability"] == pytest.approx(lost / covered, abs=2e-5)
    assert members.loc["hgd:b", "vulnerability"] == pytest.approx(
        (0.70 * 2.19 + 0.8 * 0.2) / covered
    )
    assert members.loc["hgd:a", "learners"] == ["hgd:b", "hgd:c"]
    assert found["organisation"].tolist() == ["hgd:a", "hgd:b", "hgd:c"]
    assert members.loc["hgd:c", "vulnerability"] == 0
    assert members.loc["hgd:c", "sentence"].startswith("Ohne Hub C ginge nichts verloren")


def test_a_topic_somebody_else_covers_in_part_is_not_covered_by_one_alone(tmp_path: Path) -> None:
    stated = [need("a", "PM", 5), own("a", "PM", 0), offer("b", "PM", 5), offer("c", "PM", 3)]
    found = hg.measure_redundancy(build(tmp_path, stated)).set_index("organisation")
    assert 0 < found.loc["hgd:b", "vulnerability"] < 1
    assert found.loc["hgd:b", "only"] == []
    assert "Nobody else" not in found.loc["hgd:b", "sentence"]


def test_vulnerability_is_missing_where_nothing_is_covered(tmp_path: Path) -> None:
    found = hg.measure_redundancy(build(tmp_path, [need("a", "PM", 3)]))
    assert found["vulnerability"].isna().all()


def test_the_same_twice(profiles: Profiles) -> None:
    for ask in (hg.find_gaps, hg.measure_redundancy):
        assert ask(profiles, lang="de").to_csv() == ask(profiles, lang="de").to_csv()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_sentences(profiles: Profiles, lang: str) -> None:
    for ask in (hg.find_gaps, hg.measure_redundancy):
        sentences = ask(profiles, lang=lang)["sentence"]
        assert not sentences.str.contains(r"[{}\[\]]|\b(?:None|nan|NA)\b|  ").any()
        assert sentences.str.endswith(".").all()
