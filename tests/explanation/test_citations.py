"""Citations: exactly what score, bounds and sentence rest on, with what each is worth."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ablation_checks import find_lies, list_cited
from matching_profiles import draw_networks, to_profiles
from small_networks import DAY, Row, change_rows, need, offer, own, write_network

import hubgraph as hg
from hubgraph.catalogue import load_catalogue
from hubgraph.explanation.citations import ROLES, cite
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.parts import Evidence
from hubgraph.matching.removal import measure_removals, remove_statement
from hubgraph.matching.scores import Scores, measure_scores
from hubgraph.tables import CITED, CONTACTS, OFFERS

GERMAN = load_catalogue("de")


def test_random_worlds_do_not_lie() -> None:
    """The first of the worlds that tests/benchmarks/ablation.py draws."""
    asked = 0
    for network in draw_networks(16):
        scores = measure_scores(to_profiles(network))
        among = set(scores.profiles.statements["statement"])
        if len(scores.profiles.organisations) > 1:
            asked += len(among)
            assert not list(find_lies(scores, 0, 1, GERMAN, among=among))
    assert asked > 100


@pytest.mark.parametrize("network", ["baden-wuerttemberg", "musterland"])
def test_bundled_networks_do_not_lie(network: str) -> None:
    scores = measure_scores(hg.build_profiles(hg.load_graph(network)))
    cited = sorted(list_cited(scores, 5, 1, GERMAN))
    others = sorted({*scores.profiles.statements["statement"]} - set(cited))
    among = {*cited[:: max(len(cited) // 8, 1)], *others[:: len(others) // 4]}
    assert len(among) > 8
    assert not list(find_lies(scores, 5, 1, GERMAN, among=among))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row]]:
    """Write a network in which every role occurs, and one statement supersedes another."""
    stated = [
        *(need("a", "PM", 4), need("a", "DS", 2), own("a", "PM", 1), own("a", "CV", 3)),
        *(offer("b", "PM"), offer("b", "AI", 5), offer("b", "CV", 2), own("b", "CV", 4)),
        *(own("b", "DS", 2), own("c", "Data", 2), own("a", "AI", 0), need("b", "CV", 3)),
        offer("b", "AI", 2, issued="2019-01-01", id="older"),
        offer("a", "AI", 5),
    ]
    folder = tmp_path_factory.mktemp("small")
    meetings = {DAY: ("a", "b"), "2020-06-01": ("a", "c"), "2020-07-01": ("b", "c")}
    exchanges = [("c", "b", "PM", "2020-03-01")]
    return write_network(folder, stated, meetings=meetings, exchanges=exchanges), stated


def read(folder: Path) -> Scores:
    """Scores of a network that is read from its tables."""
    return measure_scores(hg.build_profiles(hg.read_workbook(folder)))


def test_a_statement_withdrawn_is_as_if_it_had_never_been_written(
    small: tuple[Path, list[Row]], tmp_path: Path
) -> None:
    """Bit for bit, against tables without it; of the superseded one too."""
    folder, stated = small
    whole = read(folder)
    for number, row in enumerate(stated):
        copy = write_copy(folder, tmp_path / str(number), str(row["id"]))
        rebuilt = read(copy)
        left = measure_scores(remove_statement(whole.profiles, f"hgd:{row['id']}"))
        for name in ("score", "low", "high", "tie"):
            old, new = (getattr(each, name).toarray() for each in (rebuilt, left))
            assert (old == new).all(), (row["id"], name)
        pd.testing.assert_frame_equal(
            rebuilt.profiles.statements, left.profiles.statements, check_dtype=False
        )


def write_copy(folder: Path, copy: Path, left_out: str) -> Path:
    """Copy a network's tables without one statement."""
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    change_rows(copy / "statements.csv", lambda rows: [r for r in rows if r["id"] != left_out])
    return copy


def test_every_statement_and_event_of_a_small_network(small: tuple[Path, list[Row]]) -> None:
    scores = read(small[0])
    events = set(scores.profiles.contacts["event"])
    among = {*scores.profiles.statements["statement"], *events}
    for learner, teacher in ((0, 1), (1, 0), (0, 2)):
        assert not list(find_lies(scores, learner, teacher, GERMAN, among=among))
    found, contacts = cite(Evidence(scores, 0, 1), GERMAN)
    roles = set(found["role"])
    assert roles <= set(ROLES)
    assert roles >= {"need", "covers", "own_need", "profile", "asked"}
    assert set(contacts["role"]) >= {"contact", "taught"}
    for table, contract in ((found, CITED), (contacts, CONTACTS)):
        assert {c.name: c.dtype for c in contract} == {
            name: str(dtype) for name, dtype in table.dtypes.items()
        }


def test_copies_score_as_the_network_does(small: tuple[Path, list[Row]]) -> None:
    """An event that is not theirs leaves the copy of a pair bit-equal to the pair."""
    scores = read(small[0])
    found = measure_removals(scores, 0, 1)
    rows = {removal.row: removal for removal in found.removals}
    stated = scores.profiles.statements
    idle = stated.index[(stated["organisation"] == "hgd:b") & (stated["kind"] == "hg:Need")][0]
    place = rows[int(idle)]
    pair = place.learner, place.teacher
    assert found.scores.score[pair] == scores.score[0, 1]


def test_shares_sum_to_the_score(explanations: dict[tuple[str, str], Explanation]) -> None:
    several = 0
    for found in explanations.values():
        assert found.offers["share"].sum() == pytest.approx(found.score, abs=1e-9)
        assert list(found.offers.columns) == [column.name for column in OFFERS]
        assert (found.offers["share"] > 0).all()
        several += len(found.offers) > 1
    assert several > 10


def test_a_foothold_is_the_own_level_that_helps_most(tmp_path: Path) -> None:
    stated = [need("a", "PM", 4), own("a", "CV", 5), own("a", "DS", 1), offer("b", "PM", 4)]
    profiles = hg.build_profiles(hg.read_workbook(write_network(tmp_path, stated)))
    found = hg.explain_suggestion(hg.suggest_learning(profiles, learner="a", lang="de"))
    assert set(found.parts["foothold_label"].dropna()) == {"Bildverarbeitung"}
    assert np.allclose(found.parts["foothold"].dropna().astype(float), 0.4)
    words = "Die eigene Stufe 5 beim Thema „Bildverarbeitung“ erleichtert den Einstieg"
    assert words in found.to_text()
    assert words in found._repr_html_()


def test_what_is_shown_adds_up(explanations: dict[tuple[str, str], Explanation]) -> None:
    for found in list(explanations.values())[::7]:
        lines = found._shown.write_parts()  # noqa: SLF001 - the lines before they are joined
        numbers = [
            float(line[:8].replace(",", "."))
            for line in lines
            if line[:8].strip() and not line.startswith(" " * 8)
        ]
        assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=1e-9)
