"""The way through the topics that gives the kernel its value, for explanations."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush

from scipy.sparse import csr_array

from hubgraph.matching.kernel import CLOSE, passes
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.taxonomy import Taxonomy


@dataclass(frozen=True)
class TopicPath:
    """Best way from a need's topic to an offer's topic.

    `topics` are positions in the taxonomy, need first, offer last. `relation` is 'same' (an
    exact match too), 'narrower' (the offer is a part of the need), 'broader', 'sibling' or
    'related' (a close match too).
    """

    topics: tuple[int, ...]
    relation: str


@dataclass(frozen=True, order=True)
class _Way:
    """Way up from a topic: its broader steps, close matches (at most one) and topics."""

    steps: int
    length: int
    topics: tuple[int, ...]
    hops: int = 0


@lru_cache(maxsize=4096)
def find_topic_path(
    taxonomy: Taxonomy, need: int, offer: int, *, options: MatchingOptions = MatchingOptions()
) -> TopicPath | None:
    """Way through the topics that gives the kernel its value, None where the kernel is 0.

    Kernel 'lin': the way through the common ancestor with the most information content. Of
    equal ways the shortest counts, then the one with the smallest positions.
    """
    from_need, from_offer = (_list_ways(taxonomy, topic) for topic in (need, offer))
    if taxonomy.same[need] == taxonomy.same[offer]:
        return TopicPath(from_need[offer, 0].topics, "same")
    found = [
        (-_measure(taxonomy, up, down, options), up.steps + down.steps, joined, _name(up, down))
        for up, down in _list_meetings(taxonomy, from_need, from_offer)
        for joined in [(*up.topics, *reversed(down.topics[:-1]))]
    ]
    direct = ((taxonomy.all_related, options.rho), (taxonomy.all_close, CLOSE))
    found += [(-value, 2, (need, offer), "related") for m, value in direct if m[need, offer]]
    value, _, topics, relation = min(found, default=(0.0, 0, (), ""))
    return TopicPath(topics, relation) if value and passes(-value, options) else None


def _list_meetings(
    taxonomy: Taxonomy,
    from_need: dict[tuple[int, int], _Way],
    from_offer: dict[tuple[int, int], _Way],
) -> Iterator[tuple[_Way, _Way]]:
    """Ways from both sides up to one topic that may serve, with one close match at most."""
    for (topic, hops), up in from_need.items():
        for others in range(2 - hops):
            down = from_offer.get((topic, others))
            if down and not taxonomy.barred[taxonomy.same[topic]]:
                yield up, down


def _measure(taxonomy: Taxonomy, up: _Way, down: _Way, options: MatchingOptions) -> float:
    """What the kernel gives for this way, 0 to 1."""
    kept = CLOSE if up.hops or down.hops else 1.0
    if options.kernel == "paths":
        return options.alpha**up.steps * options.beta**down.steps * kept
    ends = taxonomy.content[[up.topics[0], down.topics[0]]]
    shared = min(taxonomy.content[up.topics[-1]], *ends)
    return float(kept * 2 * shared / ends.sum()) if ends.sum() > 0 else 0.0


def _name(up: _Way, down: _Way) -> str:
    """Relation of the offer to the need by the broader steps on both sides."""
    names = {(False, True): "narrower", (True, False): "broader", (True, True): "sibling"}
    return names.get((up.steps > 0, down.steps > 0), "related")


def _list_ways(taxonomy: Taxonomy, topic: int) -> dict[tuple[int, int], _Way]:
    """Shortest way from a topic up to each topic, by (topic, close matches); itself included.

    Matches are no steps.
    """
    ways: dict[tuple[int, int], _Way] = {}
    open_ways = [_Way(0, 1, (topic,))]
    links = ((taxonomy.broader, 1, 0), (taxonomy.exact, 0, 0), (taxonomy.close, 0, 1))
    while open_ways:
        way = heappop(open_ways)
        here = way.topics[-1]
        if (here, way.hops) in ways:
            continue
        ways[here, way.hops] = way
        for matrix, step, hop in links:
            if way.hops + hop <= 1:
                for above in _list_links(matrix, here):
                    topics = (*way.topics, above)
                    further = _Way(way.steps + step, len(topics), topics, way.hops + hop)
                    heappush(open_ways, further)
    return ways


def _list_links(matrix: csr_array | None, topic: int) -> list[int]:
    """Topics that a topic is linked to."""
    if matrix is None:
        return []
    return [int(t) for t in matrix.indices[matrix.indptr[topic] : matrix.indptr[topic + 1]]]
