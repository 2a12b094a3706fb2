"""Planted worlds: the hidden teacher comes first wherever the truth is unambiguous."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from planted import measure_recall
from planted_profiles import to_profiles

import hubgraph as hg
from hubgraph.errors import OptionError
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.scores import Scores, measure_scores, rank_teachers
from hubgraph.synthetic.planted import KINDS, UNKNOWN, PlantedWorld, Planting, plant_world
from hubgraph.synthetic.planted_tables import name_organisation, name_topic, write_planted
from hubgraph.vocabulary import compact_iri

WORLDS = [
    Planting(
        organisations=2 + seed * 7 % 40,
        topics=10 + seed * 11 % 70,
        offers=seed % 12,
        branching=2 + seed % 6,
        gap=1 + seed % 3,
        seed=seed,
    )
    for seed in range(120)
]


def find_lost(scores: Scores, world: PlantedWorld) -> list[int]:
    """Learners whose hidden teacher is not alone in the first place."""
    ranks = {int(learner): rank_teachers(scores, int(learner))[:2] for learner, _, _ in world.truth}
    return [
        int(learner)
        for learner, _, teacher in world.truth
        if ranks[int(learner)][:1] != [(1, teacher)] or ranks[int(learner)][1:] == [(1, teacher)]
    ]


@pytest.mark.parametrize(
    "options", [MatchingOptions(), MatchingOptions(kernel="lin", distance_weight=0)]
)
def test_hidden_teacher_always_comes_first_alone(options: MatchingOptions) -> None:
    needs = 0
    for planting in WORLDS:
        world = plant_world(planting)
        scores = measure_scores(to_profiles(world), options=options)
        assert find_lost(scores, world) == [], planting
        needs += len(world.truth)
    assert needs > 2000


def test_recall_draws_lots_between_equal_scores() -> None:
    world = plant_world(Planting(organisations=3, topics=10))
    world = replace(world, truth=np.array([[0, 1, 1], [1, 1, 2], [2, 1, 0]]))
    score = np.array([[9, 2, 1], [4, 9, 4], [0.5, 0.7, 9]])
    assert measure_recall(world, score) == pytest.approx((1 + 0.5 + 0) / 3)
    assert measure_recall(world, np.zeros((3, 3))) == pytest.approx(0.5)


@pytest.mark.parametrize("harm", [{"noise": 30}, {"deletions": 1.0}, {"missing_levels": 1.0}])
def test_every_harm_does_harm(harm: dict[str, float]) -> None:
    planting = replace(Planting(organisations=40, seed=3), **harm)  # type: ignore[arg-type]
    world = plant_world(planting)
    assert find_lost(measure_scores(to_profiles(world)), world)


def test_world_is_as_documented() -> None:
    for planting in WORLDS:
        world = plant_world(planting)
        cells = zip(world.kind, world.organisation, world.topic, world.level, strict=True)
        stated = {(KINDS[k], int(o), int(t)): int(level) for k, o, t, level in cells}
        assert len(stated) == len(world.kind)
        assert [int(learner) for learner, _, _ in world.truth] == [*range(planting.organisations)]
        for learner, topic, teacher in world.truth.tolist():
            own, target = stated["own_level", learner, topic], stated["need", learner, topic]
            assert 1 <= target - own <= planting.gap
            assert stated["offer", teacher, topic] >= target
            others = set(range(planting.organisations)) - {teacher}
            assert all(stated.get(("offer", each, topic), 0) <= own for each in others)
            assert teacher != learner
        assert (world.broader[:, 1] < world.broader[:, 0]).all()
        assert not set(world.related.ravel().tolist()) & set(world.broader[:, 1].tolist())


def test_harm_is_done_in_the_share_that_was_asked_for() -> None:
    planting = Planting(organisations=2000, topics=100, seed=1)
    whole, fewer = (plant_world(replace(planting, deletions=share)) for share in (0.0, 0.3))
    offers = [(world.kind == 0).sum() for world in (whole, fewer)]
    assert offers[1] / offers[0] == pytest.approx(0.7, abs=0.02)
    blank = plant_world(replace(planting, missing_levels=0.4))
    assert (blank.level == UNKNOWN).mean() == pytest.approx(0.4, abs=0.02)
    noisy = plant_world(replace(planting, noise=2))
    assert 1.8 < ((noisy.kind == 0).sum() - offers[0]) / 2000 <= 2


def test_usual_topics_are_used_more() -> None:
    world = plant_world(Planting(organisations=5000, topics=200, seed=1))
    uses = np.sort(np.bincount(world.topic[world.kind == 0], minlength=200))[::-1]
    assert uses[0] > 5 * uses[20] > 5 * uses[150] > 0


def test_same_seed_gives_the_same_world_and_another_one_does_not(tmp_path: Path) -> None:
    first, second, other = (
        write_planted(tmp_path / name, plant_world(Planting(seed=seed)))
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    for path in sorted(first.iterdir()):
        assert path.read_bytes() == (second / path.name).read_bytes()
    assert (first / "statements.csv").read_bytes() != (other / "statements.csv").read_bytes()
    assert (
        sha256(first.joinpath("statements.csv").read_bytes()).hexdigest()[:16] == "87d13f1a708a8211"
    )


def test_the_tables_give_the_same_scores_as_the_short_way(tmp_path: Path) -> None:
    planting = Planting(organisations=9, topics=30, missing_levels=0.2, noise=2, seed=5)
    world = plant_world(planting)
    graph = hg.read_workbook(write_planted(tmp_path / "world", world))
    assert "violation" not in set(hg.check_graph(graph).table["severity"])
    read, short = hg.build_profiles(graph), to_profiles(world)
    assert len(read.statements) == len(short.statements) == len(world.kind)
    slow, fast = measure_scores(read), measure_scores(short)
    members = [f"hgd:{name_organisation(number)}" for number in range(9)]
    rows = read.organisations.index.get_indexer(members)
    assert sorted(rows) == [*range(9)]
    for name in ("score", "low", "high"):
        far = getattr(slow, name).toarray()[np.ix_(rows, rows)]
        assert np.abs(far - getattr(fast, name).toarray()).max() < 1e-12
    topics = [compact_iri(name_topic(number)) for number in range(30)]
    assert sorted(read.topics.index) == sorted(topics)


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisations": 1},
        {"topics": 9},
        {"branching": 1},
        {"gap": 0},
        {"gap": 4},
        {"noise": -1},
        {"offers": -1},
        {"deletions": 1.1},
        {"missing_levels": -0.1},
        {"second_parents": 2.0},
        {"related": -1.0},
    ],
)
def test_planting_outside_its_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(OptionError, match=next(iter(wrong))):
        Planting(**wrong)  # type: ignore[arg-type]
