"""What would fill the memory, or never end, is refused before it is opened, and said why."""

from pathlib import Path

import pytest
from fuzz_draft import MAIN, make_draft, pack, write_parts

from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.readers import read_sheets
from hubgraph.workbook.safety import UnsafeFileError, require_safe

HEAD = f'<worksheet xmlns="{MAIN}"><sheetData>'
TAIL = "</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet3.xml"
WIDE = f"<row>{'<c><v>1</v></c>' * 16_384}</row>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'


def problem_of(path: Path, parts: dict[str, bytes]) -> SheetFinding:
    """Return why a file of these members is not opened."""
    path.write_bytes(pack(parts))
    with pytest.raises(UnsafeFileError) as caught:
        require_safe(path)
    assert caught.value.finding in read_sheets(path)[1]
    return caught.value.finding


def parts_of(suffix: str, **members: str) -> dict[str, bytes]:
    """Members of a small survey, and some in place of others."""
    parts = write_parts(make_draft(suffix))
    return parts | {name: text.encode() for name, text in members.items()}


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c r="XFD1048576"><v>1</v></c></row>',
        '<row><c r="xfd1048576"><v>1</v></c></row>',
        '<row><c r="XFD1048576" t="inlineStr"><is/></c></row>',
        f'{WIDE}<row r="1048576"><c><v>1</v></c></row>',
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("place", [SHEET, "xl/pages/a.XML"])
def test_cells_in_opposite_corners_are_refused(
    tmp_path: Path, rows: str, prefix: str, place: str
) -> None:
    parts = parts_of(".xlsx")
    text = f'<row r="1"><c r="A1"><v>1</v></c></row>{rows}'
    whole = (HEAD + text + TAIL).replace("</", "\0").replace("<", f"<{prefix}")
    whole = whole.replace("\0", f"</{prefix}").replace(
        "xmlns=", f"xmlns:{prefix}".rstrip(":") + "="
    )
    parts[place] = whole.replace("xmlns:=", "xmlns=").encode()
    links = "xl/_rels/workbook.xml.rels"
    target = place.removeprefix("xl/").encode()
    parts[links] = parts[links].replace(b"worksheets/sheet3.xml", target)
    found = problem_of(tmp_path / "a.xlsx", parts)
    assert (found.key, found.sheet, found.value) == ("far_cell", "Angebote", "XFD1048576")
    assert "XFD1048576" in found.sentence("de")
    assert "XFD1048576" in found.sentence("en")


def test_repeated_cells_are_counted(tmp_path: Path) -> None:
    draft = make_draft(".ods")
    draft.far = "yes"
    found = problem_of(tmp_path / "a.ods", write_parts(draft))
    assert (found.key, found.sheet) == ("far_cell", "Angebote")
    parts = write_parts(make_draft(".ods"))
    old, many = b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16000" '
    parts["content.xml"] = parts["content.xml"].replace(old, many)
    old, many = b"<table:table-row>", b'<table:table-row table:number-rows-repeated="9999">'
    parts["content.xml"] = parts["content.xml"].replace(old, many)
    assert problem_of(tmp_path / "a.ods", parts).key == "too_big"


@pytest.mark.parametrize(
    ("name", "unit"),
    [(SHEET, '<c r="A1"/>'), ("xl/sharedStrings.xml", "<si/>"), ("xl/workbook.xml", "<sheet/>")],
)
def test_small_files_of_very_many_elements_are_refused(
    tmp_path: Path, name: str, unit: str
) -> None:
    found = problem_of(tmp_path / "a.xlsx", parts_of(".xlsx", **{name: HEAD + unit * 900_000}))
    assert (found.key, found.words["problem"]) == ("too_big", "XML elements")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    found = problem_of(tmp_path / "a.xlsx", parts_of(".xlsx", bomb="0" * 90_000_000))
    assert found.key == "too_big"
    assert "bytes unpacked" in found.message("en")


def test_a_vast_merged_area_is_refused(tmp_path: Path) -> None:
    draft = make_draft(".xlsx")
    draft.merged["Angebote"] = "A2:XFD1048576"
    found = problem_of(tmp_path / "a.xlsx", write_parts(draft))
    assert (found.key, found.words["problem"]) == ("too_big", "A2:XFD1048576 merged")


@pytest.mark.parametrize(
    ("suffix", "name"),
    [
        (suffix, name)
        for suffix in (".xlsx", ".ods")
        for name in write_parts(make_draft(suffix))
        if name.endswith((".xml", ".rels"))
    ],
)
def test_entities_are_refused_wherever_they_are_declared(
    tmp_path: Path, suffix: str, name: str
) -> None:
    parts = write_parts(make_draft(suffix))
    parts[name] = parts[name].replace(b"?>", f"?>{LAUGHS}".encode(), 1)
    found = problem_of(tmp_path / f"a{suffix}", parts)
    assert (found.key, found.words["problem"]) == ("broken_file", "XML entities")


def test_a_sheet_nobody_looked_into_is_refused(tmp_path: Path) -> None:
    parts = parts_of(".xlsx", **{"xl/a.dat": HEAD + TAIL})
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(b"worksheets/sheet3.xml", b"a.dat")
    assert problem_of(tmp_path / "a.xlsx", parts).key == "broken_file"


def test_a_sheet_inside_a_sheet_hides_nothing(tmp_path: Path) -> None:
    parts = write_parts(make_draft(".ods"))
    inside = b'<table:table table:name="a"></table:table></table:table>'
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", inside, 1)
    assert problem_of(tmp_path / "a.ods", parts).key == "broken_file"


def test_formulas_and_errors_of_an_open_document_are_seen(tmp_path: Path) -> None:
    parts = write_parts(make_draft(".ods"))
    old = b'<table:table-cell office:value-type="float" office:value="3"/>'
    assert old in parts["content.xml"]
    new = b'<table:table-cell table:formula="of:=1+1"/>'
    error = (
        b'<table:table-cell table:formula="of:=1/0" office:value-type="string"'
        b' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    space = b'<office:document-content xmlns:calcext="urn:x" '
    for cell, key, value in ((new, "empty_formula", None), (error, "cell_error", "#DIV/0!")):
        text = parts["content.xml"].replace(old, cell, 1)
        content = text.replace(b"<office:document-content ", space)
        (tmp_path / "a.ods").write_bytes(pack(parts | {"content.xml": content}))
        (found,) = read_sheets(tmp_path / "a.ods")[1]
        assert (found.key, found.value) == (key, value)
        assert (found.sheet, found.row, found.column) == ("Angebote", 2, "Stufe")


def test_a_sheet_with_gaps_is_read(tmp_path: Path) -> None:
    draft = make_draft(".xlsx")
    draft.far = "E100000"
    parts = write_parts(draft)
    styled = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", styled)
    (tmp_path / "a.xlsx").write_bytes(pack(parts))
    sheets, findings = read_sheets(tmp_path / "a.xlsx")
    assert not findings
    assert next(sheet for sheet in sheets if sheet.name == "Angebote").rows[-1] == 100_000
