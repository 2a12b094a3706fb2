"""Baselines on public questions give the figures that others found, within 0.005."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from hubgraph.evaluation.files import read_file, to_activities
from hubgraph.evaluation.question_baselines import BASELINES, Known
from hubgraph.evaluation.questions import build_task
from hubgraph.matching.evidence import to_asked
from hubgraph.matching.quality import measure_quality

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "benchmarks" / "qa_dba.tsv.gz"
FIGURES = {
    "popularity": (0.403, 0.164, 0.153),
    "recent_popularity": (0.472, 0.171, 0.171),
    "cosine": (0.039, 0.020, 0.010),
    "bm25": (0.128, 0.053, 0.038),
    "language_model": (0.407, 0.236, 0.201),
    "topic_count": (0.528, 0.298, 0.265),
    "topic_count_recency": (0.582, 0.312, 0.286),
    "adamic_adar": (0.063, 0.033, 0.025),
    "katz": (0.082, 0.048, 0.036),
}
"""hits@10, MRR, NDCG@10; time is the order of the questions."""


@pytest.mark.skipif(not DATA.is_file(), reason="the public questions are not beside the project")
def test_baselines_give_the_known_figures() -> None:
    task = build_task(to_activities(read_file(DATA), place="questions"))
    assert len(task.queries) == 538
    before = task.earlier
    topics = pd.Index(before["topic"].unique(), dtype=object)
    people = pd.Index(pd.unique(pd.concat([before["organisation"], before["learner"]])))
    known = Known(before, task.candidates, topics, people)
    asked: csr_array = to_asked(topics, task.topics)
    learners = task.asked["learner"]
    for name, figures in FIGURES.items():
        found = measure_quality(
            lambda rows, name=name: BASELINES[name](known, asked[rows], learners.iloc[rows]),
            task.queries,
        )
        np.testing.assert_allclose(found.mean(axis=0), figures, atol=0.0055, err_msg=name)
