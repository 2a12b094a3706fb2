"""Pair factors: bounded, visible deductions from the benefit.

Factors are needed only where there is a benefit, so they come as one number per entry of the
benefit matrix, in the order of `list_pairs`.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, diags_array

from hubgraph.matching.options import LEVELS, MatchingOptions
from hubgraph.matching.taxonomy import Taxonomy, decay_to_ancestors

Pairs = tuple[NDArray[np.integer], NDArray[np.integer]]
"""Learners and teachers of some pairs, as row numbers."""


def list_pairs(share: csr_array) -> Pairs:
    """Learner and teacher of every entry of a benefit matrix, row by row."""
    entries = share.tocoo()
    return entries.row, entries.col


def build_profile_vectors(
    own: csr_array, taxonomy: Taxonomy, *, options: MatchingOptions = MatchingOptions()
) -> csr_array:
    """What each organisation knows as a vector of length 1 over topics, n × m.

    Own levels, spread up the topic tree and weighted by information content (generalised
    cosine, Ganesan, Garcia-Molina & Widom 2003). An unknown profile is an empty row.
    """
    content = taxonomy.content
    relative = content / content.max() if content.size and content.max() > 0 else content
    pull = decay_to_ancestors(taxonomy, options.decay)
    vectors = csr_array((own / LEVELS) @ pull.multiply(np.sqrt(relative)[np.newaxis, :]))
    vectors.eliminate_zeros()
    length = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    inverse = np.divide(1, length, out=np.zeros_like(length), where=length > 0)
    return csr_array(diags_array(inverse) @ vectors)


def measure_similarity(vectors: csr_array, pairs: Pairs) -> NDArray[np.float64]:
    """Similarity of what two organisations know, one number per pair, 0 to 1.

    Missing (NaN) where one of the two profiles is unknown.
    """
    known = np.diff(vectors.indptr) > 0
    rows, columns = pairs
    cosine = np.asarray(vectors[rows].multiply(vectors[columns]).sum(axis=1)).ravel()
    return np.where(known[rows] & known[columns], np.clip(cosine, 0, 1), np.nan)


def measure_distance_factor(
    similarity: ArrayLike, *, options: MatchingOptions = MatchingOptions()
) -> NDArray[np.float64]:
    """Keep 1 at the optimal similarity, 0 at none and at sameness: the inverted U.

    (s/s*) ** (2 s*) * ((1-s)/(1-s*)) ** (2 (1-s*)), which is 4 s (1-s) for s* = 0.5
    (optimal cognitive distance, Nooteboom et al. 2007). An unknown similarity (NaN) keeps 1.
    """
    s, best = np.asarray(similarity, dtype=float), options.optimal_similarity
    factor = (s / best) ** (2 * best) * ((1 - s) / (1 - best)) ** (2 * (1 - best))
    return np.where(np.isnan(s), 1.0, factor)


def measure_deductions(
    share: csr_array,
    factors: Mapping[str, ArrayLike],
    *,
    options: MatchingOptions = MatchingOptions(),
) -> dict[str, csr_array]:
    """What each factor takes from the share, n × n, ≥ 0, by factor name.

    `factors` holds some of `DEDUCTIONS`, each 0 to 1, one number per entry of `share`.
    """
    weights = options.deduction_weights
    return {
        name: _replace_values(share, share.data * weights[name] * (1 - np.asarray(factor)))
        for name, factor in sorted(factors.items())
    }


def score_pairs(
    share: csr_array,
    factors: Mapping[str, ArrayLike],
    *,
    options: MatchingOptions = MatchingOptions(),
) -> csr_array:
    """Score S = share * (1 - Σ weight * (1 - factor)), n × n, at most the share."""
    taken = measure_deductions(share, factors, options=options).values()
    return _replace_values(share, share.data - sum(matrix.data for matrix in taken))


def _replace_values(matrix: csr_array, values: NDArray[np.float64]) -> csr_array:
    """Matrix with the same entries and other values."""
    return csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape)
