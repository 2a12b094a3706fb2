"""Any answer as a file: read back by the tools it is for, nothing run, nothing lost."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.errors import HubgraphError, UnknownFormatError, UnknownNameError, WrongTypeError
from hubgraph.formulas import bare_cell
from hubgraph.matching.profiles import Profiles
from hubgraph.workbook.table_files import SUFFIXES

TEXT = 'a | b & <c> "q" \\ _x_ *y* [z] 50 % $5 #1 {k} ~ ^ `d`\nÜ'
FORMULAS = ("=1+1", "+1", "-1+2", "@x", "\uff1d1")


@pytest.fixture(name="table")
def make_table() -> pd.DataFrame:
    """Make a table of all kinds of cells."""
    return pd.DataFrame(
        {
            "text": [TEXT, "=1+1", None],
            "list": [["a", "b"], [], ["-c"]],
            "whole": pd.array([1, None, -3], dtype="Int64"),
            "part": [0.123456, np.nan, 2.0],
            "truth": pd.array([True, None, False], dtype="boolean"),
            "day": pd.to_datetime(["2020-12-31", None, "2019-01-01"]),
            "object": [date(2020, 1, 2), None, 7],
        }
    )


PLAIN = [
    ["text", "list", "whole", "part", "truth", "day", "object"],
    [TEXT, "a; b", 1, 0.123456, True, "2020-12-31", "2020-01-02"],
    ["=1+1", "", None, None, None, None, None],
    [None, "-c", -3, 2.0, False, "2019-01-01", "7"],
]


def test_csv_comes_back_the_same(table: pd.DataFrame, tmp_path: Path) -> None:
    path = hg.export_table(table, tmp_path / "t.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[2][0] == "'=1+1"
    assert rows[3][1:4] == ["'-c", "-3", "2.0"]
    expected = [["" if cell is None else str(cell) for cell in row] for row in PLAIN]
    assert [[bare_cell(c) if c[:1] == "'" else c for c in row] for row in rows] == expected
    read = pd.read_csv(path)
    assert read["part"].iloc[0] == 0.123456


@pytest.mark.parametrize("formula", FORMULAS)
def test_nothing_is_a_formula(tmp_path: Path, formula: str) -> None:
    table = pd.DataFrame({formula: [formula, "x"]})
    with hg.export_table(table, tmp_path / "t.csv").open(encoding="utf-8") as lines:
        assert list(csv.reader(lines)) == [[f"'{formula}"], [f"'{formula}"], ["x"]]
    page = openpyxl.load_workbook(hg.export_table(table, tmp_path / "t.xlsx")).active
    assert [[(c.value, c.data_type) for c in row] for row in page] == [
        [(formula, "s")],
        [(formula, "s")],
        [("x", "s")],
    ]


def test_excel_comes_back_the_same(table: pd.DataFrame, tmp_path: Path) -> None:
    page = openpyxl.load_workbook(hg.export_table(table, tmp_path / "t.xlsx")).active
    rows = [[cell.value for cell in row] for row in page]
    assert rows == [[cell or None if cell == "" else cell for cell in row] for row in PLAIN]
    assert type(rows[1][2]) is int
    assert rows[1][4] is True
    assert page.freeze_panes == "A2"


def test_a_cell_too_long_for_excel_is_refused(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": ["x" * 32_768]})
    with pytest.raises(HubgraphError, match="too long for a cell"):
        hg.export_table(table, tmp_path / "t.xlsx")
    assert not list(tmp_path.iterdir())


def test_json_keeps_lists_and_kinds(table: pd.DataFrame, tmp_path: Path) -> None:
    rows = json.loads(hg.export_table(table, tmp_path / "t.json").read_text("utf-8"))
    lists = [["a", "b"], [], ["-c"]]
    expected = [dict(zip(PLAIN[0], row, strict=True)) for row in PLAIN[1:]]
    assert rows == [row | {"list": each} for row, each in zip(expected, lists, strict=True)]


def test_parquet_keeps_lists_and_kinds(table: pd.DataFrame, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    read = pd.read_parquet(hg.export_table(table, tmp_path / "t.parquet"))
    assert [list(each) for each in read["list"]] == [["a", "b"], [], ["-c"]]
    for place, name in enumerate(PLAIN[0]):
        if name != "list":
            cells = [None if pd.isna(cell) else cell for cell in read[name]]
            assert cells == [row[place] for row in PLAIN[1:]]


def printed(cell: object) -> str:
    """Cell of a printed table."""
    cell = round(cell, 4) if isinstance(cell, float) else cell
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def test_markdown_comes_back_the_same(table: pd.DataFrame, tmp_path: Path) -> None:
    lines = hg.export_table(table, tmp_path / "t.md").read_text("utf-8").splitlines()
    assert lines.pop(1) == "| --- | --- | ---: | ---: | --- | --- | --- |"
    rows = [re.split(r"(?<!\\) \| ", line.removeprefix("| ").removesuffix(" |")) for line in lines]
    codes = {"&lt;": "<", "&gt;": ">", "<br>": "\n", "&amp;": "&"}
    pattern = re.compile(r"\\(.)|" + "|".join(codes))
    read = [[pattern.sub(lambda m: m[1] or codes[m[0]], c.strip()) for c in row] for row in rows]
    assert read == [[printed(cell) for cell in row] for row in PLAIN]


def test_markdown_is_read_by_a_parser(table: pd.DataFrame, tmp_path: Path) -> None:
    markdown = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    text = hg.export_table(table, tmp_path / "t.md").read_text("utf-8")
    cells = [
        "".join("\n" if c.type == "html_inline" else c.content for c in token.children)
        for token in markdown.parse(text)
        if token.type == "inline"
    ]
    assert cells == [printed(cell) for row in PLAIN for cell in row]


def test_latex_comes_back_the_same(table: pd.DataFrame, tmp_path: Path) -> None:
    text = hg.export_table(table, tmp_path / "t.tex").read_text("utf-8")
    head, names, *rows, last, end = [line for line in text.splitlines() if line != r"\hline"]
    assert (head, end) == (r"\begin{tabular}{llrrlll}", r"\end{tabular}")
    words = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^", "bar": "|"}
    words |= {"less": "<", "greater": ">"}
    pattern = re.compile(r"\\text(\w+)\{\}|\\(.)")
    read = [
        [
            pattern.sub(lambda m: words[m[1]] if m[1] else m[2], c)
            for c in re.split(r"(?<!\\) ?& ?", r)
        ]
        for r in (line.removesuffix(r" \\") for line in (names, *rows, last))
    ]
    assert read == [[printed(cell).replace("\n", " ") for cell in row] for row in PLAIN]
    bare = pattern.sub("", text.replace(r"\begin{tabular}{llrrlll}", "").replace(end, ""))
    assert not re.search(r"[%$#_{}~^]", bare)


def test_columns_are_chosen_in_order(table: pd.DataFrame, tmp_path: Path) -> None:
    path = hg.export_table(table, tmp_path / "t.csv", columns=["whole", "text"])
    assert list(pd.read_csv(path).columns) == ["whole", "text"]
    with pytest.raises(UnknownNameError, match=r"no column 'hole'\. Did you mean 'whole'"):
        hg.export_table(table, tmp_path / "t.csv", columns=["hole"])


@pytest.mark.parametrize("suffix", [".csv", ".json", ".md", ".tex", ".xlsx"])
def test_answers_are_tables(profiles: Profiles, tmp_path: Path, suffix: str) -> None:
    suggestions = hg.suggest_learning(profiles, learner="digiZ")
    for answer in (suggestions, hg.find_gaps(profiles), suggestions.table.iloc[:0]):
        one, two = (hg.export_table(answer, tmp_path / f"{n}{suffix}") for n in (1, 2))
        assert one.read_bytes() == two.read_bytes() != b""


def test_an_index_that_says_something_is_a_column(tmp_path: Path) -> None:
    table = pd.Series([1, 2], index=pd.Index(["a", "b"], name="node")).to_frame("degree")
    path = hg.export_table(table, tmp_path / "t.csv")
    assert path.read_text("utf-8") == "node,degree\na,1\nb,2\n"
    path = hg.export_table(table.reset_index(drop=True).iloc[1:], tmp_path / "t.csv")
    assert path.read_text("utf-8") == "degree\n2\n"


def test_what_is_refused(table: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"\.csv, \.json, \.md, \.parquet, \.tex, \.xlsx"):
        hg.export_table(table, tmp_path / "t.docx")
    with pytest.raises(WrongTypeError, match="not a DataFrame"):
        hg.export_table("text", tmp_path / "t.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", sorted(set(SUFFIXES) - {".parquet"}))
def test_the_origin_is_in_the_file(graph: Dataset, tmp_path: Path, suffix: str) -> None:
    secret = hg.open_graph(hg.export_graph(graph, tmp_path / "own.trig"))
    public = hg.build_public(secret)
    path = hg.export_table(hg.query(public, "members"), tmp_path / f"t{suffix}", columns=["name"])
    snapshot = re.findall(r"[0-9a-f]{64}", str(hg.query(public, "members").attrs))
    assert len(snapshot) == 1
    if suffix != ".xlsx":
        assert snapshot[0] in path.read_text("utf-8")
    else:
        page = openpyxl.load_workbook(path).active
        assert {row[-1].value for row in page.iter_rows(min_row=2)} == set(snapshot)
