"""Who teaches whom: the protocol of back-testing on questions and their answers."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hubgraph.errors import OptionError, TableError
from hubgraph.evaluation.question_baselines import BASELINES, Baseline, Known
from hubgraph.matching.activity import ActivityCounts
from hubgraph.matching.evidence import EvidenceOptions, score_evidence, to_asked, to_evidence
from hubgraph.matching.evidence_choice import build_queries, choose_options
from hubgraph.matching.quality import Queries, Scorer, measure_quality

BLOCKS = 200
"""Prequential: profiles are renewed so many times over the whole file."""

RENEWALS = 10
"""Prequential: so often profiles are renewed within an inner period."""

TRAINED = 0.8
"""Part of the questions that profiles are built from, unless another is asked for."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class QuestionTask:
    """Later questions somebody known answered, one per row of `asked` and of `queries`.

    Candidates are all who answered a question before `border`; `topics` are those of each query.
    """

    activities: pd.DataFrame
    border: float
    candidates: pd.Index
    asked: pd.DataFrame
    topics: list[list[object]]
    queries: Queries

    @property
    def earlier(self) -> pd.DataFrame:
        """Activities of the training part."""
        return self.activities[self.activities["time"] < self.border]

    @property
    def sizes(self) -> dict[str, int]:
        """How much there is of what."""
        return {
            "questions": self.activities["activity"].nunique(),
            "training_questions": self.earlier["activity"].nunique(),
            "training_topics": self.earlier["topic"].nunique(),
            "candidates": len(self.candidates),
            "queries": len(self.queries),
        }


def build_task(activities: pd.DataFrame, *, trained: float = TRAINED) -> QuestionTask:
    """Split at a share of the questions, in order of time.

    Raises OptionError for a share that is none, TableError where nothing is left to ask.
    """
    if not 0 < trained < 1:
        raise OptionError("split", trained, "a share between 0 and 1")
    times = activities.drop_duplicates("activity")["time"].to_numpy(float)
    border = float(times[int(len(times) * trained)]) if times.size else 0.0
    counts = ActivityCounts(np.inf)
    counts.add(activities[activities["time"] < border])
    evidence = to_evidence(counts, options=EvidenceOptions(np.inf))
    later = activities[activities["time"] >= border]
    queries = build_queries(later, evidence)
    if not len(queries):
        raise TableError(["no later question was answered by somebody known"], place="The file")
    known = set(later["activity"][later["organisation"].isin(evidence.organisations)])
    kept = later[later["activity"].isin(known)]
    topics = kept.drop_duplicates(["activity", "topic"]).groupby("activity", sort=False)["topic"]
    asked = kept.drop_duplicates("activity").reset_index(drop=True)
    return QuestionTask(
        activities, border, evidence.organisations, asked, list(topics.agg(list)), queries
    )


def measure_questions(
    task: QuestionTask, *, prequential: bool = False, seed: int = 0
) -> tuple[dict[str, Floats], Mapping[str, object]]:
    """Quality per query of hubgraph and every baseline, and the parameters of hubgraph.

    Profiles are those of the training part, or, prequential, of everything before each block
    of questions; parameters are chosen on the training part either way, under the same
    conditions. Baselines are built
    anew for every block, hubgraph's counts are only brought up to date.
    """
    options = choose_options(task.earlier, renewals=RENEWALS if prequential else 1).options
    blocks = (
        list(_list_blocks(task)) if prequential else [(task.border, np.arange(len(task.asked)))]
    )
    ours = _Follower(task, options)
    found: dict[str, list[Floats]] = {name: [] for name in ("hubgraph", *BASELINES)}
    for until, rows in blocks:
        queries = task.queries.take(rows)
        found["hubgraph"].append(measure_quality(ours.follow(until, rows), queries, seed=seed))
        known, asked = _know(task, until, rows)
        learners = task.asked["learner"].iloc[rows].reset_index(drop=True)
        for name, score in BASELINES.items():
            rank = partial(_score_rows, score, known, asked, learners)
            found[name].append(measure_quality(rank, queries, seed=seed))
    quality = {name: np.concatenate(blocks) for name, blocks in found.items()}
    return quality, asdict(options)


def _score_rows(
    score: Baseline, known: Known, asked: csr_array, learners: pd.Series, rows: NDArray[np.intp]
) -> Floats:
    """Scores of a baseline for some queries."""
    return score(known, asked[rows], learners.iloc[rows])


class _Follower:
    """Scores of hubgraph, its counts brought up to date from block to block."""

    def __init__(self, task: QuestionTask, options: EvidenceOptions) -> None:
        """Begin with nothing counted."""
        self._task, self._options = task, options
        self._counts = ActivityCounts(options.half_life)
        self._from = -np.inf

    def follow(self, until: float, rows: NDArray[np.intp]) -> Scorer:
        """Count what happened up to a time, and score queries by it."""
        time = self._task.activities["time"]
        self._counts.add(self._task.activities[(time >= self._from) & (time < until)])
        self._from = until
        evidence = to_evidence(self._counts, options=self._options)
        asked = to_asked(evidence.topics, [self._task.topics[row] for row in rows])
        columns = evidence.organisations.get_indexer(self._task.candidates)
        return lambda few: score_evidence(evidence, asked[few])[:, columns]


def _list_blocks(task: QuestionTask) -> Iterator[tuple[float, NDArray[np.intp]]]:
    """Blocks of n/200 questions after the border: the time each begins, and its queries."""
    times = task.activities.drop_duplicates("activity")["time"].to_numpy(float)
    step = max(1, len(times) // BLOCKS)
    begins = times[np.searchsorted(times, task.border) :: step]
    ends = np.r_[begins[1:], np.inf]
    when = task.asked["time"].to_numpy(float)
    for begin, end in zip(begins, ends, strict=True):
        rows = np.flatnonzero((when >= begin) & (when < end))
        if rows.size:
            yield float(begin), rows


def _know(task: QuestionTask, until: float, rows: NDArray[np.intp]) -> tuple[Known, csr_array]:
    """What baselines know before a time, and the topics of queries among those seen by then."""
    before = task.activities[task.activities["time"] < until]
    topics = pd.Index(before["topic"].unique(), dtype=object)
    people = pd.Index(pd.unique(pd.concat([before["organisation"], before["learner"]])))
    known = Known(before, task.candidates, topics, people)
    return known, to_asked(topics, [task.topics[row] for row in rows])
