"""The taxonomy kernel K (section 2.2 of the matching specification) and information content."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching_reference import Topics
from matching_reference import build_kernel as build_naive_kernel
from matching_reference import measure_information_content as measure_naive_content
from matching_runs import kernel_of_topics
from matching_worlds import (
    EXHAUSTIVE,
    draw_options,
    draw_topics,
    permute_taxonomy,
    to_dense,
    to_taxonomy,
)

from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.options import MatchingOptions

ROOT, FIELD, TOPIC, SIBLING, CHILD, GRANDCHILD, NEPHEW, UNCLE, FRIEND, GRANDFIELD = range(10)
FAMILY = Topics(
    count=10,
    broader=frozenset(
        {
            (GRANDFIELD, ROOT),
            (FIELD, GRANDFIELD),
            (UNCLE, GRANDFIELD),
            (TOPIC, FIELD),
            (SIBLING, FIELD),
            (CHILD, TOPIC),
            (GRANDCHILD, CHILD),
            (NEPHEW, SIBLING),
            (FRIEND, ROOT),
        }
    ),
    related=frozenset({(TOPIC, FRIEND)}),
    excluded=frozenset({ROOT}),
)


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        (TOPIC, 1.0),
        (CHILD, 0.8),
        (GRANDCHILD, 0.64),
        (FIELD, 0.5),
        (SIBLING, 0.4),
        (NEPHEW, 0.32),
        (FRIEND, 0.5),
        (UNCLE, 0.0),
        (GRANDFIELD, 0.0),
        (ROOT, 0.0),
    ],
)
def test_kernel_has_the_documented_value_per_kinship(offer: int, expected: float) -> None:
    assert kernel_of_topics(FAMILY)[TOPIC, offer] == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(("offer", "expected"), [(UNCLE, 0.2), (GRANDFIELD, 0.25)])
def test_uncle_and_grandparent_are_cut_by_tau_only(offer: int, expected: float) -> None:
    kernel = kernel_of_topics(FAMILY, MatchingOptions(tau=0.2))
    assert kernel[TOPIC, offer] == pytest.approx(expected, abs=1e-15)


def test_value_equal_to_tau_survives_rounding() -> None:
    assert 0.7 * 0.7 < 0.49
    kernel = kernel_of_topics(FAMILY, MatchingOptions(alpha=0.7, tau=0.49))
    assert kernel[TOPIC, GRANDFIELD] == pytest.approx(0.49)
    assert kernel[TOPIC, NEPHEW] == 0


def test_cut_values_are_not_stored() -> None:
    kernel = build_kernel(to_taxonomy(FAMILY), options=MatchingOptions())
    assert kernel.nnz == np.count_nonzero(kernel.toarray())


def test_kernel_is_directed() -> None:
    kernel = kernel_of_topics(FAMILY)
    assert kernel[TOPIC, CHILD] == pytest.approx(0.8)
    assert kernel[CHILD, TOPIC] == pytest.approx(0.5)


def test_related_counts_in_both_directions_and_is_not_chained() -> None:
    kernel = kernel_of_topics(FAMILY, MatchingOptions(tau=0.1))
    assert kernel[FRIEND, TOPIC] == kernel[TOPIC, FRIEND] == pytest.approx(0.5)
    assert kernel[FRIEND, CHILD] == kernel[CHILD, FRIEND] == kernel[FRIEND, FIELD] == 0


def test_best_path_wins_where_a_topic_has_two_parents() -> None:
    near, far, common, low, middle = range(5)
    edges = {(near, common), (low, far), (low, middle), (middle, near), (far, common)}
    topics = Topics(5, frozenset({*edges, (low, near)}))
    kernel = kernel_of_topics(topics, MatchingOptions(tau=0.1))
    assert kernel[near, low] == pytest.approx(0.8)
    assert kernel[far, low] == pytest.approx(0.8)
    assert kernel[low, near] == pytest.approx(0.5)
    assert kernel[low, common] == pytest.approx(0.25)
    assert kernel[common, low] == pytest.approx(0.64)
    assert kernel[far, near] == pytest.approx(0.4)


def test_related_wins_over_a_weaker_path_and_loses_to_a_stronger_one() -> None:
    kernel = kernel_of_topics(Topics(3, frozenset({(1, 0), (2, 0)}), frozenset({(1, 2), (0, 1)})))
    assert kernel[1, 2] == pytest.approx(0.5)
    assert kernel[0, 1] == pytest.approx(0.8)
    assert kernel[1, 0] == pytest.approx(0.5)


def test_top_concept_matches_itself_only() -> None:
    kernel = kernel_of_topics(FAMILY, MatchingOptions(tau=0.1))
    alone = np.zeros(FAMILY.count)
    alone[ROOT] = 1
    assert kernel[ROOT].tolist() == alone.tolist()
    assert kernel[:, ROOT].tolist() == alone.tolist()


def test_topics_below_an_excluded_topic_only_do_not_meet() -> None:
    edges = frozenset({(1, 0), (2, 0)})
    options = MatchingOptions(tau=0.1)
    assert kernel_of_topics(Topics(3, edges), options)[1, 2] == pytest.approx(0.4)
    kernel = kernel_of_topics(Topics(3, edges, excluded=frozenset({0})), options)
    assert kernel.tolist() == np.eye(3).tolist()


def test_cycles_are_well_defined() -> None:
    ring = Topics(3, frozenset({(0, 1), (1, 2), (2, 0), (1, 1)}))
    kernel = kernel_of_topics(ring, MatchingOptions(tau=0.1))
    # One step up is 0.5, two steps up 0.25; one step down 0.8 beats both, two steps down 0.64.
    expected = [[1, 0.64, 0.8], [0.8, 1, 0.64], [0.64, 0.8, 1]]
    assert np.abs(kernel - expected).max() < 1e-15


@pytest.mark.parametrize("count", [0, 1])
def test_tiny_taxonomies(count: int) -> None:
    kernel = build_kernel(to_taxonomy(Topics(count)), options=MatchingOptions())
    assert kernel.shape == (count, count)
    assert kernel.toarray().tolist() == np.eye(count).tolist()


@given(topics=draw_topics(cyclic=True), options=draw_options())
@EXHAUSTIVE
def test_kernel_equals_naive_graph_search(topics: Topics, options: MatchingOptions) -> None:
    expected = to_dense(build_naive_kernel(topics, options), (topics.count, topics.count))
    assert np.abs(kernel_of_topics(topics, options) - expected).max() < 1e-15


@given(topics=draw_topics(cyclic=True), options=draw_options())
@EXHAUSTIVE
def test_kernel_is_between_0_and_1_with_unit_diagonal(
    topics: Topics, options: MatchingOptions
) -> None:
    kernel = kernel_of_topics(topics, options)
    assert kernel.min() >= 0
    assert kernel.max() <= 1
    assert (kernel.diagonal() == 1).all()
    stored = build_kernel(to_taxonomy(topics), options=options).data
    assert (stored >= options.tau - 1e-9).all()


@given(topics=draw_topics(cyclic=True), options=draw_options(), lower=st.sampled_from([0.1, 0.2]))
@EXHAUSTIVE
def test_lower_tau_only_adds_entries(
    topics: Topics, options: MatchingOptions, lower: float
) -> None:
    kernel = kernel_of_topics(topics, options)
    wider = kernel_of_topics(topics, replace(options, tau=lower))
    assert (wider[kernel > 0] == kernel[kernel > 0]).all()
    assert (wider >= kernel).all()


@given(topics=draw_topics(cyclic=True), options=draw_options(), data=st.data())
@EXHAUSTIVE
def test_kernel_does_not_depend_on_the_order_of_topics(
    topics: Topics, options: MatchingOptions, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(topics.count)))
    kernel = kernel_of_topics(topics, options)
    moved = kernel_of_topics(permute_taxonomy(topics, order), options)
    assert np.abs(moved[np.ix_(order, order)] - kernel).max() < 1e-15


@given(topics=draw_topics(cyclic=True), options=draw_options())
@EXHAUSTIVE
def test_kernel_is_symmetric_if_alpha_equals_beta(topics: Topics, options: MatchingOptions) -> None:
    kernel = kernel_of_topics(topics, replace(options, beta=options.alpha))
    assert np.abs(kernel - kernel.T).max() < 1e-15


def test_lin_by_hand() -> None:
    # 0 > {1 > {3, 4}, 2}: content log(4/2) of 1, log 4 of every leaf; nothing meets but in 1.
    tree = Topics(5, frozenset({(1, 0), (2, 0), (3, 1), (4, 1)}))
    kernel = kernel_of_topics(tree, MatchingOptions(kernel="lin"))
    expected = np.eye(5)
    expected[3, 4] = expected[4, 3] = 1 / 2
    expected[1, [3, 4]] = expected[[3, 4], 1] = 2 / 3
    assert np.abs(kernel - expected).max() < 1e-15


@given(topics=draw_topics(cyclic=True), options=draw_options())
@EXHAUSTIVE
def test_lin_is_symmetric_and_needs_no_steps(topics: Topics, options: MatchingOptions) -> None:
    lin = replace(options, kernel="lin")
    kernel = kernel_of_topics(topics, lin)
    assert (kernel == kernel.T).all()
    assert (kernel == kernel_of_topics(topics, replace(lin, alpha=0.9, beta=0.1))).all()


def test_information_content_of_a_small_tree_by_hand() -> None:
    # 0 > {1 > {3, 4}, 2}: three leaves; 1 has two of them and two subsumers.
    tree = Topics(5, frozenset({(1, 0), (2, 0), (3, 1), (4, 1)}))
    expected = [0.0, math.log(4 / 2), math.log(4), math.log(4), math.log(4)]
    assert to_taxonomy(tree).content == pytest.approx(expected, abs=1e-15)


def test_information_content_counts_every_leaf_and_subsumer_once() -> None:
    # A diamond 0 > {1, 2} > 3: one leaf; topics 1 and 2 have two subsumers each.
    diamond = Topics(4, frozenset({(1, 0), (2, 0), (3, 1), (3, 2)}))
    expected = [0.0, math.log(2 / 1.5), math.log(2 / 1.5), math.log(2)]
    assert to_taxonomy(diamond).content == pytest.approx(expected, abs=1e-15)


@given(topics=draw_topics())
@EXHAUSTIVE
def test_information_content_equals_naive_count(topics: Topics) -> None:
    content = to_taxonomy(topics).content
    assert content.shape == (topics.count,)
    assert (content >= 0).all()
    assert content == pytest.approx(measure_naive_content(topics), abs=1e-12)


@given(topics=draw_topics())
@EXHAUSTIVE
def test_information_content_never_falls_downwards(topics: Topics) -> None:
    content = to_taxonomy(topics).content
    assert all(content[narrow] >= content[broad] - 1e-12 for narrow, broad in topics.broader)
