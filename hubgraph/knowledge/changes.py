"""Changes: what an import does to a network, as people read it."""

from collections.abc import Iterator, Mapping

import pandas as pd
import pyoxigraph

from hubgraph.catalogue import load_catalogue
from hubgraph.knowledge.ontology_graphs import OWN_TOPICS
from hubgraph.knowledge.quads import list_terms, sort_quads
from hubgraph.workbook.contracts import input_tables
from hubgraph.workbook.findings import shorten
from hubgraph.workbook.forms import headings
from hubgraph.workbook.layout import OWN_TOPICS as OWN_TOPICS_SHEET
from hubgraph.workbook.merging import KINDS, Change

_MOST_ROWS = 20
_LONGEST = 48
_LEAD = 16


def compare_topics(
    current: pyoxigraph.Store | None, new: pyoxigraph.Store, *, exact: bool
) -> Iterator[Change]:
    """Statements about own topics that come or go, sorted.

    Unless the comparison is `exact`, those with blank nodes are left out: from one reading to
    the next they have other names.
    """
    old_lines, new_lines = (_list_topics(store, exact=exact) for store in (current, new))
    for line in sorted(old_lines ^ new_lines):
        yield Change("removed" if line in old_lines else "added", OWN_TOPICS_SHEET, line)


def _list_topics(store: pyoxigraph.Store | None, *, exact: bool) -> set[str]:
    """Statements about own topics, as lines."""
    own = pyoxigraph.Store()
    if store is not None:
        own.extend(store.quads_for_pattern(None, None, None, OWN_TOPICS))
    return {str(quad.triple) for quad in sort_quads(own) if exact or not _has_blank(quad)}


def _has_blank(quad: pyoxigraph.Quad) -> bool:
    """Whether a statement has a blank node."""
    return any(isinstance(term, pyoxigraph.BlankNode) for term in list_terms(quad))


def say_changes(
    table: pd.DataFrame, counts: Mapping[str, int], lang: str
) -> tuple[pd.DataFrame, list[str]]:
    """First of the changes (`tables.CHANGES`) as they are called in a language, and lines below.

    The lines say how many changes more there are, if any, and how many rows of each kind.
    """
    texts = load_catalogue(lang)
    first = table[:_MOST_ROWS].astype(object).where(table.notna(), "")
    rows = [_say_change(*cells, lang=lang) for cells in first.itertuples(index=False)]
    titles = [texts.text(f"import.column.{name}") for name in table.columns]
    spoken = pd.DataFrame(rows, columns=titles, dtype="str")
    rest = len(table) - len(spoken)
    lines = [texts.count("import.more", rest)] if rest else []
    return spoken, [*lines, texts.text("import.counts", **{kind: counts[kind] for kind in KINDS})]


def _say_change(*cells: str, lang: str) -> list[str]:
    """Cells of one change as they are called in a language."""
    kind, table, row, column, before, after = cells
    sheets, words = {**headings("sheets"), **headings("other")}, headings("words")
    if column and input_tables()[table].column(column).kind == "choice":
        before, after = (words[w].title[lang] if w in words else w for w in (before, after))
    return [
        load_catalogue(lang).text(f"import.kind.{kind}"),
        sheets[table].title[lang],
        shorten(row),
        headings("columns")[column].title[lang] if column else "",
        *_cut(before, after),
    ]


def _cut(before: str, after: str) -> Iterator[str]:
    """Two texts in one line each, cut so that one sees where they begin to differ."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))
    start = same - _LEAD if max(len(before), len(after)) > _LONGEST and same > _LEAD else 0
    for text in (before, after):
        line = "…" * bool(start and text) + text[start:].replace("\n", "⏎")
        yield shorten(line, _LONGEST)
