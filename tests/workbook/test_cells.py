"""Cells: what people type becomes one spelling, or is refused with the sentence that fits."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubgraph.workbook.cells import LONGEST_CELL, read_cell
from hubgraph.workbook.contracts import CellKind, InputColumn, input_tables
from hubgraph.workbook.findings import CellError


def column(kind: CellKind, **more: object) -> InputColumn:
    """Column of a kind."""
    return InputColumn("x", kind, "a column", **more)  # type: ignore[arg-type]


LEVEL = column("integer", least=0, most=5)
WEIGHT = column("decimal", above=0, most=1)
KIND = input_tables()["organisations"].column("kind")


@pytest.mark.parametrize(
    ("kind", "text", "spelled"),
    [
        (column("date"), "2018", "2018"),
        (column("date"), "2018-10", "2018-10"),
        (column("date"), "2018-10-10", "2018-10-10"),
        (column("date"), "10.10.2018", "2018-10-10"),
        (column("date"), "1.9.2018", "2018-09-01"),
        (column("date"), "1. 9. 2018", "2018-09-01"),
        (column("date"), "9/2018", "2018-09"),
        (column("date"), "09.2018", "2018-09"),
        (column("day"), "29.2.2020", "2020-02-29"),
        (LEVEL, "3", "3"),
        (LEVEL, "3.0", "3"),
        (LEVEL, "3,0", "3"),
        (WEIGHT, "0,5", "0.5"),
        (WEIGHT, "0.50", "0.50"),
        (column("decimal"), "1.250,5", "1250.5"),
        (column("decimal"), "1 250 000", "1250000"),
        (column("decimal"), "1\u202f250", "1250"),
        (KIND, "regional_hub", "regional_hub"),
        (KIND, "Regionaler Hub", "regional_hub"),
        (KIND, "regional hub", "regional_hub"),
        (KIND, "UNTERNEHMEN", "company"),
        (column("yes"), "Ja", "yes"),
        (column("yes"), "x", "yes"),
        (column("yes"), "nein", ""),
        (column("url"), "https://a.example; https://b.example", "https://a.example ; https://b.example"),
        (column("url"), "https://a.example/x;y=1", "https://a.example/x;y=1"),
        (column("duration"), "P3Y", "P3Y"),
    ],
)  # fmt: skip
def test_what_people_type_gets_one_spelling(kind: InputColumn, text: str, spelled: str) -> None:
    assert read_cell(text, kind) == spelled
    assert not spelled or read_cell(spelled, kind) == spelled


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        (column("date"), "29.2.2019", "date"),
        (column("date"), "10.10.18", "date"),
        (column("date"), "2018-1-1", "date"),
        (column("date"), "\uff12\uff10\uff11\uff19", "date"),
        (column("date"), "bald", "date"),
        (column("day"), "2018-10", "day"),
        (LEVEL, "drei", "integer"),
        (LEVEL, "2.5", "integer"),
        (LEVEL, "٣", "integer"),
        (LEVEL, "1_0", "integer"),
        (LEVEL, "6", "out_of_range"),
        (LEVEL, "-1", "out_of_range"),
        (WEIGHT, "0", "out_of_range"),
        (WEIGHT, "1,5", "out_of_range"),
        (WEIGHT, "nan", "decimal"),
        (WEIGHT, "1e-2", "decimal"),
        (column("decimal"), "1,250.5.0", "decimal"),
        (KIND, "Verein", "choice"),
        (column("yes"), "vielleicht", "yes"),
        (column("url"), "example.org", "url"),
        (column("url"), "https://example.org/<script>", "url"),
        (column("url"), "javascript:alert(1)", "url"),
        (column("duration"), "3 Jahre", "duration"),
        (column("id"), "has space", "id"),
        (column("id"), "-x", "id"),
        (column("language"), "Deutsch", "language"),
        (column("text"), "a\x00b", "control_character"),
        (column("text"), "x" * (LONGEST_CELL + 1), "too_long"),
    ],
)
def test_what_does_not_fit_is_refused(kind: InputColumn, text: str, key: str) -> None:
    with pytest.raises(CellError) as caught:
        read_cell(text, kind)
    assert caught.value.key == key


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=50))
def test_free_text_is_kept_as_it_is(text: str) -> None:
    plain = unicodedata.normalize("NFC", text)
    if not {"\ufffe", "\uffff"} & set(plain):
        assert read_cell(plain, column("text")) == plain


@given(st.text(max_size=20), st.sampled_from(["date", "day", "decimal", "integer", "yes", "id"]))
def test_a_cell_is_read_the_same_twice_or_refused(text: str, kind: CellKind) -> None:
    try:
        first = read_cell(text, column(kind))
    except CellError:
        return
    assert not first or read_cell(first, column(kind)) == first
