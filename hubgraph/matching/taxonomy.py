"""Topics, their links, and what follows from the links alone: steps up, content, circles."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

_LINKS = {
    "broader": ("skos:broader", "skos:broadMatch"),
    "related": ("skos:related",),
    "exact": ("skos:exactMatch",),
    "close": ("skos:closeMatch",),
}


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """Topics and their links.

    `topics` is an index of m identifiers; `broader[t, p]` = 1 iff p is broader than t, by
    skos:broader or by a mapping; `related`, `exact` and `close` are symmetric, None stands
    for no such link. `excluded` marks top concepts, which never serve as the common ancestor of
    two topics.

    Topics that match exactly are one: the first of them stands for all (`same`), with the links
    of all, and it is excluded if one of them is. Two taxonomies are equal if their `version` is.
    """

    topics: pd.Index
    broader: csr_array
    related: csr_array
    excluded: NDArray[np.bool_]
    exact: csr_array | None = None
    close: csr_array | None = None

    @cached_property
    def version(self) -> str:
        """SHA-256 of the topics and their links."""
        found = sha256("\n".join(self.topics).encode())
        found.update(self.excluded.tobytes())
        for matrix in (self.broader, self.related, self.exact, self.close):
            found.update(b"|" if matrix is None else b"|" + _list_places(matrix))
        return found.hexdigest()

    def __eq__(self, other: object) -> bool:
        """Whether topics and links are the same."""
        return isinstance(other, Taxonomy) and self.version == other.version

    def __hash__(self) -> int:
        """Equal taxonomies have the same hash."""
        return hash(self.version)

    @cached_property
    def same(self) -> NDArray[np.intp]:
        """For each topic the first of those that match it exactly; itself if none does (m)."""
        if self.exact is None:
            return np.arange(len(self.topics))
        _, group = connected_components(self.exact, directed=False)
        _, first = np.unique(group, return_index=True)
        return np.asarray(first[group])

    @cached_property
    def members(self) -> csr_array:
        """Which topics (rows) a topic (column) stands for (0/1, m × m)."""
        m = len(self.topics)
        return csr_array((np.ones(m), (np.arange(m), self.same)), shape=(m, m))

    def merge(self, links: csr_array | None) -> csr_array:
        """Links of topics as links of those that stand for them (0/1, m × m)."""
        if links is None:
            return csr_array((len(self.topics),) * 2)
        return to_ones(self.members.T @ (links != 0).astype(float) @ self.members)

    @cached_property
    def all_related(self) -> csr_array:
        """Related links of topics and of all that match them exactly (0/1, m × m)."""
        return to_ones(self.members @ self.merge(self.related) @ self.members.T)

    @cached_property
    def all_close(self) -> csr_array:
        """Close matches of topics and of all that match them exactly (0/1, m × m)."""
        return to_ones(self.members @ self.merge(self.close) @ self.members.T)

    @cached_property
    def barred(self) -> NDArray[np.bool_]:
        """Topics that never serve as a common ancestor: excluded, or standing for one that is."""
        return np.asarray(self.members.T @ self.excluded.astype(float) > 0)

    @cached_property
    def levels(self) -> list[csr_array]:
        """For k = 0, 1, …: which topics are exactly k broader steps above which (0/1, m × m)."""
        return [level[:, : len(self.topics)] for level in self._climbed]

    @cached_property
    def close_levels(self) -> list[csr_array]:
        """As `levels`, for ways with one close match; a way never has two of them."""
        return [level[:, len(self.topics) :] for level in self._climbed]

    @cached_property
    def _climbed(self) -> list[csr_array]:
        """Steps up on two floors; a close match leads from the lower floor to the upper one."""
        step, hop = self.merge(self.broader), self.merge(self.close)
        double = block_array([[step, to_ones(step @ hop)], [None, step]], format="csr")
        frontier = hstack([self.members, to_ones(self.members @ hop)], format="csr")
        climbed, seen = [], csr_array(frontier.shape)
        while frontier.nnz:
            climbed.append(frontier)
            seen = seen + frontier
            reached = to_ones(frontier @ double)
            frontier = csr_array(reached - reached.multiply(seen))
            frontier.eliminate_zeros()
        return climbed

    @cached_property
    def content(self) -> NDArray[np.float64]:
        """Intrinsic information content of each topic, ≥ 0; 0 for a root above everything (m).

        IC(t) = -log((leaves below t / subsumers of t + 1) / (all leaves + 1)), subsumers
        including t itself (Sánchez, Batet & Isern 2011). Needs no corpus.
        """
        m = len(self.topics)
        step = self.merge(self.broader)
        step.setdiag(0)
        has_parts = np.asarray(step.sum(axis=0)).ravel() > 0
        is_leaf = (self.same == np.arange(m)) & ~has_parts
        closure = sum(self.levels, csr_array((m, m)))
        leaves = (closure[is_leaf].sum(axis=0) - is_leaf)[self.same]
        subsumers = np.asarray(closure.sum(axis=1)).ravel()
        return np.asarray(-np.log((leaves / subsumers + 1) / (is_leaf.sum() + 1)))

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Topics that stand above themselves, by circle, sorted; usually there are none.

        A mistake in the data that does no harm here: the shortest way up counts.
        """
        step = self.merge(self.broader)
        _, circle = connected_components(step, connection="strong")
        size = np.bincount(circle[np.unique(self.same)], minlength=len(self.topics) + 1)
        inside = ((size[circle] > 1) | (step.diagonal() > 0))[self.same]
        found = pd.Series(self.topics[inside]).groupby(circle[self.same][inside]).agg(sorted)
        return tuple(sorted(map(tuple, found)))


def build_taxonomy(topics: pd.DataFrame, links: pd.DataFrame) -> Taxonomy:
    """Links between topics as matrices; links out of the loaded schemes are dropped.

    A broad match counts as broader.
    """
    matrices = {
        name: _link_matrix(topics.index, links[links["link"].isin(kinds)])
        for name, kinds in _LINKS.items()
    }
    return Taxonomy(topics.index, excluded=topics["top"].to_numpy(dtype=bool), **matrices)


def _link_matrix(topics: pd.Index, links: pd.DataFrame) -> csr_array:
    """0/1 matrix of links, m × m."""
    rows, columns = (topics.get_indexer(pd.Index(links[end])) for end in ("topic", "other"))
    known = (rows >= 0) & (columns >= 0)
    shape = (len(topics), len(topics))
    return to_ones(csr_array((np.ones(known.sum()), (rows[known], columns[known])), shape=shape))


def decay_to_ancestors(taxonomy: Taxonomy, decay: float) -> csr_array:
    """Each topic's pull on itself and its ancestors, decay ** steps; m × m, excluded columns empty.

    The generalised vector of Ganesan, Garcia-Molina & Widom (2003).
    """
    pull = csr_array((len(taxonomy.topics),) * 2)
    for steps, ancestors in enumerate(taxonomy.levels):
        pull = pull.maximum(decay**steps * without_barred(ancestors, taxonomy))
    return csr_array(pull)


def without_barred(ancestors: csr_array, taxonomy: Taxonomy) -> csr_array:
    """Drop the columns of topics that never serve as a common ancestor."""
    kept = csr_array(ancestors.multiply(~taxonomy.barred[np.newaxis, :]))
    kept.eliminate_zeros()
    return kept


def to_ones(matrix: csr_array) -> csr_array:
    """1 wherever a matrix is above 0."""
    return csr_array((matrix > 0).astype(float))


def _list_places(matrix: csr_array) -> bytes:
    """Row and column of every entry that is not 0, sorted."""
    places = np.stack(matrix.nonzero()).astype(np.int64)
    return places[:, np.lexsort(places[::-1])].tobytes()
