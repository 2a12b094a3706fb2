"""Counterfactuals in words, and the statements most suggestions hang on."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from absence_worlds import draw_tables
from cli_runs import Run
from small_networks import WORKED_EXAMPLE, offer, write_network

import hubgraph as hg
from hubgraph.errors import OptionError, UnknownNameError, WrongTypeError
from hubgraph.matching.profiles import Profiles
from hubgraph.tables import COUNTERFACTUALS, FRAGILE, AnswerColumn

CERTAINTY = re.compile(r"certainty: (high|medium|low)|Sicherheit: (hoch|mittel|niedrig)")


def check_table(table: Any, columns: tuple[AnswerColumn, ...]) -> None:
    """Raise AssertionError unless a table keeps its contract and its sentences are fit."""
    expected = [(column.name, column.dtype) for column in columns]
    assert list(zip(table.columns, table.dtypes.astype(str), strict=True)) == expected
    for sentence in table["sentence"]:
        for part in re.split(r"(?<=\.) ", sentence):
            assert not re.search(r"[{}]|\b(None|nan)\b", part), part
            assert len(part.split()) <= 30, part
            assert "%" not in part or CERTAINTY.search(part), part


def list_firsts(profiles: Profiles, top: int) -> Mapping[str, list[str]]:
    """First teachers of each learner, by the public function."""
    table = hg.suggest_learning(profiles, top=top).table
    return table.groupby("learner")["teacher"].agg(list).to_dict()


@pytest.mark.parametrize("seed", [2])
def test_fragile_statements_are_those_of_rebuilding(tmp_path: Path, seed: int) -> None:
    tables = draw_tables(np.random.default_rng(seed), hubs="abcd")
    profiles = tables.build(tmp_path / "now")
    before = list_firsts(profiles, 2)
    expected = {}
    for name in profiles.statements["statement"]:
        after = list_firsts(tables.remove(name.removeprefix("hgd:")).build(tmp_path / "then"), 2)
        pairs = sorted(
            f"{learner}<{teacher}"
            for learner, teachers in before.items()
            for teacher in teachers
            if teacher not in after.get(learner, [])
        )
        first = [who for who, teachers in before.items() if teachers[:1] != after.get(who, [])[:1]]
        if pairs or first:
            expected[name] = (sorted(first), pairs)
    table = hg.rank_fragile_statements(profiles, top=2, lang="de")
    check_table(table, FRAGILE)
    assert expected
    rows = {row["statement"]: row for row in table.to_dict("records")}
    assert {name: (row["first_of"], row["pairs"]) for name, row in rows.items()} == expected
    counts = list(zip(-table["first"], -table["suggestions"], strict=True))
    assert counts == sorted(counts)
    assert table["rank"].tolist() == [1 + sum(c < own for c in counts) for own in counts]
    assert (table["flips"] == (table["first"] > 0)).all()
    assert (table["suggestions"] == table["pairs"].map(len)).all()


def test_what_a_suggestion_hangs_on_is_told_pair_by_pair(tmp_path: Path) -> None:
    profiles = draw_tables(np.random.default_rng(2), hubs="abcd").build(tmp_path)
    hanging = set()
    every = hg.suggest_learning(profiles, top=3).table
    for learner, teacher in zip(every["learner"], every["teacher"], strict=True):
        table = hg.find_counterfactuals(profiles, learner=learner, teacher=teacher)
        check_table(table, COUNTERFACTUALS)
        lost = table[table["kind"].isin(["leaves", "nothing"])]
        assert ((lost["score_after"] == 0) == (lost["kind"] == "nothing")).all()
        hanging |= {(name, f"{learner}<{teacher}") for name in lost["statement"]}
    fragile = hg.rank_fragile_statements(profiles)
    named = zip(fragile["statement"], fragile["pairs"], strict=True)
    assert hanging == {(name, pair) for name, pairs in named for pair in pairs}
    assert hanging


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_bundled_network(profiles: Profiles, lang: str) -> None:
    table = hg.rank_fragile_statements(profiles, lang=lang)
    check_table(table, FRAGILE)
    assert len(table) > 10
    assert set(table["statement"]) <= set(profiles.statements["statement"])
    found = hg.find_counterfactuals(profiles, learner="digiZ", teacher="UAB", lang=lang)
    check_table(found, COUNTERFACTUALS)
    assert hg.rank_fragile_statements(profiles, lang=lang).equals(table)


def test_the_worked_example(tmp_path: Path) -> None:
    """C with PM at level 3 overtakes A for B (matching specification, sections 6.3 and 11)."""
    stated = [*WORKED_EXAMPLE, offer("c", "PM", 1)]
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated)))
    found = hg.find_counterfactuals(profiles, learner="b", teacher="c", lang="de")
    rows = found[found["kind"] == "first"].set_index("topic_label")
    assert rows.loc["Vorausschauende Wartung", "level"] == 3
    text = rows.loc["Vorausschauende Wartung", "sentence"]
    assert text.startswith("Erreicht Hub C in „Vorausschauende Wartung“ Stufe 3, wird Hub C erste")


def test_a_threshold_is_to_be_passed(tmp_path: Path) -> None:
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, WORKED_EXAMPLE)))
    for threshold in (0.35, 0.5):
        found = hg.find_counterfactuals(profiles, learner="b", teacher="c", threshold=threshold)
        gains = found[found["kind"] == "threshold"]
        assert len(gains)
        assert (gains["score_after"] > threshold).all()
        assert (gains["score_before"] <= threshold).all()
    nothing = hg.find_counterfactuals(profiles, learner="b", teacher="a", threshold=0.1)
    assert "threshold" not in set(nothing["kind"])
    assert "first" not in set(hg.find_counterfactuals(profiles, learner="b", teacher="a")["kind"])


def test_nothing_is_fragile_where_nothing_is_suggested(tmp_path: Path) -> None:
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, [offer("a", "AI", 3)])))
    check_table(hg.rank_fragile_statements(profiles), FRAGILE)
    assert hg.rank_fragile_statements(profiles).empty
    assert hg.find_counterfactuals(profiles, learner="b", teacher="a").empty


def test_mistakes(profiles: Profiles) -> None:
    mistakes: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"teacher": "digiZ"}, OptionError), ({"threshold": 1.5}, OptionError),
        ({"teacher": "nobody"}, UnknownNameError), ({"lang": "fr"}, UnknownNameError),
    ]  # fmt: skip
    for wrong, error in mistakes:
        with pytest.raises(error):
            hg.find_counterfactuals(profiles, **({"learner": "digiZ", "teacher": "UAB"} | wrong))
    with pytest.raises(OptionError):
        hg.rank_fragile_statements(profiles, top=0)
    with pytest.raises(WrongTypeError):
        hg.rank_fragile_statements(None)  # type: ignore[arg-type]


def test_the_command(run: Run) -> None:
    found = run("fragile", "--format", "csv").table()
    assert list(found.columns) == [column.name for column in FRAGILE]
    text = run("fragile", "--lang", "de", "--top", "1")
    assert (text.code, text.err) == (0, "")
    assert "Bitte bestätigen lassen von" in text.out
    assert "snapshot" in run("fragile", "--public", "--format", "csv").table().columns
