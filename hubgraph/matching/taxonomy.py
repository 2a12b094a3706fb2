"""Topics and how far an offer on one serves a need on another: the taxonomy kernel."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array

from hubgraph.matching.options import MatchingOptions

_MARGIN = 1e-9
_NEAR = 0.8


@dataclass(frozen=True)
class Taxonomy:
    """Topics and their links.

    `topics` is an index of m identifiers; `broader[t, p]` = 1 iff t skos:broader p;
    `related` is symmetric; `excluded` marks top concepts, which never serve as the common
    ancestor of two topics.
    """

    topics: pd.Index
    broader: csr_array
    related: csr_array
    excluded: NDArray[np.bool_]

    @cached_property
    def levels(self) -> list[csr_array]:
        """For k = 0, 1, …: which topics are exactly k broader steps above which (0/1, m × m)."""
        step = (self.broader != 0).astype(float)
        frontier = csr_array(eye_array(len(self.topics), format="csr"))
        seen, levels = frontier, []
        while frontier.nnz:
            levels.append(frontier)
            reached = ((frontier @ step) > 0).astype(float)
            frontier = csr_array(reached - reached.multiply(seen))
            frontier.eliminate_zeros()
            seen = seen + frontier
        return levels


def build_taxonomy(topics: pd.DataFrame, links: pd.DataFrame) -> Taxonomy:
    """Links between topics as matrices; links out of the loaded schemes are dropped."""
    return Taxonomy(
        topics=topics.index,
        broader=_link_matrix(topics.index, links[links["link"] == "skos:broader"]),
        related=_link_matrix(topics.index, links[links["link"] == "skos:related"]),
        excluded=topics["top"].to_numpy(dtype=bool),
    )


def _link_matrix(topics: pd.Index, links: pd.DataFrame) -> csr_array:
    """0/1 matrix of links, m × m."""
    rows, columns = (topics.get_indexer(pd.Index(links[end])) for end in ("topic", "other"))
    known = (rows >= 0) & (columns >= 0)
    shape = (len(topics), len(topics))
    return csr_array((np.ones(known.sum()), (rows[known], columns[known])), shape=shape)


def build_kernel(taxonomy: Taxonomy, *, options: MatchingOptions = MatchingOptions()) -> csr_array:
    """How far an offer on one topic serves a need on another.

    Rows are needs, columns offers, m × m, values 0 to 1, diagonal 1. An ancestor a common
    to both counts alpha ** (steps from need up to a) * beta ** (steps from offer up to a);
    the best one wins. Related topics count rho, for one hop only. Entries below tau vanish.
    Directed, because an offer on a part of what is needed is a surer help than an offer on
    something wider (after description-logic matchmaking, Di Noia et al. 2004; measures
    compared in Pesquita et al. 2009). Cycles are harmless: shortest paths count.
    """
    m = len(taxonomy.topics)
    kernel = csr_array((m, m))
    for up, from_need in enumerate(taxonomy.levels):
        for down, from_offer in enumerate(taxonomy.levels):
            value = options.alpha**up * options.beta**down
            if value >= options.tau - _MARGIN:
                kernel = kernel.maximum(value * _meets(from_need, from_offer, taxonomy.excluded))
    if options.rho >= options.tau - _MARGIN:
        kernel = kernel.maximum(options.rho * (taxonomy.related != 0).astype(float))
    kernel = csr_array(kernel.maximum(eye_array(m, format="csr")))
    kernel.eliminate_zeros()
    kernel.sort_indices()
    return kernel


def find_near(kernel: csr_array) -> csr_array:
    """Kernel of pairs of topics that count as one interest: at least 0.8 in either direction.

    m × m, symmetric, the better direction.
    """
    near = csr_array(kernel.maximum(csr_array(kernel.T)))
    near.data[near.data < _NEAR - _MARGIN] = 0
    near.eliminate_zeros()
    return near


def measure_information_content(taxonomy: Taxonomy) -> NDArray[np.float64]:
    """Intrinsic information content of each topic, ≥ 0; 0 for a root above everything.

    IC(t) = -log((leaves below t / subsumers of t + 1) / (all leaves + 1)), subsumers
    including t itself (Sánchez, Batet & Isern 2011). Needs no corpus.
    """
    closure = sum(taxonomy.levels, csr_array((len(taxonomy.topics),) * 2))
    is_leaf = np.asarray(taxonomy.broader.sum(axis=0)).ravel() == 0
    below = closure.T.astype(bool).astype(float) @ is_leaf.astype(float)
    leaves = below - is_leaf
    subsumers = np.asarray(closure.astype(bool).astype(float).sum(axis=1)).ravel()
    content: NDArray[np.float64] = -np.log((leaves / subsumers + 1) / (is_leaf.sum() + 1))
    return content


def decay_to_ancestors(taxonomy: Taxonomy, decay: float) -> csr_array:
    """Each topic's pull on itself and its ancestors, decay ** steps; m × m, excluded columns empty.

    The generalised vector of Ganesan, Garcia-Molina & Widom (2003).
    """
    pull = csr_array((len(taxonomy.topics),) * 2)
    for steps, ancestors in enumerate(taxonomy.levels):
        pull = pull.maximum(decay**steps * _without_excluded(ancestors, taxonomy.excluded))
    return csr_array(pull)


def _without_excluded(ancestors: csr_array, excluded: NDArray[np.bool_]) -> csr_array:
    """Drop the columns of excluded ancestors."""
    return csr_array(ancestors.multiply(~excluded[np.newaxis, :]))


def _meets(need: csr_array, offer: csr_array, excluded: NDArray[np.bool_]) -> csr_array:
    """Pairs of topics that meet in an ancestor that is not excluded (0/1)."""
    return ((_without_excluded(need, excluded) @ offer.T) > 0).astype(float)


@dataclass(frozen=True)
class TopicPath:
    """Best way from a need's topic to an offer's topic.

    `topics` are positions in the taxonomy, need first, offer last. `relation` is 'same',
    'narrower' (the offer is a part of the need), 'broader', 'sibling' or 'related'.
    """

    topics: tuple[int, ...]
    relation: str


def find_topic_path(
    taxonomy: Taxonomy, need: int, offer: int, *, options: MatchingOptions = MatchingOptions()
) -> TopicPath | None:
    """Way through the topics that gives the kernel its value, None where the kernel is 0."""
    if need == offer:
        return TopicPath((need,), "same")
    above_need, above_offer = (_paths_up(taxonomy, topic) for topic in (need, offer))
    met = [
        (options.alpha ** (len(up) - 1) * options.beta ** (len(above_offer[a]) - 1), a)
        for a, up in above_need.items()
        if a in above_offer and not taxonomy.excluded[a]
    ]
    value, meeting = max(met, key=lambda pair: (pair[0], -pair[1]), default=(0.0, -1))
    if taxonomy.related[need, offer] and options.rho > value:
        value, meeting = options.rho, -1
    if value < options.tau - _MARGIN or value == 0:
        return None
    if meeting < 0:
        return TopicPath((need, offer), "related")
    up, down = above_need[meeting], above_offer[meeting]
    relation = {(True, False): "narrower", (False, True): "broader"}.get(
        (meeting == need, meeting == offer), "sibling"
    )
    return TopicPath((*up, *reversed(down[:-1])), relation)


def _paths_up(taxonomy: Taxonomy, topic: int) -> dict[int, tuple[int, ...]]:
    """Shortest way from a topic up to each of its ancestors, itself included."""
    paths: dict[int, tuple[int, ...]] = {topic: (topic,)}
    frontier = [topic]
    while frontier:
        reached: list[int] = []
        for below in frontier:
            start, end = taxonomy.broader.indptr[below], taxonomy.broader.indptr[below + 1]
            for above in sorted(int(a) for a in taxonomy.broader.indices[start:end]):
                if above not in paths:
                    paths[above] = (*paths[below], above)
                    reached.append(above)
        frontier = reached
    return paths
