"""Lists that cover: teachers chosen for what each adds to the others."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.matching.benefit import Benefit
from hubgraph.matching.scores import Scores

_LEAST = 1e-9


class Addition(NamedTuple):
    """A teacher on a list, as a row number, and the share of the need it adds, 0 to 1."""

    teacher: int
    additional: float


def cover_greedily(scores: Scores, learner: int, *, top: int) -> list[Addition]:
    """Up to `top` teachers who together cover most of a learner's need, best addition first.

    Each step takes the teacher with the largest gain of F(J) = Σ demand * max supply over the
    chosen J / open need; equal gains go by row number. F is monotone and submodular, so the
    list reaches at least 1 - 1/e of the best one (Nemhauser, Wolsey & Fisher 1978). It ends
    where nobody adds anything.
    """
    teachers, atoms = list_atoms(scores.benefit, learner)
    chosen: list[Addition] = []
    best = np.zeros(atoms.shape[1])
    while len(chosen) < min(top, len(teachers)):
        gains = np.round(np.maximum(atoms - best, 0).sum(axis=1), 9)
        place = int(gains.argmax())
        if gains[place] <= _LEAST:
            break
        chosen.append(Addition(int(teachers[place]), float(gains[place])))
        best = np.maximum(best, atoms[place])
    return chosen


def diversify(scores: Scores, learner: int, *, top: int, weight: float = 0.7) -> list[Addition]:
    """Up to `top` teachers by maximal marginal relevance (Carbonell & Goldstein 1998).

    Each step takes the largest weight * score - (1 - weight) * similarity to the nearest
    chosen one; similarity is the cosine of what two teachers would contribute. `weight` 0 to
    1; 1 is the plain ranking. Equal values go by row number.
    """
    teachers, atoms = list_atoms(scores.benefit, learner)
    score = np.asarray(scores.score[[learner], :][:, teachers].toarray()).ravel()
    length = np.linalg.norm(atoms, axis=1)
    cosine = (atoms @ atoms.T) / np.outer(length, length)
    return list(_add_diverse(teachers, atoms, score, cosine, top=top, weight=weight))


def _add_diverse(
    teachers: NDArray[np.intp],
    atoms: NDArray[np.float64],
    score: NDArray[np.float64],
    cosine: NDArray[np.float64],
    *,
    top: int,
    weight: float,
) -> Iterator[Addition]:
    """Teachers in the order of their marginal relevance."""
    nearest, best = np.zeros(len(teachers)), np.zeros(atoms.shape[1])
    left = np.ones(len(teachers), dtype=bool)
    for _ in range(min(top, len(teachers))):
        value = np.round(weight * score - (1 - weight) * nearest, 9)
        place = int(np.where(left, value, -np.inf).argmax())
        yield Addition(int(teachers[place]), float(np.maximum(atoms[place] - best, 0).sum()))
        left[place], best = False, np.maximum(best, atoms[place])
        nearest = np.maximum(nearest, cosine[place])


def list_atoms(benefit: Benefit, learner: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Teachers with a benefit, and what each covers of every open step, as shares of the need."""
    demand = benefit.demand[[learner], :].tocoo()
    teachers = np.sort(benefit.value[[learner], :].tocoo().col)
    if not teachers.size:
        return teachers, np.zeros((0, 0))
    supply = csr_array(benefit.supply[teachers, :][:, demand.col]).toarray()
    return teachers, supply * (demand.data / benefit.total[learner])
