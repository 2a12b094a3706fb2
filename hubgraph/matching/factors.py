"""Pair factors: bounded, visible deductions from the benefit."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from hubgraph.matching.options import LEVELS, MatchingOptions
from hubgraph.matching.taxonomy import Taxonomy, decay_to_ancestors, measure_information_content


def measure_similarity(
    own: csr_array, taxonomy: Taxonomy, *, options: MatchingOptions | None = None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Similarity of what organisations know, n × n, 0 to 1, and whose profile is known (n).

    Cosine of own levels spread over the topic tree and weighted by information content
    (generalised cosine, Ganesan, Garcia-Molina & Widom 2003). 0 where a profile is unknown.
    """
    options = options or MatchingOptions()
    content = measure_information_content(taxonomy)
    relative = content / content.max() if content.size and content.max() > 0 else content
    spread = decay_to_ancestors(taxonomy, options.decay).multiply(np.sqrt(relative)[np.newaxis, :])
    profiles = csr_array((own / LEVELS) @ spread).toarray()
    length = np.linalg.norm(profiles, axis=1)
    known = length > 0
    unit = np.divide(profiles.T, length, out=np.zeros_like(profiles.T), where=known).T
    return np.clip(unit @ unit.T, 0, 1), known


def measure_distance_factor(
    similarity: ArrayLike, *, options: MatchingOptions | None = None
) -> NDArray[np.float64]:
    """Keep 1 at the optimal similarity, 0 at none and at sameness: the inverted U.

    (s/s*) ** (2 s*) * ((1-s)/(1-s*)) ** (2 (1-s*)), which is 4 s (1-s) for s* = 0.5
    (optimal cognitive distance, Nooteboom et al. 2007).
    """
    options = options or MatchingOptions()
    s, best = np.asarray(similarity, dtype=float), options.optimal_similarity
    return (s / best) ** (2 * best) * ((1 - s) / (1 - best)) ** (2 * (1 - best))


def score_pairs(
    share: csr_array,
    factors: Mapping[str, ArrayLike],
    *,
    options: MatchingOptions | None = None,
) -> csr_array:
    """Score S = share * (1 - Σ weight * (1 - factor)), n × n, at most the share.

    `factors` holds 'distance' and 'novelty', n × n, 0 to 1.
    """
    deductions = measure_deductions(share, factors, options=options)
    score = csr_array(share - sum(deductions.values(), csr_array(share.shape)))
    score.sort_indices()
    return score


def measure_deductions(
    share: csr_array,
    factors: Mapping[str, ArrayLike],
    *,
    options: MatchingOptions | None = None,
) -> dict[str, csr_array]:
    """What each factor takes from the share, n × n, ≥ 0, by factor name."""
    options = options or MatchingOptions()
    weights = {"distance": options.distance_weight, "novelty": options.novelty_weight}
    return {
        name: csr_array(share.multiply(weights[name] * (1 - np.asarray(factor))))
        for name, factor in sorted(factors.items())
    }
