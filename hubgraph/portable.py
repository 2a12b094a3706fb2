"""Values that every file format can hold: text, numbers, truth values, nothing."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from hubgraph.vocabulary import compact_iri

Plain = str | float
"""Text or number; truth values and whole numbers are numbers to Python's types."""

_LINE_ENDS = re.compile(r"\r\n?")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_HALVES = re.compile(r"[\ud800-\udfff]")


def to_plain(value: Any) -> Plain | None:
    """Value as text, number or truth value; None for whatever is missing.

    Lists are joined by '; ' without what is missing, sets sorted before; a mapping becomes
    JSON; days and times ISO 8601, a time at midnight a day; an IRI of rdflib its CURIE, a
    literal its value; a number that is not finite, and anything else, its text. Characters that
    XML cannot hold are left out, half of a pair of surrogates becomes U+FFFD.

    >>> to_plain(["x", 1.5, None]), to_plain(date(2020, 12, 31)), to_plain(float("nan"))
    ('x; 1.5', '2020-12-31', None)
    """
    if hasattr(value, "toPython"):
        value = _from_rdflib(value)
    if isinstance(value, np.ndarray | pd.Series | pd.Index):
        value = value.tolist()
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, Mapping):
        return json.dumps(_to_document(value), ensure_ascii=False, sort_keys=True)
    if isinstance(value, AbstractSet):
        value = sorted(map(to_text, value))
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(to_text, value)))
    if pd.isna(value):
        return None
    return _to_number(value) if isinstance(value, Real | Decimal | np.bool_) else _to_words(value)


def to_text(value: Any) -> str:
    """Plain value as text, '' for nothing; truth values in lower case.

    >>> to_text(True), to_text(2.0), to_text(None)
    ('true', '2.0', '')
    """
    plain: object = to_plain(value)
    if isinstance(plain, bool):
        return str(plain).lower()
    return "" if plain is None else str(plain)


def clean_text(text: str) -> str:
    r"""Text without characters that XML cannot hold; every line ends with a line feed.

    >>> clean_text("a\x07b\r\nc")
    'ab\nc'
    """
    return _HALVES.sub("\ufffd", _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", text)))


def unify(values: Iterable[Plain | None]) -> tuple[Plain | None, ...]:
    """Plain values of one kind: numbers where all are numbers, else texts.

    >>> unify([1, 2.5, None]), unify([1, "a"]), unify([True, 1])
    ((1.0, 2.5, None), ('1', 'a'), ('true', '1'))
    """
    listed = tuple(values)
    kinds = {type(value) for value in listed if value is not None}
    if len(kinds) <= 1:
        return listed
    if kinds == {int, float}:
        return tuple(None if value is None else float(value) for value in listed)
    return tuple(None if value is None else to_text(value) for value in listed)


def to_series(values: Sequence[Plain | None]) -> pd.Series:
    """Column of plain values of one kind, missing where there is none.

    >>> str(to_series([1, None]).dtype)
    'Int64'
    """
    kinds = {type(value) for value in values if value is not None}
    dtypes = {bool: "boolean", int: "Int64", float: "Float64"}
    return pd.Series(list(values), dtype=dtypes.get(next(iter(kinds), str), "str"))


def _from_rdflib(term: Any) -> Any:
    """Value of a literal, its text where it has none; CURIE of an IRI."""
    if hasattr(term, "datatype"):
        value = term.toPython()
        return str(term) if hasattr(value, "toPython") else value
    return compact_iri(str(term))


def _to_document(value: Any) -> Any:
    """Mapping or list as JSON has it, all the way down."""
    if isinstance(value, Mapping):
        return {to_text(name): _to_document(item) for name, item in value.items()}
    return [_to_document(item) for item in value] if isinstance(value, list) else to_plain(value)


def _to_number(value: Any) -> Plain:
    """Truth value, whole number or number of Python; text of one that is not finite."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isfinite(value) else str(value)


def _to_words(value: object) -> str:
    """Days and times as ISO 8601, anything else as its text."""
    if isinstance(value, datetime):
        day, time = value.isoformat().split("T")
        return day if time == "00:00:00" else f"{day}T{time}"
    return value.isoformat() if isinstance(value, date) else clean_text(str(value))
