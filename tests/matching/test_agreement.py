"""Sparse equals naive, and the parts add up (section 12, invariants 8 and 9)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_reference import (
    LEVELS,
    World,
    list_contributions,
    measure_score,
    measure_share,
    measure_total,
)
from matching_reference import build_demand as build_naive_demand
from matching_reference import build_kernel as build_naive_kernel
from matching_reference import build_supply as build_naive_supply
from matching_reference import measure_absorption as measure_naive_absorption
from matching_reference import measure_benefit as measure_naive_benefit
from matching_reference import measure_distance_factor as measure_naive_distance_factor
from matching_reference import measure_foothold as measure_naive_foothold
from matching_reference import measure_similarity as measure_naive_similarity
from matching_runs import (
    EXACT,
    atoms_of,
    benefit_of,
    built_share,
    kernel_of,
    score_of,
    similarity_of,
    value_of,
)
from matching_worlds import (
    EXHAUSTIVE,
    draw_factors,
    draw_options,
    draw_world,
    to_dense,
    to_matrices,
    to_stacked,
    to_taxonomy,
)

from hubgraph.matching.benefit import (
    build_demand,
    build_supply,
    measure_absorption,
    measure_foothold,
)
from hubgraph.matching.factors import measure_distance_factor
from hubgraph.matching.options import MatchingOptions

# ---------------------------------------------------------------- 9. sparse = naive


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_demand_and_supply_equal_reference(world: World, options: MatchingOptions) -> None:
    kernel = build_naive_kernel(world.topics, options)
    matrices = to_matrices(world)
    for found, expected in (
        (build_demand(matrices, options=options), build_naive_demand(world, options)),
        (build_supply(matrices, kernel_of(world, options)), build_naive_supply(world, kernel)),
    ):
        assert found.shape == (world.hubs, LEVELS * world.topics.count)
        assert np.abs(found.toarray() - to_stacked(expected, world)).max() < EXACT


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_foothold_and_absorption_equal_reference(world: World, options: MatchingOptions) -> None:
    naive, kernel = build_naive_kernel(world.topics, options), kernel_of(world, options)
    matrices = to_matrices(world)
    shape = (world.hubs, world.topics.count)
    for found, expected in (
        (measure_foothold(matrices.own, kernel), measure_naive_foothold(world, naive)),
        (
            measure_absorption(matrices, kernel, options=options),
            measure_naive_absorption(world, naive, options),
        ),
    ):
        assert found.shape == shape
        assert np.abs(found.toarray() - to_dense(expected, shape)).max() < EXACT


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_benefit_total_and_share_equal_reference(world: World, options: MatchingOptions) -> None:
    kernel = build_naive_kernel(world.topics, options)
    found = benefit_of(world, options)
    assert found.value.toarray() == pytest.approx(
        np.array(measure_naive_benefit(world, kernel, options)), rel=0, abs=EXACT
    )
    assert found.total == pytest.approx(measure_total(world, options), rel=0, abs=EXACT)
    expected = np.array(measure_share(world, kernel, options))
    assert found.share.toarray() == pytest.approx(expected, rel=0, abs=EXACT)
    assert built_share(world, options) == pytest.approx(expected, rel=0, abs=EXACT)


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_similarity_equals_reference_where_known(world: World, options: MatchingOptions) -> None:
    expected = measure_naive_similarity(world, options)
    own = to_matrices(world).own
    found, known = similarity_of(own, to_taxonomy(world.topics), options)
    assert known.tolist() == [expected[hub][hub] is not None for hub in range(world.hubs)]
    for i, row in enumerate(expected):
        for j, value in enumerate(row):
            assert value is None or found[i, j] == pytest.approx(value, rel=0, abs=EXACT)


@given(similarity=st.lists(st.floats(0, 1), min_size=4, max_size=4), options=draw_options())
@EXHAUSTIVE
def test_distance_factor_equals_reference(
    similarity: list[float], options: MatchingOptions
) -> None:
    found = measure_distance_factor(np.array(similarity).reshape(2, 2), options=options)
    expected = [measure_naive_distance_factor(s, options) for s in similarity]
    assert found.ravel() == pytest.approx(expected, rel=0, abs=EXACT)
    assert found.min() >= 0
    assert found.max() <= 1 + EXACT


# ---------------------------------------------------------------- 8. decomposition


@given(world=draw_world(), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_score_equals_reference_and_is_the_sum_of_its_parts(
    world: World, options: MatchingOptions, data: st.DataObject
) -> None:
    distance, novelty = data.draw(draw_factors(world.hubs))
    kernel = build_naive_kernel(world.topics, options)
    share = measure_share(world, kernel, options)
    score = score_of(world, distance, novelty, options)
    for i in range(world.hubs):
        for j in range(world.hubs):
            expected = measure_score(share[i][j], distance[i, j], novelty[i, j], options)
            assert score[i, j] == pytest.approx(expected, rel=0, abs=EXACT)
            parts = sum(list_contributions(world, i, j, kernel, options).values())
            near = share[i][j] * options.distance_weight * (1 - distance[i, j])
            known = share[i][j] * options.novelty_weight * (1 - novelty[i, j])
            assert abs(parts - near - known - score[i, j]) < 1e-9


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_atoms_add_up_to_the_benefit(world: World, options: MatchingOptions) -> None:
    atoms = atoms_of(world, options).sum(axis=(2, 3))
    assert np.abs(atoms - value_of(world, options)).max() < EXACT


# ---------------------------------------------------------------- similarity and distance


@given(world=draw_world(), options=draw_options())
@EXHAUSTIVE
def test_similarity_is_a_cosine(world: World, options: MatchingOptions) -> None:
    own = to_matrices(world).own
    similarity, known = similarity_of(own, to_taxonomy(world.topics), options)
    inner = similarity[np.ix_(known, known)]
    assert np.abs(inner.diagonal() - 1).max(initial=0) < EXACT
    assert np.abs(inner - inner.T).max(initial=0) < EXACT
    assert inner.min(initial=0) >= 0
    assert inner.max(initial=1) <= 1
    assert not inner.size or np.linalg.eigvalsh(inner).min() > -1e-9


@given(options=draw_options())
@EXHAUSTIVE
def test_distance_factor_has_its_only_peak_at_the_optimum(options: MatchingOptions) -> None:
    grid = np.linspace(0, 1, 101)
    factor = measure_distance_factor(grid[None, :], options=options)[0]
    peak = round(options.optimal_similarity * 100)
    assert factor[peak] == pytest.approx(1, abs=EXACT)
    assert factor[0] == factor[-1] == 0
    assert (np.diff(factor[: peak + 1]) > 0).all()
    assert (np.diff(factor[peak:]) < 0).all()
