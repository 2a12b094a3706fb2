"""Back-testing of rankings on a file with a known outcome: one table, baselines included."""

import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hubgraph.errors import InvalidDateError, OptionError, TableError
from hubgraph.evaluation.bootstrap import RESAMPLES, measure_leads
from hubgraph.evaluation.files import (
    PARTS,
    QUESTIONS,
    read_file,
    require_columns,
    to_activities,
    to_participations,
)
from hubgraph.evaluation.participations import build_tasks, choose_days, measure_partners
from hubgraph.evaluation.questions import TRAINED, build_task, measure_questions
from hubgraph.matching.quality import MEASURES
from hubgraph.tables import AnswerColumn, build_table

OURS = "hubgraph"
"""Name of the row of the shipped default."""

_LIBRARIES = ("hubgraph", "numpy", "pandas", "scipy")
_SHORT = ("hits", "mrr", "ndcg")

Floats = NDArray[np.float64]


RANKING_QUALITY: tuple[AnswerColumn, ...] = (
    AnswerColumn("system", "str", "", "what ranked; hubgraph is the shipped default"),
    AnswerColumn("hits_at_10", "float64", "0-1", "queries with a right one in the first ten"),
    AnswerColumn("mrr", "float64", "0-1", "mean of one over the rank of the first right one"),
    AnswerColumn("ndcg_at_10", "float64", "0-1", "binary NDCG of the first ten, mean"),
    AnswerColumn("n", "int64", "", "queries"),
    AnswerColumn("hits_lead", "float64", "", "hubgraph less this system, in hits_at_10"),
    AnswerColumn("hits_lead_low", "float64", "", "lower end of its 95 % interval, paired"),
    AnswerColumn("hits_lead_high", "float64", "", "upper end"),
    AnswerColumn("mrr_lead", "float64", "", "hubgraph less this system, in mrr"),
    AnswerColumn("mrr_lead_low", "float64", "", "lower end"),
    AnswerColumn("mrr_lead_high", "float64", "", "upper end"),
    AnswerColumn("ndcg_lead", "float64", "", "hubgraph less this system, in ndcg_at_10"),
    AnswerColumn("ndcg_lead_low", "float64", "", "lower end"),
    AnswerColumn("ndcg_lead_high", "float64", "", "upper end"),
)


@dataclass(frozen=True)
class _Run:
    """Quality per query and system, and what the run rested on."""

    task: str
    quality: Mapping[str, Floats]
    chosen: Mapping[str, object]
    sizes: Mapping[str, int]
    split: str


def measure_ranking(
    path: str | os.PathLike[str],
    *,
    parts: str | os.PathLike[str] | None = None,
    split: str | None = None,
    prequential: bool = False,
    seed: int = 0,
) -> pd.DataFrame:
    """Back-test hubgraph and all baselines on a file; columns as in RANKING_QUALITY.

    A file of questions (order, topics, learner, teachers_score) asks who answers: profiles
    of the first part by `split` (a share, '0.8') rank everybody for the later questions;
    `prequential` keeps profiles up to date from block to block instead. A file of
    participations (rcn, pic, role, type, country, start_date, end_date, contribution), with
    `parts` of projects (rcn, programme_part), asks who becomes a partner; `split` is the days
    on which validation and test begin and the test ends, by default the last 18 and 6 months.

    Parameters are chosen on the training part alone. The first row is the shipped default,
    `hubgraph`; the others follow by falling NDCG@10. Leads are hubgraph less the row's system,
    with 95 % intervals of a paired bootstrap. `attrs["record"]` holds versions, sizes and
    chosen parameters. `seed` orders ties and draws resamples.

    Raises MissingFileError, UnreadableFileError, TableError for a file that does not fit,
    OptionError and InvalidDateError for a split that is none.

    >>> import hubgraph as hg
    >>> hg.measure_ranking("missing.tsv")
    Traceback (most recent call last):
    ...
    hubgraph.errors.MissingFileError: missing.tsv does not exist. Name a file of questions or ...
    """
    table = read_file(path)
    if set(QUESTIONS) <= set(table.columns):
        if parts is not None:
            raise OptionError("parts", str(parts), "only with a file of participations")
        run = _run_questions(table, str(path), split=split, prequential=prequential, seed=seed)
    elif prequential:
        raise OptionError("prequential", prequential, "only with a file of questions")
    elif set(PARTS) <= set(table.columns):
        raise TableError(["these are only the parts of projects"], place=str(path))
    else:
        about = (
            None if parts is None else require_columns(read_file(parts), PARTS, place=str(parts))
        )
        run = _run_participations(table, about, str(path), split=split, seed=seed)
    answer = build_table(_list_rows(run.quality, seed=seed), RANKING_QUALITY)
    answer.attrs["record"] = _build_record(run, Path(path), parts, seed=seed)
    return answer


def _run_questions(
    table: pd.DataFrame, place: str, *, split: str | None, prequential: bool, seed: int
) -> _Run:
    """Back-test on questions."""
    try:
        trained = TRAINED if split is None else float(split)
    except ValueError as error:
        raise OptionError("split", split, "a share between 0 and 1 for questions") from error
    task = build_task(to_activities(table, place=place), trained=trained)
    quality, chosen = measure_questions(task, prequential=prequential, seed=seed)
    kind = "questions, prequential" if prequential else "questions"
    return _Run(kind, quality, chosen, task.sizes, f"{trained:g}")


def _run_participations(
    table: pd.DataFrame, parts: pd.DataFrame | None, place: str, *, split: str | None, seed: int
) -> _Run:
    """Back-test on participations."""
    rows = to_participations(table, place=place)
    days = choose_days(rows) if split is None else _read_days(split)
    tasks = build_tasks(rows, parts, days)
    quality, chosen = measure_partners(tasks, seed=seed)
    known = tasks[0].known
    sizes = {
        "participations": len(rows),
        "training_projects": known.members.shape[0],
        "training_organisations": len(known.organisations),
        "learners": len(tasks[0].learners),
    }
    return _Run(
        "participations", quality, chosen, sizes, ",".join(f"{day:%Y-%m-%d}" for day in days)
    )


def _read_days(split: str) -> tuple[pd.Timestamp, ...]:
    """Days with commas between; raises InvalidDateError for what is none."""
    days = []
    for text in split.split(","):
        try:
            days.append(pd.to_datetime(text.strip(), format="%Y-%m-%d"))
        except ValueError as error:
            raise InvalidDateError(text) from error
    return tuple(days)


def _list_rows(quality: Mapping[str, Floats], *, seed: int) -> list[dict[str, object]]:
    """One row per system: ours first, then by falling NDCG@10 and name."""
    means = {name: found.mean(axis=0) for name, found in quality.items()}
    place = MEASURES.index("ndcg_at_10")
    names = sorted(quality, key=lambda name: (name != OURS, -means[name][place], name))
    leads = measure_leads(quality[OURS], np.stack([quality[name] for name in names]), seed=seed)
    rows = []
    for number, name in enumerate(names):
        row: dict[str, object] = {"system": name, "n": len(quality[name])}
        row |= dict(zip(MEASURES, means[name], strict=True))
        for ending, values in zip(("", "_low", "_high"), leads, strict=True):
            row |= {f"{short}_lead{ending}": values[number, m] for m, short in enumerate(_SHORT)}
        rows.append(row)
    return rows


def _build_record(
    run: _Run, path: Path, parts: str | os.PathLike[str] | None, *, seed: int
) -> dict[str, object]:
    """What a figure must be reported with; None for a commit that is not known."""
    files = [path] if parts is None else [path, Path(parts)]
    return {
        "task": run.task,
        "files": {file.name: sha256(file.read_bytes()).hexdigest() for file in files},
        "split": run.split,
        "seed": seed,
        "resamples": RESAMPLES,
        "sizes": dict(run.sizes),
        "chosen_on_training_part": dict(run.chosen),
        "versions": {"python": platform.python_version()} | {n: version(n) for n in _LIBRARIES},
        "commit": _find_commit(),
    }


def _find_commit() -> str | None:
    """Commit of the clone this runs from; None if it is not one, or git is not there."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    try:
        answer = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()
