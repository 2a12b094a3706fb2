"""Files of the two kinds that rankings are measured on, recognised by their columns."""

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from hubgraph.errors import MissingFileError, TableError, UnreadableFileError

QUESTIONS = ("order", "topics", "learner", "teachers_score")
"""Questions and who answered them: `teachers_score` is 'user:score user:score …'."""

PARTICIPATIONS = ("rcn", "pic", "role", "type", "country", "start_date", "end_date", "contribution")
"""Organisations in projects."""

PARTS = ("rcn", "programme_part")
"""Projects in parts of a programme."""


def read_file(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a tab-separated file, plain or gzip, as text; columns as in one of the schemas.

    Raises MissingFileError, UnreadableFileError for what is no such file, and TableError for
    other columns.
    """
    if not Path(path).is_file():
        raise MissingFileError(path, hint="Name a file of questions or of participations.")
    try:
        table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, quoting=3)
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path, str(error).splitlines()[0].rstrip(".")) from error
    schemas = (QUESTIONS, PARTICIPATIONS, PARTS)
    if not any(set(schema) <= set(table.columns) for schema in schemas):
        wanted = "; or ".join(", ".join(schema) for schema in schemas)
        found = ", ".join(table.columns[:12])
        raise TableError([f"its columns are {found}; needed are {wanted}"], place=str(path))
    return table


def require_columns(table: pd.DataFrame, schema: tuple[str, ...], *, place: str) -> pd.DataFrame:
    """Columns of a schema; raises TableError if one is missing."""
    missing = [name for name in schema if name not in table.columns]
    if missing:
        raise TableError([f"column {name!r} is missing" for name in missing], place=place)
    return table[list(schema)]


def to_activities(questions: pd.DataFrame, *, place: str) -> pd.DataFrame:
    """Questions as activities: an answer teaches every topic of its question, votes aside.

    Who answers a question twice is counted once. Raises TableError with the line of a cell
    that cannot be read.
    """
    table = require_columns(questions, QUESTIONS, place=place).copy()
    table["order"] = _convert(table["order"], pd.to_numeric, place, "a number").astype(float)
    teachers = table["teachers_score"].str.split().explode()
    wrong = ~teachers.fillna(":").str.fullmatch(r"[^:]+:-?\d+")
    if wrong.any():
        line = int(teachers.index[wrong][:1].to_numpy(int).item()) + 2
        text = f"line {line}: {teachers[wrong].iloc[0]!r} is not user:score"
        raise TableError([text], place=place)
    answers = table.join(teachers.str.partition(":")[0].rename("organisation"))
    answers = answers.drop_duplicates(["order", "organisation"])
    answers["topic"] = answers["topics"].str.split()
    rows = answers.explode("topic").dropna(subset=["topic"])
    named = {"order": "activity", "learner": "learner", "organisation": "organisation"}
    rows = rows[[*named, "topic"]].rename(columns=named)
    rows = rows.drop_duplicates(["activity", "organisation", "topic"])
    return rows.assign(time=rows["activity"], weight=1.0).sort_values(
        "time", kind="stable", ignore_index=True
    )


def to_participations(table: pd.DataFrame, *, place: str) -> pd.DataFrame:
    """Participations with real days; one row per project and organisation.

    Raises TableError with the line of a day that cannot be read.
    """
    rows = require_columns(table, PARTICIPATIONS, place=place).copy()
    rows["start_date"] = _convert(rows["start_date"], pd.to_datetime, place, "a day, YYYY-MM-DD")
    rows = rows.sort_values(["start_date", "rcn", "pic"], kind="stable")
    return rows.drop_duplicates(["rcn", "pic"], ignore_index=True)


def _convert(
    column: pd.Series, convert: Callable[..., pd.Series], place: str, wanted: str
) -> pd.Series:
    """Column of another type; raises TableError with the first line that does not fit."""
    converted = convert(column, errors="coerce")
    wrong = converted.isna()
    if wrong.any():
        line = int(wrong.to_numpy().argmax()) + 2
        text = f"line {line}, column {column.name}: {column[wrong].iloc[0]!r} is not {wanted}"
        raise TableError([text], place=place)
    return converted
