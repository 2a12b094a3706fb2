"""How far an offer on one topic serves a need on another: the taxonomy kernel."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.taxonomy import Taxonomy, to_ones, without_barred

CLOSE = 0.9
"""What a close match between two schemes keeps."""

Levels = list[csr_array]

_MARGIN = 1e-9
_NEAR = 0.8
_BLOCK = 256
_KEPT = 16


def build_kernel(taxonomy: Taxonomy, *, options: MatchingOptions = MatchingOptions()) -> csr_array:
    """How far an offer on one topic serves a need on another.

    Rows are needs, columns offers, m × m, values 0 to 1, diagonal 1. Kernel 'paths': an
    ancestor a common to both counts alpha ** (steps from need up to a) * beta ** (steps from
    offer up to a); the best one wins. Directed, because an offer on a part of what is needed is a
    surer help than an offer on something wider (after description-logic matchmaking, Di Noia
    et al. 2004; measures compared in Pesquita et al. 2009). Cycles are harmless: shortest
    paths count. Kernel 'lin': 2 IC(a) / (IC(need) + IC(offer)), a being the common
    ancestor with the most information content (Lin 1998).

    Related topics count rho, for one hop only. Topics that match exactly are one topic; a
    close match keeps 0.9, once on a way. Entries below tau vanish.

    The same taxonomy and parameters give the same matrix, computed once; it cannot be
    written to.
    """
    unused = MatchingOptions()
    steps = options if options.kernel == "paths" else unused
    chosen = replace(
        unused,
        kernel=options.kernel,
        alpha=steps.alpha,
        beta=steps.beta,
        rho=options.rho,
        tau=options.tau,
    )
    return measure_kernel(taxonomy, chosen)


def find_near(kernel: csr_array) -> csr_array:
    """Kernel of pairs of topics that count as one interest: at least 0.8 in either direction.

    m × m, symmetric, the better direction.
    """
    near = csr_array(kernel.maximum(csr_array(kernel.T)))
    near.data[near.data < _NEAR - _MARGIN] = 0
    near.eliminate_zeros()
    return near


def passes(value: float, options: MatchingOptions) -> bool:
    """Whether a kernel value is not below tau."""
    return value >= options.tau - _MARGIN


@lru_cache(maxsize=_KEPT)
def measure_kernel(taxonomy: Taxonomy, options: MatchingOptions) -> csr_array:
    """Kernel of the options that matter for it."""
    compare = _compare_steps if options.kernel == "paths" else _compare_content
    kernel = compare(taxonomy, options)
    for links, value in ((taxonomy.all_related, options.rho), (taxonomy.all_close, CLOSE)):
        if passes(value, options):
            kernel = kernel.maximum(value * links)
    kernel = csr_array(kernel.maximum(taxonomy.members @ taxonomy.members.T))
    kernel.eliminate_zeros()
    kernel.sort_indices()
    for part in (kernel.data, kernel.indices, kernel.indptr):
        part.flags.writeable = False
    return kernel


def _list_floors(levels: Levels, close: Levels) -> list[tuple[Levels, Levels, float]]:
    """Ways up from need and offer, and what is kept: with no close match, then with one."""
    if not any(level.nnz for level in close):
        return [(levels, levels, 1.0)]
    return [(levels, levels, 1.0), (levels, close, CLOSE), (close, levels, CLOSE)]


def _compare_steps(taxonomy: Taxonomy, options: MatchingOptions) -> csr_array:
    """Best way up from the need and down to the offer, m × m."""
    kernel = csr_array((len(taxonomy.topics),) * 2)
    for needs, offers, kept in _list_floors(taxonomy.levels, taxonomy.close_levels):
        for up, from_need in enumerate(needs):
            for down, from_offer in enumerate(offers):
                value = options.alpha**up * options.beta**down * kept
                if passes(value, options):
                    met = to_ones(without_barred(from_need, taxonomy) @ from_offer.T)
                    kernel = kernel.maximum(value * met)
    return csr_array(kernel)


def _compare_content(taxonomy: Taxonomy, options: MatchingOptions) -> csr_array:
    """Information two topics share, of what they hold together, m × m.

    What lies beyond a close match may say more than the topic itself; no more counts than
    the topic says.
    """
    m = len(taxonomy.topics)
    plain, close = (
        [without_barred(sum(levels, csr_array((m, m))), taxonomy)]
        for levels in (taxonomy.levels, taxonomy.close_levels)
    )
    floors = [(n[0], o[0], kept) for n, o, kept in _list_floors(plain, close)]
    blocks = [csr_array((0, m))]
    for start in range(0, m, _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, m))
        value = _compare_block(taxonomy.content, rows, floors)
        blocks.append(csr_array(np.where(value >= options.tau - _MARGIN, value, 0)))
    return vstack(blocks, format="csr")


def _compare_block(
    content: NDArray[np.float64],
    rows: NDArray[np.intp],
    floors: list[tuple[csr_array, csr_array, float]],
) -> NDArray[np.float64]:
    """Information that some needs share with all offers, of what they hold together; dense."""
    own = content[rows, np.newaxis]
    least, both = np.minimum(own, content), own + content
    shared = np.zeros_like(both)
    for needs, offers, kept in floors:
        found = np.minimum(_find_shared(needs[rows], offers, content), least)
        np.maximum(shared, kept * found, out=shared)
    return np.divide(2 * shared, both, out=np.zeros_like(both), where=both > 0)


def _find_shared(
    needs: csr_array, offers: csr_array, content: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Content of the common ancestor with most of it, 0 where there is none; dense."""
    needs, offers = needs.tocsc(), offers.tocsc()
    shared = np.zeros((needs.shape[0], offers.shape[0]))
    used = np.flatnonzero(np.diff(needs.indptr))
    for ancestor in used[np.argsort(content[used], kind="stable")]:
        rows, columns = (
            side.indices[side.indptr[ancestor] : side.indptr[ancestor + 1]]
            for side in (needs, offers)
        )
        shared[np.ix_(rows, columns)] = content[ancestor]
    return shared
