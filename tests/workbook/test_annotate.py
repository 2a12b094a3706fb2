"""The annotated copy: every finding at its cell, whatever was handed in, and nothing alive."""

from pathlib import Path

import pytest
from fuzz_cells import SPREADSHEETS, TEXTS, say
from fuzz_draft import Draft, make_draft, pack, write_parts, write_tables
from openpyxl import load_workbook
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.worksheet.worksheet import Worksheet

import hubgraph as hg
from hubgraph.knowledge.workbook import read_intake

FORMS = [*SPREADSHEETS, ".csv"]
FORMULAS = [*TEXTS["formula text"], "\tx", "\rx", "\uff0b1", "\uff0d1", "\uff201", "+1", "-1+1"]


def write(draft: Draft, folder: Path) -> Path:
    """Write a draft as a file or a folder."""
    path = folder / f"survey{draft.form}"
    if draft.form in SPREADSHEETS:
        path.write_bytes(pack(write_parts(draft)))
    else:
        write_tables(draft, path)
    return path


def annotate(path: Path) -> dict[str, Worksheet]:
    """Sheets of the annotated copy of a workbook by title, that of the findings first."""
    target = path.parent / "annotated.xlsx"
    hg.check_workbook(path, annotated=target, lang="de")
    return {page.title: page for page in load_workbook(target).worksheets}


def live_cells(pages: dict[str, Worksheet]) -> list[object]:
    """Cells a spreadsheet program would calculate."""
    cells = [cell for page in pages.values() for row in page.iter_rows() for cell in row]
    assert len(cells) > 50
    return [cell.value for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("form", FORMS)
def test_texts_that_look_like_formulas_are_texts_in_the_copy(tmp_path: Path, form: str) -> None:
    draft = make_draft(form)
    for text in FORMULAS:
        say(draft, text)
        draft.add_row("Angebote", [text, "HN", 2, None, None])
    path = write(draft, tmp_path)
    pages = annotate(path)
    assert not live_cells(pages)
    stored = [cell.value for cell in pages["Angebote"]["D"]]
    assert {text.strip() for text in FORMULAS} <= {str(text).strip() for text in stored}
    spoken = {str(cell.value).strip() for cell in pages["Befunde"]["F"]}
    assert {text.strip() for text in FORMULAS} <= spoken


@pytest.mark.parametrize("form", FORMS)
def test_a_finding_is_coloured_and_said_at_its_cell(tmp_path: Path, form: str) -> None:
    draft = make_draft(form)
    row = draft.add_row("Angebote", ["Jonglieren", "HN", 2, None, None])
    cell = annotate(write(draft, tmp_path))["Angebote"].cell(row, 1)
    assert "Jonglieren" in cell.comment.text
    assert cell.fill.fgColor.rgb == "00F4B6B6"


def test_what_no_cell_and_no_sheet_can_hold_is_shown_as_far_as_possible(tmp_path: Path) -> None:
    draft = make_draft(".csv")
    draft.sheets["a[b]:*?"] = [["x\x00"], ["y\x1f"]]
    draft.sheets["x" * 40] = [["a"]]
    draft.sheets["x" * 40 + "y"] = [["a"]]
    draft.sheets["Angebote"][0] += [f"Spalte {number}" for number in range(20_000)]
    draft.add_row("Angebote", ["a\x00b", "HN", 2, "x" * 40_000, None])
    pages = annotate(write(draft, tmp_path))
    assert "a\ufffdb" in {cell.value for cell in pages["Befunde"]["F"]}
    assert {"a_b____", "x" * 28, "x" * 28 + "1"} < set(pages)
    assert max(page.max_column for page in pages.values()) == 16_384


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>", b"\xd0\xcf\x11\xe0"])
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_of_a_file_that_cannot_be_read_the_copy_lists_the_findings(
    tmp_path: Path, suffix: str, data: bytes
) -> None:
    path = tmp_path / f"survey{suffix}"
    path.write_bytes(data)
    (page,) = annotate(path).values()
    assert "lässt sich nicht lesen" in str(page["G2"].value)


def test_what_is_not_safe_to_open_is_not_opened(tmp_path: Path) -> None:
    draft = make_draft(".xlsx")
    draft.merged["Angebote"] = "A2:XFD1048576"
    (page,) = annotate(write(draft, tmp_path)).values()
    assert "A2:XFD1048576" in str(page["G2"].value)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        ("xl/styles.xml", b"<patternFill/>", b""),
        (
            "xl/worksheets/sheet3.xml",
            b"<v>3</v>",
            b'<f t="shared" ref="C2" si="0">cmd|\' /C calc\'!A0</f><v>3</v>',
        ),
    ],
)
def test_what_openpyxl_cannot_open_is_copied_cell_by_cell(
    tmp_path: Path, member: str, old: bytes, new: bytes
) -> None:
    path = tmp_path / "survey.xlsx"
    parts = write_parts(make_draft(".xlsx"))
    assert old in parts[member]
    parts[member] = parts[member].replace(old, new)
    path.write_bytes(pack(parts))
    with pytest.raises((TypeError, TokenizerError)):
        load_workbook(path)
    pages = annotate(path)
    assert list(pages)[1:] == list(make_draft(".xlsx").sheets)
    assert pages["Organisationen"]["A2"].value == "Hub Nord GmbH"


@pytest.mark.parametrize("target", ["copy.xlsx", "copy.ods", "copy", "copy.parquet"])
def test_texts_that_look_like_formulas_come_back_from_any_workbook(
    tmp_path: Path, target: str
) -> None:
    if target.endswith("parquet"):
        pytest.importorskip("pyarrow")
    draft = make_draft(".xlsx")
    for text in FORMULAS:
        say(draft, text)
    graph = hg.read_workbook(write(draft, tmp_path))
    path = hg.write_workbook(graph, tmp_path / target, lang="de")
    wordings = read_intake(path)[1].tables["statements"].cells["wording"]
    assert {text.strip() for text in FORMULAS} <= set(wordings)
    if target == "copy.xlsx":
        assert not live_cells({page.title: page for page in load_workbook(path).worksheets})
    for file in path.glob("*.csv") if path.is_dir() else ():
        cells = file.read_text("utf-8").replace("\n", ",").split(",")
        assert not [cell for cell in cells if cell.lstrip('"')[:1] in set("=+@\t\r\uff1d\uff0b")]
