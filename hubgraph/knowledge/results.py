"""Answers of a query become tables: one dtype per column, decided by the datatypes met."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pyoxigraph

from hubgraph.vocabulary import PREFIXES, compact_iri

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple

_XSD = PREFIXES["xsd"]
_INTEGERS = {"integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"}
_FLOATS = {"decimal", "double", "float"}


def build_frame(names: Sequence[str], rows: Sequence[tuple[Term | None, ...]]) -> pd.DataFrame:
    """Table of native terms, each column with the dtype its values share."""
    columns = {name: _to_series([row[index] for row in rows]) for index, name in enumerate(names)}
    return pd.DataFrame(columns, columns=list(names), index=pd.RangeIndex(len(rows)))


def _to_series(terms: Sequence[Term | None]) -> pd.Series:
    """Column of one dtype: whole numbers, numbers, truth values, days, else text."""
    kinds = {_kind(term) for term in terms if term is not None}
    texts = [None if term is None else _to_text(term) for term in terms]
    if kinds == {"integer"}:
        return pd.Series([None if t is None else int(t) for t in texts], dtype="Int64")
    if kinds and kinds <= {"integer", "float"}:
        return pd.Series([None if t is None else float(t) for t in texts], dtype="Float64")
    if kinds == {"boolean"}:
        return pd.Series(
            [None if t is None else t in {"true", "1"} for t in texts], dtype="boolean"
        )
    if kinds == {"date"}:
        return pd.Series([t and date.fromisoformat(t[:10]) for t in texts], dtype="datetime64[s]")
    return pd.Series(texts, dtype="str")


def _kind(term: Term) -> str:
    """Group of datatypes a term belongs to: integer, float, boolean, date or text."""
    if not isinstance(term, pyoxigraph.Literal):
        return "text"
    local = term.datatype.value.removeprefix(_XSD)
    if local in _INTEGERS:
        return "integer"
    if local in _FLOATS:
        return "float"
    return local if local in {"boolean", "date"} else "text"


def _to_text(term: Term) -> str:
    """Text of a term: CURIE of an IRI, label of a blank node, lexical form of a literal."""
    if isinstance(term, pyoxigraph.NamedNode):
        return compact_iri(term.value)
    return term.value if isinstance(term, pyoxigraph.Literal) else str(term)
