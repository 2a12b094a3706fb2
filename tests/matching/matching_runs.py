"""The answers of hubgraph for one world, dense, as the matching tests compare them."""

import numpy as np
from matching_reference import LEVELS, Topics, World
from matching_reference import build_kernel as build_naive_kernel
from matching_worlds import build_sparse, to_matrices, to_taxonomy
from scipy.sparse import csr_array

from hubgraph.matching.benefit import (
    Benefit,
    build_demand,
    build_supply,
    measure_absorption,
    measure_benefit,
)
from hubgraph.matching.factors import (
    build_profile_vectors,
    list_pairs,
    measure_similarity,
    score_pairs,
)
from hubgraph.matching.kernel import build_kernel
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.taxonomy import Taxonomy

EXACT = 1e-12
"""Two computations of the same number differ by less."""


def kernel_of_topics(topics: Topics, options: MatchingOptions | None = None) -> np.ndarray:
    """Return the implementation's K as a dense array."""
    return np.asarray(
        build_kernel(to_taxonomy(topics), options=options or MatchingOptions()).toarray()
    )


def kernel_of(world: World, options: MatchingOptions) -> csr_array:
    """Return K by the naive search: quick, and the same by test_kernel.py."""
    count = world.topics.count
    return build_sparse(build_naive_kernel(world.topics, options), (count, count))


def built_share(world: World, options: MatchingOptions) -> np.ndarray:
    """Return the implementation's B on the implementation's K as a dense array."""
    kernel = build_kernel(to_taxonomy(world.topics), options=options)
    found = measure_benefit(to_matrices(world), kernel, options=options)
    return np.asarray(found.share.toarray())


def benefit_of(world: World, options: MatchingOptions) -> Benefit:
    """Return the implementation's V, W and B."""
    return measure_benefit(to_matrices(world), kernel_of(world, options), options=options)


def share_of(world: World, options: MatchingOptions) -> np.ndarray:
    """Return the implementation's B as a dense array."""
    return np.asarray(benefit_of(world, options).share.toarray())


def value_of(world: World, options: MatchingOptions) -> np.ndarray:
    """Return the implementation's V as a dense array."""
    return np.asarray(benefit_of(world, options).value.toarray())


def atoms_of(world: World, options: MatchingOptions) -> np.ndarray:
    """Return a * D0 * E by (learner, teacher, level, topic), zero from a hub to itself."""
    matrices, kernel = to_matrices(world), kernel_of(world, options)
    cube = (world.hubs, LEVELS, world.topics.count)
    absorption = measure_absorption(matrices, kernel, options=options).toarray()[:, None, :]
    wanted = absorption * build_demand(matrices, options=options).toarray().reshape(cube)
    atoms: np.ndarray = (
        wanted[:, None] * build_supply(matrices, kernel).toarray().reshape(cube)[None]
    )
    atoms[np.arange(world.hubs), np.arange(world.hubs)] = 0
    return atoms


def score_of(
    world: World, distance: np.ndarray, novelty: np.ndarray, options: MatchingOptions
) -> np.ndarray:
    """Return the implementation's S as a dense array."""
    share = benefit_of(world, options).share
    pairs = list_pairs(share)
    factors = {"distance": np.asarray(distance)[pairs], "novelty": np.asarray(novelty)[pairs]}
    return np.asarray(score_pairs(share, factors, options=options).toarray())


def similarity_of(
    own: csr_array, taxonomy: Taxonomy, options: MatchingOptions
) -> tuple[np.ndarray, np.ndarray]:
    """Return s of all pairs as a dense array, 0 where unknown, and whose profile is known."""
    vectors = build_profile_vectors(own, taxonomy, options=options)
    count = own.shape[0]
    rows, columns = (axis.ravel() for axis in np.indices((count, count)))
    found = measure_similarity(vectors, (rows, columns)).reshape(count, count)
    return np.nan_to_num(found), ~np.isnan(np.diag(found))
