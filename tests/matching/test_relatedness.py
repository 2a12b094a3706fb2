"""Relatedness and what a teacher opens up (section 5 of the matching specification)."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_reference import Topics, World
from matching_reference import build_kernel as build_naive_kernel
from matching_runs import EXACT, kernel_of
from matching_worlds import EXHAUSTIVE, build_sparse, draw_options, draw_world, to_taxonomy
from scipy.sparse import csr_array
from small_networks import WORKED_EXAMPLE, need, offer, own, write_network

import hubgraph as hg
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.relatedness import (
    find_advantage,
    find_isolated,
    find_openings,
    find_presence,
    measure_added_density,
    measure_complementarity,
    measure_density,
    measure_diversity,
    measure_proximity,
    measure_ubiquity,
)

DRAWN = draw_world(), draw_options()


def presence_of(world: World) -> csr_array:
    """Return the topics each hub has an own level of 3 or more in."""
    cells = {at: 1.0 for at, level in world.own.items() if level >= 3}
    return build_sparse(cells, (world.hubs, world.topics.count))


def naive_proximity(
    kernel: np.ndarray, presence: np.ndarray, options: MatchingOptions
) -> np.ndarray:
    """Return phi of section 5 by loops."""
    n, m = presence.shape
    phi = np.zeros((m, m))
    for t in range(m):
        for s in range(m):
            if t == s:
                continue
            phi[t, s] = (kernel[t, s] + kernel[s, t]) / 2
            most = max(presence[:, t].sum(), presence[:, s].sum())
            if n >= 100 and most > 0:
                together = sum(presence[i, t] * presence[i, s] for i in range(n))
                weight = options.tree_weight
                phi[t, s] = (weight * phi[t, s] + most * (together / most)) / (weight + most)
    return phi


def naive_density(phi: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Return the density of one set of topics by loops, 0 for an isolated topic."""
    m = len(held)
    density = np.zeros(m)
    for t in range(m):
        total = sum(phi[t, s] for s in range(m) if s != t)
        if total > 0:
            density[t] = sum(phi[t, s] * held[s] for s in range(m) if s != t) / total
    return density


@given(world=DRAWN[0], options=DRAWN[1], times=st.sampled_from([1, 100]))
@EXHAUSTIVE
def test_proximity_equals_naive_loops(world: World, options: MatchingOptions, times: int) -> None:
    kernel = kernel_of(world, options)
    presence = csr_array(np.tile(presence_of(world).toarray(), (times, 1)))
    found = measure_proximity(kernel, presence, options=options).toarray()
    expected = naive_proximity(kernel.toarray(), presence.toarray(), options)
    assert np.abs(found - expected).max() < EXACT
    assert (found == found.T).all()
    assert (found.diagonal() == 0).all()
    assert found.min() >= 0
    assert found.max() <= 1


@given(world=DRAWN[0], options=DRAWN[1])
@EXHAUSTIVE
def test_density_and_added_density_are_the_density_of_both(
    world: World, options: MatchingOptions
) -> None:
    presence = presence_of(world)
    proximity = measure_proximity(kernel_of(world, options), presence, options=options)
    phi, held = proximity.toarray(), presence.toarray()
    density = measure_density(presence, proximity).toarray()
    for learner in range(world.hubs):
        assert np.abs(density[learner] - naive_density(phi, held[learner])).max() < EXACT
        for teacher in range(world.hubs):
            added = measure_added_density(presence, proximity, learner, teacher)
            union = naive_density(phi, np.maximum(held[learner], held[teacher]))
            assert np.abs(density[learner] + added - union).max() < EXACT
            assert (density[learner] + added <= 1 + EXACT).all()
            assert added.min() >= 0
    assert (find_isolated(proximity) == (phi.sum(axis=1) == 0)).all()
    assert not density[:, find_isolated(proximity)].any()


@given(world=DRAWN[0], options=DRAWN[1], weighted=st.booleans())
@EXHAUSTIVE
def test_complementarity_equals_naive_loops(
    world: World, options: MatchingOptions, *, weighted: bool
) -> None:
    presence, m = presence_of(world), world.topics.count
    proximity = measure_proximity(kernel_of(world, options), presence, options=options)
    weights = np.arange(1.0, m + 1) if weighted else None
    found = measure_complementarity(presence, proximity, weights=weights)
    held, value = presence.toarray(), np.full(m, 1 / m) if weights is None else weights
    for learner in range(world.hubs):
        for teacher in range(world.hubs):
            added = measure_added_density(presence, proximity, learner, teacher)
            expected = sum(value[t] * added[t] for t in range(m) if not held[learner, t])
            assert found[learner, teacher] == pytest.approx(expected, abs=EXACT * m)
    assert found.min() >= 0
    assert (found.diagonal() == 0).all()
    assert weighted or found.max() <= 1 + EXACT


@given(world=DRAWN[0], options=DRAWN[1], data=st.data())
@EXHAUSTIVE
def test_knowing_more_never_opens_up_less(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    before = presence_of(world)
    proximity = measure_proximity(kernel_of(world, options), before, options=options)
    teacher = data.draw(st.integers(0, world.hubs - 1))
    more = before.toarray()
    more[teacher, data.draw(st.integers(0, world.topics.count - 1))] = 1
    first = measure_complementarity(before, proximity)
    second = measure_complementarity(csr_array(more), proximity)
    others = np.arange(world.hubs) != teacher
    assert (second[others] >= first[others] - EXACT).all()


@given(drawn=st.binary(min_size=24, max_size=24), world=DRAWN[0])
@EXHAUSTIVE
def test_advantage_equals_naive_loops(drawn: bytes, world: World) -> None:
    topics, m = replace(world.topics, exact=frozenset()), world.topics.count
    counts = np.array([byte % 5 * (byte > 80) for byte in drawn], dtype=float)[: 24 // m * m]
    counts = counts.reshape(-1, m)
    held = find_advantage(csr_array(counts), to_taxonomy(topics)).toarray()
    known = [i for i in range(len(counts)) if counts[i].sum() > 0]
    same_branch = MatchingOptions(alpha=1, beta=1, rho=0, tau=1)
    plain = replace(topics, related=frozenset(), close=frozenset())
    kernel = build_naive_kernel(plain, same_branch)
    branches = [sum(1 for s in range(m) if (t, s) in kernel) for t in range(m)]
    padded = {(i, t): counts[i, t] + 1 / branches[t] for i in known for t in range(m)}
    for i in range(len(counts)):
        for t in range(m):
            if counts[i, t] == 0:
                assert held[i, t] == 0
                continue
            share = padded[i, t] / sum(padded[i, s] for s in range(m))
            usual = sum(padded[j, t] for j in known) / sum(padded.values())
            assert held[i, t] == (share / usual >= 1 - 1e-9)


def test_a_single_project_makes_nobody_a_specialist() -> None:
    field = Topics(4, frozenset({(1, 0), (2, 0), (3, 0)}))
    counts = np.array([[0, 0, 0, 1], [0, 5, 5, 90], [0, 5, 0, 0], [0, 0, 0, 0]], dtype=float)
    held = find_advantage(csr_array(counts), to_taxonomy(field)).toarray()
    assert held.tolist() == [[0, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 0, 0]]


def test_numbers_of_topics_and_organisations() -> None:
    presence = csr_array(np.array([[1, 1, 0], [0, 1, 0]]))
    assert measure_diversity(presence).tolist() == [2, 1]
    assert measure_ubiquity(presence).tolist() == [1, 2, 0]


def test_nobody_and_nothing() -> None:
    for shape in ((0, 0), (0, 3), (2, 0)):
        presence = csr_array(shape)
        proximity = measure_proximity(csr_array((shape[1],) * 2), presence)
        assert measure_complementarity(presence, proximity).shape == (shape[0],) * 2
        assert measure_density(presence, proximity).shape == shape


# ---------------------------------------------------------------- openings


def profiles_of(folder: Path, *statements: object) -> Profiles:
    """Return the profiles of a small network."""
    return hg.build_profiles(hg.read_workbook(write_network(folder, statements)))  # type: ignore[arg-type]


def find_topics(profiles: Profiles) -> dict[str, int]:
    """Return the row of each topic by the last part of its identifier."""
    return {topic.rpartition("/")[2]: row for row, topic in enumerate(profiles.topics.index)}


def test_b_opens_data_for_a_in_the_worked_example(tmp_path: Path) -> None:
    profiles = profiles_of(tmp_path, *WORKED_EXAMPLE)
    topics = find_topics(profiles)
    presence = find_presence(profiles)
    proximity = measure_proximity(build_kernel(profiles.taxonomy), presence).toarray()
    assert proximity[topics["Data"], topics["DS"]] == pytest.approx(0.65)
    assert np.count_nonzero(proximity[topics["Data"]]) == 1
    found = [o for o in find_openings(profiles, 0) if o.topic == topics["Data"]]
    assert [(o.learner, o.teacher) for o in found] == [(0, 1)]
    assert (found[0].added, found[0].density) == (pytest.approx(1), 0)
    assert found[0].through == (topics["DS"],)
    assert found[0].statements == ("hgd:own_level-b-DS",)


def test_presence_rests_on_stated_levels_only(tmp_path: Path) -> None:
    said = (own("a", "PM", 3), own("a", "CV", 2), own("b", "DS", 1), own("b", "PM"))
    said += (offer("a", "CV", 5), offer("a", "DS", 3), offer("a", "AI"), offer("b", "PM", 2))
    profiles = profiles_of(tmp_path, *said, offer("b", "CV", 4), own("c", "AI", 0))
    topics = find_topics(profiles)
    held = find_presence(profiles).toarray()
    expected = np.zeros_like(held)
    expected[0, [topics["PM"], topics["DS"]]] = expected[1, topics["CV"]] = 1
    assert held.tolist() == expected.tolist()


def test_openings_are_topics_nobody_asked_for(tmp_path: Path) -> None:
    said = (own("b", "PM", 4), own("b", "CV", 4), own("c", "DS", 5), own("a", "Data", 1))
    asked = profiles_of(tmp_path / "asked", *said, need("a", "AI", 3), offer("a", "CV"))
    free = profiles_of(tmp_path / "free", *said)
    topics = find_topics(free)
    assert {o.topic for o in find_openings(asked, 0)} == {
        topics["Data"],
        topics["PM"],
        topics["DS"],
    }
    assert {o.topic for o in find_openings(free, 0)} == set(topics.values()) - {topics["Root"]}


def test_openings_are_sorted_complete_and_add_up(tmp_path: Path) -> None:
    said = (own("a", "CV", 3), own("b", "PM", 4), own("b", "DS", 4), own("c", "DS", 5))
    profiles = profiles_of(tmp_path, *said)
    presence = find_presence(profiles)
    proximity = measure_proximity(build_kernel(profiles.taxonomy), presence)
    density = measure_density(presence, proximity).toarray()
    for learner in range(3):
        found = find_openings(profiles, learner)
        keys = [(-round(o.added, 9), o.teacher, o.topic) for o in found]
        assert keys == sorted(keys)
        expected = {}
        for teacher in range(3):
            added = measure_added_density(presence, proximity, learner, teacher)
            for topic in np.flatnonzero((added > 0) & (presence.toarray()[learner] == 0)):
                expected[teacher, int(topic)] = added[topic]
        assert {(o.teacher, o.topic): o.added for o in found} == pytest.approx(expected)
        assert expected
        assert all(o.density == pytest.approx(density[learner, o.topic]) for o in found)
        assert all(len(o.through) == len(o.statements) > 0 for o in found)
