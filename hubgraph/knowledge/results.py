"""Answers of a query become tables: one dtype per column, decided by the datatypes met."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import pandas as pd
import pyoxigraph

from hubgraph.knowledge.store import Term
from hubgraph.vocabulary import PREFIXES, compact_iri

_XSD = PREFIXES["xsd"]
_INTEGERS = {"integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"}
_FLOATS = {"decimal", "double", "float"}


def build_frame(names: Sequence[str], rows: Sequence[tuple[Term | None, ...]]) -> pd.DataFrame:
    """Table of native terms, each column with the dtype its values share."""
    columns = {name: _to_series([row[index] for row in rows]) for index, name in enumerate(names)}
    return pd.DataFrame(columns, columns=list(names), index=pd.RangeIndex(len(rows)))


def _to_series(terms: Sequence[Term | None]) -> pd.Series:
    """Column of one dtype: whole numbers, numbers, truth values, days, else text.

    One value that its datatype does not allow, or that does not fit, makes it text.
    """
    texts = [None if term is None else _to_text(term) for term in terms]
    kind = _common_kind({_kind(term) for term in terms if term is not None})
    try:
        read, dtype = _READERS[kind]
        values = [None if text is None else read(text) for text in texts]
        return pd.Series(values, dtype=dtype)
    except (ValueError, OverflowError):
        return pd.Series(texts, dtype="str")


def _common_kind(kinds: set[str]) -> str:
    """Kind a column can have as a whole; whole numbers among numbers are numbers."""
    if kinds == {"integer", "float"}:
        return "float"
    return kinds.pop() if len(kinds) == 1 else "text"


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


def _to_truth(text: str) -> bool:
    """Truth value of its lexical form; ValueError for any other text."""
    if text not in _TRUTHS:
        raise ValueError(text)
    return _TRUTHS[text]


_TRUTHS: Mapping[str, bool] = MappingProxyType(
    {"true": True, "1": True, "false": False, "0": False}
)
_READERS: Mapping[str, tuple[Callable[[str], object], str]] = MappingProxyType(
    {
        "boolean": (_to_truth, "boolean"),
        "date": (lambda text: date.fromisoformat(text[:10]), "datetime64[s]"),
        "float": (float, "Float64"),
        "integer": (int, "Int64"),
        "text": (str, "str"),
    }
)
