"""Topics of several schemes: what their mappings do to the kernel and to the ways shown."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from matching_reference import Topics, are_linked, compare, list_same
from matching_reference import build_kernel as build_naive_kernel
from matching_runs import kernel_of_topics
from matching_worlds import EXHAUSTIVE, draw_options, draw_topics, to_taxonomy
from rdflib import Graph

import hubgraph as hg
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.paths import TopicPath, find_topic_path
from hubgraph.matching.taxonomy import build_taxonomy

AI, ROBOTICS, MACHINES, OTHER_AI, OTHER_FIELD, OTHER_PART = range(6)
TWO_SCHEMES = frozenset(
    {(AI, MACHINES), (ROBOTICS, AI), (OTHER_AI, OTHER_FIELD), (OTHER_PART, OTHER_AI)}
)


@pytest.mark.parametrize(("kind", "kept"), [("exact", 1.0), ("close", 0.9)])
def test_matching_topics_share_their_neighbourhood(kind: str, kept: float) -> None:
    matched = replace(Topics(6, TWO_SCHEMES), **{kind: frozenset({(AI, OTHER_AI)})})
    kernel = kernel_of_topics(matched, MatchingOptions(tau=0.1))
    assert kernel[AI, OTHER_AI] == kernel[OTHER_AI, AI] == kept
    assert kernel[AI, OTHER_PART] == kernel[OTHER_AI, ROBOTICS] == pytest.approx(0.8 * kept)
    assert kernel[AI, OTHER_FIELD] == pytest.approx(0.5 * kept)
    assert kernel[ROBOTICS, OTHER_PART] == pytest.approx(0.4 * kept)
    assert kernel[MACHINES, OTHER_PART] == pytest.approx(0.64 * kept)


def test_exact_matches_add_up_and_close_ones_do_not() -> None:
    pairs = frozenset({(0, 1), (1, 2)})
    options = MatchingOptions(tau=0.1)
    assert kernel_of_topics(Topics(3, exact=pairs), options).tolist() == np.ones((3, 3)).tolist()
    kernel = kernel_of_topics(Topics(3, close=pairs), options)
    assert kernel[0].tolist() == [1.0, 0.9, 0.0]


def test_a_topic_that_matches_an_excluded_one_exactly_is_excluded_too() -> None:
    matched = Topics(4, frozenset({(1, 0), (2, 0)}), excluded=frozenset({3}))
    options = MatchingOptions(tau=0.1)
    assert kernel_of_topics(matched, options)[1, 2] == pytest.approx(0.4)
    kernel = kernel_of_topics(replace(matched, exact=frozenset({(0, 3)})), options)
    assert kernel[1, 2] == 0
    assert kernel[0, 3] == kernel[3, 0] == 1


def test_content_of_matching_topics_is_one() -> None:
    split = Topics(4, frozenset({(1, 0), (3, 2)}), exact=frozenset({(0, 2)}))
    content = to_taxonomy(split).content
    assert content == pytest.approx([0, math.log(3), 0, math.log(3)], abs=1e-15)


@given(topics=draw_topics(cyclic=True), options=draw_options())
@EXHAUSTIVE
def test_the_way_shown_gives_the_value_of_the_kernel(
    topics: Topics, options: MatchingOptions
) -> None:
    taxonomy, kernel = to_taxonomy(topics), build_naive_kernel(topics, options)
    for need, offer in itertools.product(range(topics.count), repeat=2):
        path = find_topic_path(taxonomy, need, offer, options=options)
        assert (path is not None) == (kernel.get((need, offer), 0) > 0)
        if path:
            assert (path.topics[0], path.topics[-1]) == (need, offer)
            assert weigh(topics, path, options) == pytest.approx(kernel[need, offer], abs=1e-12)


def weigh(topics: Topics, path: TopicPath, options: MatchingOptions) -> float:
    """Return what a way is worth by its own links: the best of all topics it could turn at."""
    ends, same = (path.topics[0], path.topics[-1]), list_same(topics)
    if path.relation == "same":
        assert ends[1] in same[ends[0]]
        return 1.0
    found = []
    if path.relation == "related":
        for links, value in ((topics.related, options.rho), (topics.close, 0.9)):
            pairs = itertools.product(same[ends[0]], same[ends[1]])
            found += [value for one, other in pairs if are_linked(one, other, links)]
    for turn, a in enumerate(path.topics):
        if not same[a] & topics.excluded:
            rising = climb(topics, path.topics[: turn + 1])
            falling = climb(topics, path.topics[turn:][::-1])
            for (up, hops), (down, others) in itertools.product(rising, falling):
                if hops + others <= 1:
                    steps = {(ends[0], a): up}, {(ends[1], a): down}
                    met = compare(topics, options, (*ends, a), *steps)
                    found.append(met * (0.9 if hops + others else 1.0))
    return max(found)


def climb(topics: Topics, way: tuple[int, ...]) -> set[tuple[int, int]]:
    """Return the broader steps and close matches a way up can be made of; none if of none."""
    found = {(0, 0)}
    for below, above in itertools.pairwise(way):
        kinds = [(0, 0)] * are_linked(below, above, topics.exact)
        kinds += [(1, 0)] * ((below, above) in topics.broader)
        kinds += [(0, 1)] * are_linked(below, above, topics.close)
        found = {(up + u, hops + h) for up, hops in found for u, h in kinds}
    return found


def test_ways_across_schemes_are_named() -> None:
    exact = to_taxonomy(Topics(6, TWO_SCHEMES, exact=frozenset({(AI, OTHER_AI)})))
    ways = {
        (AI, OTHER_AI): TopicPath((AI, OTHER_AI), "same"),
        (AI, OTHER_PART): TopicPath((AI, OTHER_AI, OTHER_PART), "narrower"),
        (OTHER_PART, AI): TopicPath((OTHER_PART, OTHER_AI, AI), "broader"),
        (ROBOTICS, OTHER_PART): TopicPath((ROBOTICS, AI, OTHER_AI, OTHER_PART), "sibling"),
        (AI, OTHER_FIELD): TopicPath((AI, OTHER_AI, OTHER_FIELD), "broader"),
    }
    assert {ends: find_topic_path(exact, *ends) for ends in ways} == ways
    close = to_taxonomy(Topics(6, TWO_SCHEMES, close=frozenset({(AI, OTHER_AI)})))
    assert find_topic_path(close, AI, OTHER_AI) == TopicPath((AI, OTHER_AI), "related")


def test_the_way_of_lin_leads_through_what_says_most() -> None:
    # 4 and 5 meet in 1 (three leaves below) and in 2 (two leaves below): 2 says more.
    edges = frozenset({(1, 0), (2, 0), (4, 1), (5, 1), (6, 1), (4, 2), (5, 2)})
    taxonomy, lin = to_taxonomy(Topics(7, edges)), MatchingOptions(kernel="lin", tau=0.1)
    assert find_topic_path(taxonomy, 4, 5, options=lin) == TopicPath((4, 2, 5), "sibling")
    assert find_topic_path(taxonomy, 4, 5) == TopicPath((4, 1, 5), "sibling")


def test_only_mappings_between_loaded_topics_are_read() -> None:
    text = """
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix t: <urn:t:> .
    t:a a skos:Concept ; skos:inScheme t:one ; skos:exactMatch t:x , t:elsewhere .
    t:b a skos:Concept ; skos:inScheme t:one ; skos:closeMatch t:y ; skos:narrowMatch t:x .
    t:x a skos:Concept ; skos:inScheme t:two .
    t:y a skos:Concept ; skos:inScheme t:two ; skos:broadMatch t:a ; skos:exactMatch t:nowhere .
    """
    graph = Graph().parse(data=text, format="turtle")
    links = hg.query(graph, "topic-links")
    found = {
        tuple(cell.rpartition(":")[2] for cell in row) for row in links.itertuples(index=False)
    }
    assert found == {
        *(("a", "exactMatch", "x"), ("x", "exactMatch", "a")),
        *(("b", "closeMatch", "y"), ("y", "closeMatch", "b")),
        *(("x", "broadMatch", "b"), ("y", "broadMatch", "a")),
    }
    taxonomy = build_taxonomy(hg.query(graph, "topics").set_index("topic").sort_index(), links)
    assert taxonomy.same.tolist() == [0, 1, 0, 3]
    kernel = build_kernel(taxonomy, options=MatchingOptions(tau=0.1)).toarray()
    assert kernel[1, 0] == pytest.approx(0.8)
    assert kernel[0, 3] == kernel[2, 3] == pytest.approx(0.8)
    assert kernel[1, 3] == 0.9
