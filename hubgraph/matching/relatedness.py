"""Which topics lie near each other, and which of them a teacher would open up for a learner.

Nobody asked for these topics, so this is no part of the benefit: it is a hypothesis, a list of
its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.matching.taxonomy import Taxonomy, decay_to_ancestors, to_ones

_PRESENT = 3
_ENOUGH = 100
_VISIBLE = 1e-9


@dataclass(frozen=True)
class Opening:
    """A topic that a teacher brings within a learner's reach.

    `learner`, `teacher` and `topic` are row numbers of the profiles. `density` is the share of
    the topic's relatedness that the learner's own topics hold now, `added` what the teacher's
    others would add, both 0 to 1 and together at most 1. `through` are those topics of the
    teacher, nearest first, `statements` the CURIEs of what says that it knows them.
    """

    learner: int
    teacher: int
    topic: int
    added: float
    density: float
    through: tuple[int, ...]
    statements: tuple[str, ...]


def find_openings(
    profiles: Profiles, learner: int, *, options: MatchingOptions = MatchingOptions()
) -> list[Opening]:
    """Topics that other organisations open up for a learner (row number), most added first.

    Only topics it neither knows, nor offers, nor needs; a topic it says nothing of may be
    one it knows. Equal ones stand in order of teacher, then topic.
    """
    presence = find_presence(profiles)
    kernel = build_kernel(profiles.taxonomy, options=options)
    near = _share_out(measure_proximity(kernel, presence, options=options))
    own = presence[[learner], :].toarray().ravel() > 0
    density, free = near @ own, _find_free(profiles, own, learner)
    found = []
    for teacher in range(presence.shape[0]):
        new = (presence[[teacher], :].toarray().ravel() > 0) & ~own
        added = np.where(free, near @ new, 0)
        proofs = {t: _find_proof(profiles, teacher, t) for t in np.flatnonzero(new).tolist()}
        for topic in np.flatnonzero(added > _VISIBLE).tolist():
            through = _list_nearest(near, topic, new)
            said = tuple(proofs[each] for each in through)
            values = (float(added[topic]), float(density[topic]))
            found.append(Opening(learner, teacher, topic, *values, through, said))
    return sorted(found, key=lambda o: (-round(o.added, 9), o.teacher, o.topic))


def _list_nearest(near: csr_array, topic: int, among: NDArray[np.bool_]) -> tuple[int, ...]:
    """Topics near one, nearest first, then in order."""
    span = slice(near.indptr[topic], near.indptr[topic + 1])
    shares = {int(t): float(near.data[span][n]) for n, t in enumerate(near.indices[span])}
    return tuple(sorted((t for t in shares if among[t]), key=lambda t: (-shares[t], t)))


def _find_free(profiles: Profiles, known: NDArray[np.bool_], learner: int) -> NDArray[np.bool_]:
    """Topics that an organisation neither knows, nor offers, nor needs."""
    stated = profiles.statements
    own = stated["organisation"] == profiles.organisations.index[learner]
    named = stated.loc[own & stated["kind"].isin(["hg:Offer", "hg:Need"]), "topic"]
    return np.asarray(~profiles.topics.index.isin(named) & ~known)


def _find_proof(profiles: Profiles, organisation: int, topic: int) -> str:
    """CURIE of the statement that says an organisation knows a topic."""
    own = profiles.find_statement(organisation, topic, "hg:OwnLevel")
    if own is None or np.isnan(float(own["point"])):
        own = profiles.find_statement(organisation, topic, "hg:Offer")
    return "" if own is None else str(own["statement"])


def find_presence(profiles: Profiles) -> csr_array:
    """Topics each organisation knows, 0/1, n × m: an own level of 3 or more.

    Where no own level is stated, the level of an offer counts, if that is stated: nobody
    shares more than they have. An unknown level is not taken for presence, nor is no entry
    taken for absence.
    """
    stated = profiles.statements[profiles.statements["stated_level"].notna()]
    own = stated[stated["kind"] == "hg:OwnLevel"]
    offers = stated[stated["kind"] == "hg:Offer"]
    levels = (
        own.set_index(["organisation", "topic"])["stated_level"]
        .combine_first(offers.set_index(["organisation", "topic"])["stated_level"])
        .loc[lambda level: level >= _PRESENT]
    )
    rows = profiles.organisations.index.get_indexer(levels.index.get_level_values(0))
    columns = profiles.topics.index.get_indexer(levels.index.get_level_values(1))
    shape = (len(profiles.organisations), len(profiles.topics))
    return csr_array((np.ones(len(levels)), (rows, columns)), shape=shape)


def find_advantage(counts: csr_array, taxonomy: Taxonomy) -> csr_array:
    """Topics an organisation is more active in than others are, 0/1, n × m, from counts ≥ 0.

    Where (x_it / Σ_t x_it) / (Σ_i x_it / Σ x) ≥ 1: revealed comparative advantage (Balassa 1965;
    Hidalgo et al. 2007), so that size does not count. Each branch of the tree adds one to
    every organisation, shared out among its topics, so that a single project makes nobody a
    specialist. An organisation without any count is unknown: no entry.
    """
    prior = _share_prior(taxonomy)
    total = np.asarray(counts.sum(axis=1)).ravel()
    known = (total > 0).sum()
    entries = counts.tocoo()
    share = (entries.data + prior[entries.col]) / (total[entries.row] + prior.sum())
    column = np.asarray(counts.sum(axis=0)).ravel() + known * prior
    usual = column[entries.col] / max(total.sum() + known * prior.sum(), 1)
    held = (entries.data > 0) & (share >= usual * (1 - _VISIBLE))
    places = (entries.row[held], entries.col[held])
    return csr_array((np.ones(held.sum()), places), shape=counts.shape)


def _share_prior(taxonomy: Taxonomy) -> NDArray[np.float64]:
    """One over the number of topics in each topic's branch, itself included."""
    reach = to_ones(decay_to_ancestors(taxonomy, 1.0))
    size = np.asarray(to_ones(reach @ reach.T).sum(axis=1)).ravel()
    return np.asarray(1 / np.maximum(size, 1))


def measure_proximity(
    kernel: csr_array, presence: csr_array, *, options: MatchingOptions = MatchingOptions()
) -> csr_array:
    """How near two topics are, 0 to 1, symmetric, diagonal 0, m × m.

    The topic tree alone, (K + K') / 2, while there are fewer than 100 organisations. From 100
    on it is drawn towards the share of organisations that know both, of those that know the
    more common one (Hidalgo et al. 2007), the more so the more there are; the tree weighs as
    much as `tree_weight` organisations.
    """
    proximity = csr_array((kernel + kernel.T) / 2)
    if presence.shape[0] >= _ENOUGH:
        both = csr_array(presence.T @ presence)
        mixed = csr_array(options.tree_weight * proximity + both).tocoo()
        ubiquity = measure_ubiquity(presence)
        most = np.maximum(ubiquity[mixed.row], ubiquity[mixed.col])
        values = mixed.data / (options.tree_weight + most)
        proximity = csr_array((values, (mixed.row, mixed.col)), shape=mixed.shape)
    proximity.setdiag(0)
    proximity.eliminate_zeros()
    return proximity


def measure_diversity(presence: csr_array) -> NDArray[np.float64]:
    """Number of topics each organisation knows (n)."""
    return np.asarray(presence.sum(axis=1)).ravel()


def measure_ubiquity(presence: csr_array) -> NDArray[np.float64]:
    """Number of organisations that know each topic (m)."""
    return np.asarray(presence.sum(axis=0)).ravel()


def find_isolated(proximity: csr_array) -> NDArray[np.bool_]:
    """Topics near no other one: nothing can be said of their density (m)."""
    isolated: NDArray[np.bool_] = np.asarray(proximity.sum(axis=1)).ravel() == 0
    return isolated


def measure_density(presence: csr_array, proximity: csr_array) -> csr_array:
    """How much of what is near each topic an organisation knows, 0 to 1, n × m.

    Σ proximity * presence / Σ proximity over all other topics (Hidalgo et al. 2007); no entry
    for an isolated topic.
    """
    return csr_array(presence @ _share_out(proximity).T)


def measure_added_density(
    presence: csr_array, proximity: csr_array, learner: int, teacher: int
) -> NDArray[np.float64]:
    """Density that a teacher's topics would add to a learner's, by topic, 0 to 1 (m).

    Density and added density together are the density of both organisations' topics united
    (after Balland & Boschma 2021).
    """
    own, other = (presence[[row], :].toarray().ravel() for row in (learner, teacher))
    return np.asarray(_share_out(proximity) @ (other * (1 - own)))


def measure_complementarity(
    presence: csr_array, proximity: csr_array, *, weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """How much each teacher (column) opens up for each learner (row), ≥ 0, n × n, diagonal 0.

    Dense: nearly everybody opens up something for everybody, so not for more than some
    10,000 organisations.

    Σ weight * added density over the topics the learner does not know. `weights` are those
    of the topics; None takes equal ones that sum to 1, and the result is at most 1.
    """
    m = presence.shape[1]
    value = np.full(m, 1 / max(m, 1)) if weights is None else weights
    missing = 1 - presence.toarray()
    reach = (missing * value) @ _share_out(proximity) * missing
    return np.asarray((presence @ reach.T).T)


def _share_out(proximity: csr_array) -> csr_array:
    """Proximity as shares of each topic's sum; an isolated topic has none."""
    total = np.asarray(proximity.sum(axis=1)).ravel()
    inverse = np.divide(1, total, out=np.zeros_like(total), where=total > 0)
    return csr_array(diags_array(inverse) @ proximity)
