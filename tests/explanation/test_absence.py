"""Why not: every obstacle is real, every change brings the pair in, and the sentences are fit."""

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from absence_checks import check_changes, check_obstacles, check_sentences
from absence_worlds import NAMES, TOPIC, Row, Tables, draw_tables
from cli_runs import Run
from small_networks import DAY, copy_bundled

import hubgraph as hg
from hubgraph.errors import OptionError, UnknownNameError, WrongTypeError
from hubgraph.knowledge.rights import build_public
from hubgraph.matching.obstacles import OBSTACLE_KINDS
from hubgraph.matching.profiles import Profiles
from hubgraph.tables import OBSTACLES, REMEDIES


def stated(kind: str, hub: str, topic: str, level: int | None, **more: str) -> Row:
    """Row of a verified statement of the day."""
    column = "target_level" if kind == "need" else "level"
    row: Row = {
        "id": f"{kind}-{hub}-{topic}", "kind": kind, "organisation": hub, "topic": TOPIC + topic,
        "basis": "verified", "issued": DAY, "source": "S1", "confidence": "high", "level": None,
        "target_level": None, column: level,
    }  # fmt: skip
    return row | more


def network(*rows: Row, **more: Any) -> Tables:
    """Tables of hubs a, b, c with these statements."""
    hubs = {"a": "Hub A", "b": "Hub B", "c": "Hub C"}
    members = [
        {"id": f"m-{hub}", "network": "n", "member": hub, "role": "member", "source": "S1"}
        | {"confidence": "high"}
        for hub in hubs
    ]
    return replace(Tables(list(rows), members, [], {}, [], hubs), **more)


NEED = stated("need", "a", "AI", 3)
STRONG, WEAK = stated("offer", "c", "AI", 5), stated("offer", "b", "AI", 2)
LEFT = [{**row, "valid_through": "2019-05"} for row in network().memberships]
FULL = [{"id": "c1", "organisation": "b", "role": "teacher", "exchanges": 0}]
KNOWN = {"2020-12-01": ("a", "b"), "2020-11-01": ("a", "b"), "2020-10-01": ("a", "b")}
CLOSE = stated("offer", "b", "AI", 3)
SLIGHTLY = stated("offer", "c", "AI", 3, basis="self_declared", issued="2020-12-01")

CASES = {
    "not_member": network(NEED, WEAK, memberships=[*network().memberships[::2], LEFT[1]]),
    "no_need": network(STRONG, WEAK),
    "fulfilled": network(NEED, WEAK, stated("own_level", "a", "AI", 3)),
    "no_offer": network(NEED, STRONG),
    "too_far": network(NEED, STRONG, stated("offer", "b", "DS", 5)),
    "level_too_low": network(NEED, STRONG, WEAK, stated("own_level", "a", "AI", 2)),
    "no_foothold": network(NEED, WEAK, stated("own_level", "a", "DS", 1)),
    "known_contact": network(NEED, CLOSE, {**SLIGHTLY, "basis": "verified"}, meetings=KNOWN),
    "outranked": network(NEED, STRONG, WEAK),
    "capacity": network(NEED, STRONG, WEAK, capacities=FULL),
    "restricted": network({**NEED, "source": "S9"}, STRONG, WEAK),
}
"""A network per kind in which b is not the first for a."""


@pytest.mark.parametrize("kind", OBSTACLE_KINDS)
def test_every_kind_of_obstacle_is_met(kind: str, tmp_path: Path) -> None:
    tables = CASES[kind]
    options = hg.MatchingOptions(absorption_floor=0.0 if kind == "no_foothold" else 0.5)
    profiles = tables.build(tmp_path / "now")
    for lang in ("de", "en"):
        found = hg.explain_absence(
            profiles, learner="a", teacher="b", top=1, lang=lang, options=options
        )
        kinds = found.obstacles["kind"].tolist()
        assert kind in kinds
        assert found.obstacle == (kinds[0] if kind in {"capacity", "restricted"} else kind)
        assert kinds == sorted(kinds, key=OBSTACLE_KINDS.index)
        check_sentences(found)
    check_obstacles(found, tables, tmp_path / "with", options)
    if len(found.changes):
        check_changes(found, tables, tmp_path / "then", options)


def test_random_obstacles_are_real_and_changes_do_what_they_say(tmp_path: Path) -> None:
    """A few of the many of tests/benchmarks/absences.py."""
    dice, seen = np.random.default_rng(3), set()
    for world in range(3):
        tables = draw_tables(dice)
        profiles = tables.build(tmp_path / f"{world}-now")
        for learner, teacher in (("a", "b"), ("c", "d"), ("f", "a"), ("e", "c")):
            topic = TOPIC + str(dice.choice(NAMES)) if dice.random() < 0.4 else None
            options = hg.MatchingOptions()
            found = hg.explain_absence(
                profiles, learner=learner, teacher=teacher, topic=topic, top=1, lang="de"
            )
            check_obstacles(found, tables, tmp_path / f"{world}-with", options)
            check_sentences(found)
            if len(found.changes):
                check_changes(found, tables, tmp_path / f"{world}-then", options)
            seen.add(found.obstacle)
    assert len(seen) > 2


@pytest.mark.parametrize(("name", "step"), [("baden-wuerttemberg", 29), ("musterland", 89)])
def test_pairs_of_the_bundled_networks(name: str, step: int) -> None:
    """Some of the pairs; tests/benchmarks/absences.py --bundled takes all of them."""
    profiles = hg.build_profiles(hg.load_graph(name))
    assert profiles.record is not None
    pairs = list(permutations(profiles.record.hubs.index, 2))[::step]
    for number, (learner, teacher) in enumerate(pairs):
        found = hg.explain_absence(
            profiles, learner=learner, teacher=teacher, lang=("de", "en")[number % 2]
        )
        check_sentences(found)
        assert (found.obstacle is None) == (0 < (found.place or 0) <= 3 and found.obstacles.empty)


def test_a_pair_that_is_suggested(tmp_path: Path) -> None:
    tables = network({**NEED, "source": "S9"}, STRONG, WEAK, capacities=FULL)
    found = hg.explain_absence(tables.build(tmp_path), learner="a", teacher="b")
    assert (found.obstacle, found.place, len(found.obstacles), len(found.changes)) == (
        None,
        2,
        0,
        0,
    )
    assert len(found.notes) == 2
    assert "place 2" in found.sentences[0]
    assert all(note in found.to_text() for note in found.notes)


def test_public_profiles_never_tell_of_what_is_restricted(tmp_path: Path) -> None:
    tables = network({**NEED, "source": "S9"}, STRONG, WEAK)
    without = replace(tables, statements=[STRONG, WEAK])
    tables.build(tmp_path / "with")
    public = build_public(hg.read_workbook(tmp_path / "with"))
    found = hg.explain_absence(hg.build_profiles(public), learner="a", teacher="b", top=1)
    plain = hg.explain_absence(without.build(tmp_path / "without"), learner="a", teacher="b", top=1)
    assert found.snapshot is not None
    assert found.obstacle == plain.obstacle == "no_need"
    assert found.sentences == plain.sentences
    assert found.obstacles["kind"].tolist() == plain.obstacles["kind"].tolist()
    assert "restricted" not in found.to_text()


def test_what_comes_along_keeps_its_contract(profiles: Profiles) -> None:
    for teacher, lang in (("ZD.BB", "de"), ("HubWerk01", "en")):
        found = hg.explain_absence(profiles, learner="digiZ", teacher=teacher, lang=lang)
        for table, columns in ((found.obstacles, OBSTACLES), (found.changes, REMEDIES)):
            assert [(c.name, c.dtype) for c in columns] == list(zip(
                table.columns, table.dtypes.astype(str), strict=True
            ))  # fmt: skip
        read = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert read["obstacles"] == found.to_dict()["obstacles"]
        assert "\n" not in repr(found)
        assert repr(found).startswith("<Absence for ")


def test_page_is_escaped(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>"
    tables = replace(network(NEED, STRONG, WEAK), hubs={"a": bad, "b": f"B {bad}", "c": f"C {bad}"})
    found = hg.explain_absence(tables.build(tmp_path), learner="a", teacher="b", top=1)
    page = found._repr_html_()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 3
    assert bad in found.to_text()


def test_the_topic_asked_about_stands_alone(tmp_path: Path) -> None:
    tables = network(
        NEED, stated("need", "a", "DS", 5), STRONG, WEAK, stated("offer", "b", "DS", 5)
    )
    profiles = tables.build(tmp_path)
    assert hg.explain_absence(profiles, learner="a", teacher="b", top=1).obstacle is None
    found = hg.explain_absence(profiles, learner="a", teacher="b", topic="AI", top=1)
    assert (found.obstacle, found.topic) == ("outranked", f"{TOPIC}AI")
    assert found.changes["level"].tolist() == [3]  # the target; of equals the first
    other = hg.explain_absence(profiles, learner="a", teacher="b", topic="Daten", top=1)
    assert other.obstacle == "no_need"
    assert "Daten" in other.obstacles["sentence"].iloc[0]


def test_the_end_of_a_membership_is_told(tmp_path: Path) -> None:
    profiles = CASES["not_member"].build(tmp_path)
    found = hg.explain_absence(profiles, learner="a", teacher="Hub B", lang="de")
    assert "endete im Mai 2019" in found.obstacles["sentence"].iloc[0]
    assert found.changes["action"].tolist() == ["be_member"]
    assert found.smallest


def test_where_nothing_helps_that_is_said(tmp_path: Path) -> None:
    found = hg.explain_absence(network().build(tmp_path), learner="a", teacher="b", lang="de")
    assert len(found.changes) == 0
    assert (found.smallest, found.place_after, found.score_after) == (False, None, None)
    assert "nichts" in found.sentences[-1]


def test_mistakes(profiles: Profiles) -> None:
    ask = {"learner": "digiZ", "teacher": "UAB"}
    mistakes: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"teacher": "digiZ"}, OptionError), ({"teacher": "nobody"}, UnknownNameError),
        ({"topic": "nothing"}, UnknownNameError), ({"top": 0}, OptionError),
        ({"lang": "fr"}, UnknownNameError),
    ]  # fmt: skip
    for wrong, error in mistakes:
        with pytest.raises(error):
            hg.explain_absence(profiles, **(ask | wrong))
    with pytest.raises(WrongTypeError):
        hg.explain_absence(pd.DataFrame(), learner="a", teacher="b")  # type: ignore[arg-type]


def test_the_same_twice(profiles: Profiles) -> None:
    one, two = (
        hg.explain_absence(profiles, learner="digiZ", teacher="ZD.BB").to_text() for _ in range(2)
    )
    assert one == two


def test_a_change_in_the_tables_of_the_bundled_network(tmp_path: Path, profiles: Profiles) -> None:
    found = hg.explain_absence(profiles, learner="digiZ", teacher="ZD.BB")
    folder = copy_bundled(tmp_path / "network")
    table = pd.read_csv(folder / "statements.csv", dtype=str, keep_default_na=False)
    new = [
        dict.fromkeys(table.columns, "") | {
            "id": f"new-{number}", "kind": "offer", "organisation": "boeblingen",
            "topic": change["topic"].removeprefix("hgt:"), "level": str(change["level"]),
            "basis": "self_declared", "issued": profiles.as_of, "source": table["source"].iloc[0],
            "confidence": "high",
        }
        for number, change in enumerate(found.changes.to_dict("records"))
    ]  # fmt: skip
    assert set(found.changes["action"]) == {"state_offer"}
    pd.concat([table, pd.DataFrame(new)]).to_csv(folder / "statements.csv", index=False)
    rebuilt = hg.build_profiles(hg.read_workbook(folder))
    listed = hg.suggest_learning(rebuilt, learner="digiZ").table.set_index("teacher")
    assert listed["score"][found.teacher] == found.score_after


def test_the_command(run: Run) -> None:
    found = run("whynot", "digiZ", "ZD.BB", "--lang", "de")
    assert (found.code, found.err) == (0, "")
    assert "nicht unter den ersten 3 Vorschlägen" in found.out
    rows = json.loads(run("whynot", "digiZ", "UAB", "IT-Sicherheit", "--format", "json").out)
    assert rows["topic"] == "hgt:it-security"
    assert run("whynot", "digiZ", "ZD.BB", "--public", "--top", "1").code == 0
    wrong = run("whynot", "digiZ", "digiZ")
    assert (wrong.code, wrong.out) == (2, "")
