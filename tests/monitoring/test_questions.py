"""Questions: worth what they narrow among the first five, about statements that are there."""

from pathlib import Path

import pandas as pd
import pytest
from small_networks import Row, need, offer, own, write_network

import hubgraph as hg
from hubgraph.errors import OptionError, UnknownNameError, WrongTypeError
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.scores import measure_scores
from hubgraph.monitoring.gaps import KINDS
from hubgraph.tables import QUESTIONS

HUBS = {hub: f"Hub {hub.upper()}" for hub in "abcdefgh"}


def ask(folder: Path, stated: list[Row], top: int = 10) -> pd.DataFrame:
    """Questions about eight hubs with these statements."""
    network = write_network(folder, stated, hubs=HUBS)
    return hg.rank_questions(hg.build_profiles(hg.read_workbook(network)), top=top)


def test_value_by_hand(tmp_path: Path) -> None:
    """Level 1 serves nothing, level 5 all; level 3 serves 0.6, the take-up, less a tenth."""
    stated = [need("a", "PM", 3), own("a", "PM", 1), offer("b", "PM")]
    (row,) = ask(tmp_path, stated).to_dict("records")
    assert row["value"] == pytest.approx(0.6 * 0.9)
    assert (row["rank"], row["organisation"], row["learners"]) == (1, "hgd:b", 1)
    assert (row["kind"], row["statement"]) == ("offer_without_level", "hgd:offer-b-PM")
    assert "Predictive maintenance" in row["question"]
    assert "1 suggestion more certain" in row["settles"]


def test_only_the_first_five_count(tmp_path: Path) -> None:
    """Seven offers without level: five worth the same, two whose answer changes no top."""
    stated = [need("a", "PM", 3), own("a", "PM", 1)]
    stated += [offer(hub, "PM", confidence="high") for hub in "bcdefgh"]
    found = ask(tmp_path, stated)
    assert found["organisation"].tolist() == [f"hgd:{hub}" for hub in "bcdef"]
    assert found["rank"].tolist() == [1] * 5
    assert ask(tmp_path / "two", stated, top=2)["organisation"].tolist() == ["hgd:b", "hgd:c"]


def test_one_answer_may_serve_several_learners(tmp_path: Path) -> None:
    stated = [row for hub in "abc" for row in (need(hub, "PM", 3), own(hub, "PM", 1))]
    found = ask(tmp_path, [*stated, offer("d", "PM")])
    assert found[["organisation", "learners"]].to_numpy().tolist() == [["hgd:d", 3]]


def test_what_narrows_nothing_is_not_asked(tmp_path: Path) -> None:
    stated = [need("a", "PM", 3), own("a", "PM", 1), offer("b", "PM", 3), offer("c", "Data")]
    found = ask(tmp_path, stated)
    assert found.empty
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == {
        column.name: column.dtype for column in QUESTIONS
    }


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_bundled_network(profiles: Profiles, lang: str) -> None:
    found = hg.rank_questions(profiles, top=20, lang=lang)
    every = hg.rank_questions(profiles, top=10_000, lang=lang)
    pd.testing.assert_frame_equal(found, every.head(20))
    assert set(every["statement"]) <= set(profiles.statements["statement"])
    assert set(every["kind"]) <= set(KINDS)
    assert every["value"].is_monotonic_decreasing
    assert (every["value"] > 0).all()
    scores = measure_scores(profiles)
    assert every["value"].max() <= 5 * len(profiles.organisations)
    assert (every["learners"] < scores.score.shape[0]).all()
    assert every["question"].str.endswith("?").all()


def test_what_is_refused(profiles: Profiles) -> None:
    with pytest.raises(OptionError):
        hg.rank_questions(profiles, top=0)
    with pytest.raises(UnknownNameError):
        hg.rank_questions(profiles, lang="fr")
    with pytest.raises(WrongTypeError):
        hg.rank_questions("profiles")  # type: ignore[arg-type]
