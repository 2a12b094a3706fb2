"""Uptake: which advice was followed, and what it was worth, with the numbers behind each share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.explanation.entries import name_question
from hubgraph.explanation.rows import QUERIES
from hubgraph.knowledge.queries import query
from hubgraph.knowledge.store import find_snapshot
from hubgraph.matching.proportions import measure_interval
from hubgraph.tables import UPTAKE, build_table, mark_snapshot

if TYPE_CHECKING:
    from rdflib import Graph

STEPS = {
    "decided": "shown",
    "taken": "decided",
    "met": "shown",
    "useful": "answered",
    "level_reached": "answered",
}
"""Each step, and among which suggestions it is counted."""

_HELPED = ("hg:useful", "hg:levelReached")
_ANSWERED = (*_HELPED, "hg:notUseful")


def measure_uptake(graph: "Graph", *, lang: str = "en") -> pd.DataFrame:
    """Measure which advice worked: per question, topic area, rank and certainty.

    Returns one row per group and step (columns: `hubgraph.tables.UPTAKE`): how many suggestions
    were decided on, of those shown; taken, of those decided on; met, of those shown; useful, and
    brought the learner to its target, of those that met and whose worth was told. Of several
    decisions and outcomes of a suggestion the latest counts. Each rate has its n and a 95 %
    interval (Wilson); with n = 0 it is missing, and `reason` says why. A suggestion that was
    shown in two runs counts twice. A topic below two areas counts in both. The figures describe:
    what was taken was not drawn by lot, so a difference is no effect of the advice.

    Raises UnknownNameError for a language without texts.

    >>> import hubgraph as hg
    >>> uptake = hg.measure_uptake(hg.load_graph("musterland"))
    >>> uptake[["by", "step", "n"]].head(1).to_dict("list"), uptake["rate"].notna().sum()
    ({'by': ['all'], 'step': ['decided'], 'n': [0]}, np.int64(0))
    """
    catalogue = load_catalogue(lang)
    shown = _mark_steps(query(graph, "suggested"))
    rows = [
        row
        for by, value, label, group in _list_groups(graph, shown, catalogue)
        for row in _count_steps(by, value, label, group, catalogue)
    ]
    return mark_snapshot(build_table(rows, UPTAKE), find_snapshot(graph))


def _mark_steps(shown: pd.DataFrame) -> pd.DataFrame:
    """Suggestions with a truth value per step, and per group a step is counted among."""
    met = shown["outcome"].notna() & (shown["outcome"] != "hg:notMet")
    answered = shown["outcome"].isin(_ANSWERED) | (met & shown["usefulness"].notna())
    graded = shown["usefulness"].notna()
    useful = (graded & (shown["usefulness"] > 0).fillna(value=False)) | (
        ~graded & shown["outcome"].isin(_HELPED)
    )
    return shown.assign(
        shown=True,
        decided_on_it=shown["decided"].notna(),
        taken=shown["decided"] == "hg:taken",
        met=met,
        answered=answered,
        useful=useful & answered,
        level_reached=shown["outcome"] == "hg:levelReached",
    )


def _list_groups(
    graph: "Graph", shown: pd.DataFrame, catalogue: Catalogue
) -> Iterator[tuple[str, str, str, pd.DataFrame]]:
    """What is counted by, which one, its label, and the suggestions in it."""
    yield "all", "all", catalogue.text("uptake.all"), shown
    for asked in QUERIES:
        group = shown[shown["question"] == name_question(asked)]
        if len(group):
            yield "question", name_question(asked), catalogue.text(f"query.{asked}"), group
    facets = query(graph, "topic-facets")
    for facet, table in facets.groupby("facet"):
        group = shown[shown["topic"].isin(table["topic"])]
        if len(group):
            labels = table[[f"facet_label_{catalogue.lang}", "facet_label_en", "facet"]].iloc[0]
            yield "facet", str(facet), str(labels.dropna().iloc[0]), group
    for rank, group in shown.groupby("rank"):
        yield "rank", str(rank), str(rank), group
    for word in ("high", "medium", "low"):
        group = shown[shown["certainty"] == f"hg:{word}Certainty"]
        if len(group):
            yield "certainty", f"hg:{word}Certainty", catalogue.text(f"certainty.{word}"), group


def _count_steps(
    by: str, value: str, label: str, group: pd.DataFrame, catalogue: Catalogue
) -> Iterator[dict[str, object]]:
    """Rows of one group, a step each."""
    for step, among in STEPS.items():
        count, n = (int(group[_COLUMNS.get(name, name)].sum()) for name in (step, among))
        ends = measure_interval(count, n)
        yield {
            "by": by,
            "value": value,
            "label": label,
            "step": step,
            "count": count,
            "of": among,
            "n": n,
            "rate": None if ends is None else count / n,
            "low": None if ends is None else ends[0],
            "high": None if ends is None else ends[1],
            "reason": None if ends is not None else catalogue.text(f"uptake.no_{among}"),
        }


_COLUMNS = {"decided": "decided_on_it"}
"""Columns that are not called like their step."""
