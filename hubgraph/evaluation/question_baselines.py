"""What rankings of teachers are held against: from chance to counts weighted by recency.

Each takes what is known at a time, the topics asked for and who asks, and gives scores of
all candidates, one row per query.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds

from hubgraph.matching.sparse import find_places, mark_places

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

RECENCY = 0.25
"""Half-life of recency, as a share of the time the profiles cover."""

_K1, _B = 1.5, 0.75  # BM25 (Robertson & Zaragoza 2009)
_KATZ = 0.005
_RANK = 32


@dataclass(frozen=True)
class Known:
    """What activities up to a time say about fixed candidates and topics.

    `people` are all who asked or answered; `now` is the time of the latest activity.
    """

    rows: pd.DataFrame
    candidates: pd.Index
    topics: pd.Index
    people: pd.Index

    @cached_property
    def answers(self) -> pd.DataFrame:
        """One row per answer of a candidate, with its column as `who`."""
        once = self.rows.drop_duplicates(["activity", "organisation"])
        who = find_places(self.candidates, once["organisation"])
        return once.assign(who=who)[who >= 0]

    @cached_property
    def counts(self) -> csr_array:
        """Answers per candidate and topic, candidates × topics."""
        rows = find_places(self.candidates, self.rows["organisation"])
        columns = find_places(self.topics, self.rows["topic"])
        kept = (rows >= 0) & (columns >= 0)
        shape = (len(self.candidates), len(self.topics))
        counts = csr_array((np.ones(int(kept.sum())), (rows[kept], columns[kept])), shape=shape)
        counts.sum_duplicates()
        return counts

    @cached_property
    def logarithms(self) -> csr_array:
        """log(1 + answers)."""
        return self.counts.log1p()

    @cached_property
    def totals(self) -> Floats:
        """Answers per candidate."""
        return np.bincount(self.answers["who"], minlength=len(self.candidates)).astype(float)

    @cached_property
    def rarity(self) -> Floats:
        """log((1 + questions) / (1 + with the topic)) + 1."""
        once = self.rows.drop_duplicates(["activity", "topic"])
        places = find_places(self.topics, once["topic"])
        with_topic = np.bincount(places[places >= 0], minlength=len(self.topics))
        return np.log((1 + once["activity"].nunique()) / (1 + with_topic)) + 1

    @cached_property
    def recency(self) -> Floats:
        """2^(-age of the latest answer / half-life); 0 for who never answered."""
        time = self.rows["time"]
        span = float(time.max() - time.min()) or 1.0
        latest = np.full(len(self.candidates), -np.inf)
        np.maximum.at(latest, self.answers["who"].to_numpy(), self.answers["time"].to_numpy(float))
        return np.exp2((latest - float(time.max())) / (RECENCY * span))

    @cached_property
    def contacts(self) -> csr_array:
        """Who ever answered whom, both ways, people × people."""
        asked = find_places(self.people, self.rows["learner"])
        taught = find_places(self.people, self.rows["organisation"])
        shape = (len(self.people), len(self.people))
        return mark_places(np.r_[asked, taught], np.r_[taught, asked], shape)

    @cached_property
    def low_rank(self) -> tuple[Floats, Floats]:
        """Factors of log(1 + answers) · rarity of rank 32: candidates × 32, 32 × topics."""
        matrix = (self.logarithms * self.rarity).tocsr()
        rank = min(_RANK, min(matrix.shape) - 1)
        start = np.ones(min(matrix.shape))
        left, values, right = svds(matrix, rank, v0=start)
        return left * values, right

    def contacts_of(self, learners: pd.Series) -> csr_array:
        """Contacts of each learner, learners × people; none for who is not known."""
        rows = find_places(self.people, learners)
        contacts = self.contacts[np.maximum(rows, 0)]
        return (contacts * (rows >= 0)[:, None]).tocsr()

    def of_candidates(self, near: csr_array) -> Floats:
        """Columns of the candidates of a matrix over people; 0 for who is not among them."""
        columns = find_places(self.people, self.candidates)
        return np.asarray(near.toarray()[:, columns] * (columns >= 0))


Baseline = Callable[[Known, csr_array, pd.Series], Floats]


def _spread(values: Floats, asked: csr_array) -> Floats:
    """The same scores for every query."""
    return np.broadcast_to(values, (asked.shape[0], values.size))


def score_random(known: Known, asked: csr_array, _learners: pd.Series) -> Floats:
    """All alike: the order is that of the ties."""
    return _spread(np.zeros(len(known.candidates)), asked)


def score_popularity(known: Known, asked: csr_array, _learners: pd.Series) -> Floats:
    """Answers."""
    return _spread(known.totals, asked)


def score_recent_popularity(known: Known, asked: csr_array, _learners: pd.Series) -> Floats:
    """Answers · recency."""
    return _spread(known.totals * known.recency, asked)


def score_cosine(known: Known, asked: csr_array, _learners: pd.Series) -> Floats:
    """Cosine of tf-idf profiles, tf = 1 + log(answers)."""
    profile = known.counts.copy()
    profile.data = 1 + np.log(profile.data)
    profile = (profile * known.rarity).tocsr()
    length = np.sqrt(np.asarray((profile * profile).sum(axis=1)).ravel())
    return np.asarray((asked * known.rarity @ profile.T).toarray() / np.maximum(length, 1e-12))


def score_bm25(known: Known, asked: csr_array, _learners: pd.Series) -> Floats:
    """BM25 of profiles as documents."""
    entries = known.counts.tocoo()
    length = np.asarray(known.counts.sum(axis=1)).ravel()
    norm = _K1 * (1 - _B + _B * length / length.mean())
    values = entries.data * (_K1 + 1) / (entries.data + norm[entries.row])
    matrix = csr_array((values, (entries.row, entries.col)), shape=entries.shape)
    return np.asarray((asked * known.rarity @ matrix.T).toarray())


def score_language_model(known: Known, asked: csr_array, _learners: pd.Series) -> Floats:
    """Candidate model of Balog, Azzopardi & de Rijke (2006), Dirichlet prior, times popularity."""
    length = np.asarray(known.counts.sum(axis=1)).ravel()
    prior = length.mean()
    topics = np.asarray(known.counts.sum(axis=0)).ravel() / length.sum()
    ratio = known.counts.copy()
    ratio.data = np.log1p(ratio.data / (prior * topics[ratio.indices]))
    base = asked @ np.log(np.maximum(topics, 1e-12))
    size = np.asarray(asked.sum(axis=1)).ravel()
    unseen = base[:, None] + size[:, None] * np.log(prior / (prior + length))
    popular = np.log(np.maximum(known.totals, 1e-12))
    return np.asarray(unseen + (asked @ ratio.T).toarray() + popular)


def score_svd(known: Known, asked: csr_array, _learners: pd.Series) -> Floats:
    """Candidate × topic, reconstructed with rank 32 (Deerwester et al. 1990)."""
    left, right = known.low_rank
    return np.asarray((asked @ right.T) @ left.T)


def score_topic_count(known: Known, asked: csr_array, _learners: pd.Series) -> Floats:
    """Sum over topics of rarity · log(1 + answers)."""
    return np.asarray((asked * known.rarity @ known.logarithms.T).toarray())


def score_recent_topic_count(known: Known, asked: csr_array, learners: pd.Series) -> Floats:
    """Topic count · recency."""
    return score_topic_count(known, asked, learners) * known.recency


def score_adamic_adar(known: Known, _asked: csr_array, learners: pd.Series) -> Floats:
    """Common contacts, each by one over the logarithm of its contacts (Adamic & Adar 2003)."""
    degree = np.asarray(known.contacts.sum(axis=1)).ravel()
    weight = np.where(degree > 1, 1 / np.log(np.maximum(degree, 2)), 0.0)
    near = (known.contacts_of(learners) * weight) @ known.contacts
    return known.of_candidates(near)


def score_katz(known: Known, _asked: csr_array, learners: pd.Series) -> Floats:
    """Walks of up to three steps, each step times 0.005 (Katz 1953)."""
    one = known.contacts_of(learners)
    two = one @ known.contacts
    return known.of_candidates(_KATZ * one + _KATZ**2 * two + _KATZ**3 * (two @ known.contacts))


BASELINES: Mapping[str, Baseline] = {
    "random": score_random,
    "popularity": score_popularity,
    "recent_popularity": score_recent_popularity,
    "cosine": score_cosine,
    "bm25": score_bm25,
    "language_model": score_language_model,
    "svd_32": score_svd,
    "topic_count": score_topic_count,
    "topic_count_recency": score_recent_topic_count,
    "adamic_adar": score_adamic_adar,
    "katz": score_katz,
}
"""Baselines of benchmarks on questions, by the name of their row."""
