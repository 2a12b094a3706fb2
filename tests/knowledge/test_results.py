"""Terms become columns: one dtype per column, decided by the datatypes met."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from hubgraph.knowledge.results import build_frame
from hubgraph.knowledge.triples import node


def typed(text: str, datatype: str) -> Literal:
    """Literal of an XML Schema datatype."""
    return Literal(text, datatype=node(f"xsd:{datatype}"))


def column(*terms: Literal | NamedNode | BlankNode | None) -> pd.Series:
    """Column made of these terms."""
    return build_frame(["x"], [(term,) for term in terms])["x"]


@pytest.mark.parametrize(
    ("terms", "dtype", "values"),
    [
        ([typed("3", "integer"), typed("-4", "int")], "Int64", [3, -4]),
        ([typed("3", "integer"), typed("0.5", "decimal")], "Float64", [3.0, 0.5]),
        ([typed("1e2", "double"), typed("1", "float")], "Float64", [100.0, 1.0]),
        ([typed("true", "boolean"), typed("0", "boolean")], "boolean", [True, False]),
        ([Literal("Rat", language="de"), Literal("advice")], "str", ["Rat", "advice"]),
        ([typed("2018-10", "gYearMonth")], "str", ["2018-10"]),
        ([typed("2018-10-10T09:00:00", "dateTime")], "str", ["2018-10-10T09:00:00"]),
        ([node("hgd:ulm"), NamedNode("urn:x:y")], "str", ["hgd:ulm", "urn:x:y"]),
        ([BlankNode("b")], "str", ["_:b"]),
        ([typed("3", "integer"), Literal("three")], "str", ["3", "three"]),
        ([typed("3", "integer"), typed("true", "boolean")], "str", ["3", "true"]),
    ],
)
def test_dtype_follows_the_datatypes(terms: list[Literal], dtype: str, values: object) -> None:
    whole = column(*terms)
    assert whole.dtype == dtype
    assert whole.tolist() == values
    gappy = column(None, *terms)
    assert gappy.dtype == dtype
    assert gappy.isna().tolist() == [True] + [False] * len(terms)


def test_days_become_dates() -> None:
    days = column(typed("2018-10-10", "date"), None, typed("2018-10-11Z", "date"))
    assert days.dtype == "datetime64[s]"
    assert days.dropna().dt.date.tolist() == [date(2018, 10, 10), date(2018, 10, 11)]


@pytest.mark.parametrize(
    "bad",
    [
        typed("three", "integer"),
        typed("9" * 30, "integer"),
        typed("much", "decimal"),
        typed("maybe", "boolean"),
        typed("2018-02-30", "date"),
        typed("-0044-03-15", "date"),
    ],
)
def test_a_value_its_datatype_does_not_allow_makes_text(bad: Literal) -> None:
    fine = {"integer": "1", "decimal": "1.5", "boolean": "true", "date": "2018-10-10"}
    good = Literal(fine[bad.datatype.value.rpartition("#")[2]], datatype=bad.datatype)
    assert column(good, bad, None).dtype == "str"
    assert column(good, bad).tolist() == [good.value, bad.value]


def test_an_empty_answer_keeps_its_columns() -> None:
    empty = build_frame(["hub", "name"], [])
    assert list(empty.columns) == ["hub", "name"]
    assert len(empty) == 0


def test_a_column_without_any_value_is_missing_text() -> None:
    assert column(None, None).isna().all()
    assert column(None).dtype == "str"


@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8"))), max_size=5))
def test_texts_stay_as_they_are(texts: list[str | None]) -> None:
    found = column(*(None if text is None else Literal(text) for text in texts))
    assert [None if pd.isna(text) else text for text in found] == texts
