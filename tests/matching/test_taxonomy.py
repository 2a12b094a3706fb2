"""Circles of broader topics, versions of a taxonomy, and a kernel computed once."""

from dataclasses import replace

import pytest
from hypothesis import given
from matching_reference import Topics, count_steps_up, list_same
from matching_worlds import EXHAUSTIVE, draw_topics, to_taxonomy
from scipy.sparse import csr_array

from hubgraph.matching import kernel as home
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.taxonomy import Taxonomy

FIELD, TOPIC, PART, FRIEND = range(4)
FAMILY = Topics(4, frozenset({(TOPIC, FIELD), (PART, TOPIC)}), frozenset({(TOPIC, FRIEND)}))


def test_circles_are_listed_and_harmless() -> None:
    rings = Topics(6, frozenset({(0, 1), (1, 0), (2, 2), (3, 4)}), exact=frozenset({(4, 5)}))
    assert to_taxonomy(rings).cycles == (("t00", "t01"), ("t02",))
    closed = replace(rings, broader=frozenset({(3, 4), (5, 3)}))
    assert to_taxonomy(closed).cycles == (("t03", "t04", "t05"),)
    assert to_taxonomy(FAMILY).cycles == to_taxonomy(Topics(0)).cycles == ()


@given(topics=draw_topics(cyclic=True))
@EXHAUSTIVE
def test_topics_in_a_circle_stand_above_themselves(topics: Topics) -> None:
    up = count_steps_up(topics)
    same = list_same(topics)
    in_circle = {
        f"t{topic:02d}"
        for topic in range(topics.count)
        for t, p in topics.broader
        if t in same[topic] and (p, topic) in up
    }
    assert {topic for circle in to_taxonomy(topics).cycles for topic in circle} == in_circle


def test_kernel_of_one_taxonomy_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[MatchingOptions] = []

    def compare(taxonomy: Taxonomy, options: MatchingOptions) -> csr_array:
        computed.append(options)
        return csr_array((len(taxonomy.topics),) * 2)

    home.measure_kernel.cache_clear()
    monkeypatch.setattr(home, "_compare_steps", compare)
    monkeypatch.setattr(home, "_compare_content", compare)
    first = build_kernel(to_taxonomy(FAMILY))
    for same in (MatchingOptions(gamma=0.5, decay=0.1), MatchingOptions(tree_weight=1)):
        assert build_kernel(to_taxonomy(FAMILY), options=same) is first
    assert len(computed) == 1
    lin = build_kernel(to_taxonomy(FAMILY), options=MatchingOptions(kernel="lin"))
    assert build_kernel(to_taxonomy(FAMILY), options=MatchingOptions(kernel="lin", alpha=0)) is lin
    assert len(computed) == 2
    build_kernel(to_taxonomy(FAMILY), options=MatchingOptions(alpha=0.4))
    build_kernel(to_taxonomy(replace(FAMILY, related=frozenset())))
    assert len(computed) == 4
    for alpha in range(100):
        build_kernel(to_taxonomy(FAMILY), options=MatchingOptions(alpha=alpha / 100))
    assert home.measure_kernel.cache_info().currsize < 20
    home.measure_kernel.cache_clear()


def test_kernel_cannot_be_written_to() -> None:
    kernel = build_kernel(to_taxonomy(FAMILY))
    with pytest.raises(ValueError, match="read-only"):
        kernel.data[0] = 2


@pytest.mark.parametrize("change", ["broader", "related", "excluded", "exact", "close"])
def test_version_changes_with_every_kind_of_link(change: str) -> None:
    links = frozenset({PART}) if change == "excluded" else frozenset({(PART, FRIEND)})
    other = to_taxonomy(replace(FAMILY, **{change: links}))  # type: ignore[arg-type]
    assert to_taxonomy(FAMILY) == to_taxonomy(FAMILY)
    assert other != to_taxonomy(FAMILY)
    assert other.version != to_taxonomy(FAMILY).version
