"""Values become what every file format can hold."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from rdflib import XSD, BNode, Literal, URIRef

from hubgraph.portable import clean_text, to_plain, to_series, to_text, unify
from hubgraph.vocabulary import PREFIXES


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_what_is_missing_is_nothing(missing: object) -> None:
    assert to_plain(missing) is None
    assert to_text(missing) == ""
    assert to_plain(["a", missing, "b"]) == "a; b"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.bool_(1), True),
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (Decimal("1.5"), 1.5),
        (float("inf"), "inf"),
        ("", ""),
        (date(2020, 12, 31), "2020-12-31"),
        (pd.Timestamp("2020-12-31"), "2020-12-31"),
        (np.datetime64("2020-12-31"), "2020-12-31"),
        (datetime(2020, 12, 31, 9, 30, tzinfo=UTC), "2020-12-31T09:30:00+00:00"),
        (("x", 1, True), "x; 1; true"),
        ({"b", "a"}, "a; b"),
        (np.array([1, 2]), "1; 2"),
        (pd.Series(["x", "y"]), "x; y"),
        ({"b": [date(2020, 1, 1)], "a": {"c": None}}, '{"a": {"c": null}, "b": ["2020-01-01"]}'),
        (URIRef(PREFIXES["hgd"] + "ulm"), "hgd:ulm"),
        (URIRef("urn:x"), "urn:x"),
        (BNode("b0"), "b0"),
        (Literal("Süd", lang="de"), "Süd"),
        (Literal(3), 3),
        (Literal("2020-12-31", datatype=XSD.date), "2020-12-31"),
        (Literal("3", datatype=URIRef("urn:unknown")), "3"),
        ("bell\x07 half\ud83d end\r\n", "bell half\ufffd end\n"),
    ],
)  # fmt: skip
def test_a_value_is_plain(value: object, plain: object) -> None:
    found = to_plain(value)
    assert found == plain
    assert type(found) is type(plain)


def test_cleaned_text_is_text_in_utf_8_and_xml() -> None:
    every = "".join(chr(number) for number in range(0x110000))
    cleaned = clean_text(every)
    assert cleaned.encode()
    assert set(range(32)) & set(map(ord, cleaned)) == {9, 10}
    assert "Ü → 😀" in clean_text("Ü → 😀")


def test_one_kind_for_a_column() -> None:
    assert unify([1, None, 2]) == (1, None, 2)
    assert [type(value) for value in unify([1, 2.0])] == [float, float]
    assert unify([True, 1, 0.5, "x"]) == ("true", "1", "0.5", "x")
    kinds = [str(to_series(unify(values)).dtype) for values in ([1, 0.5], [True], [None], ["x"])]
    assert kinds == ["Float64", "boolean", "str", "str"]
