"""Spreadsheets out: headings, notes, lists and examples for people; exact cells for machines."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from defusedxml import ElementTree as XmlTree
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

import hubgraph as hg
from hubgraph.errors import ExistingPathError, HubgraphError, UnknownFormatError
from hubgraph.knowledge.workbook import read_intake
from hubgraph.workbook import packing
from hubgraph.workbook.forms import headings, survey_forms
from hubgraph.workbook.layout import Book, LaidColumn, LaidSheet, lay_out_template, to_value
from hubgraph.workbook.ods import to_ods
from hubgraph.workbook.xlsx import to_xlsx

WRITERS = {".ods": to_ods, ".xlsx": to_xlsx}
FORMULAS = ["=1+1", "+49 7", "-x", "@home", "'=1", '=HYPERLINK("x")', "\uff1d1", "{=1}"]
TEXTS = [*FORMULAS, "a\nb", "a  b", "a\tb", "_x0041_", "TRUE", "1.50", "#N/A", "<b>&\"'", "👩‍👩‍👧"]
FORMS = [".xlsx", ".ods", "", ".parquet"]


def book_of(texts: list[str], kind: str = "text") -> Book:
    """Workbook with cells of one kind below each other, and what any workbook has."""
    template = lay_out_template([], "de")
    sheet = LaidSheet("x", "Blatt »O'Neill«", (LaidColumn("x", kind, "x"),), [texts])
    return Book("de", (*template.sheets, sheet))


def cells_of(data: bytes) -> list[object]:
    """Cells below the heading of the last sheet, as stored."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheet = workbook.get_sheet_by_index(len(workbook.sheet_names) - 1)
    return [row[0] for row in sheet.to_python(skip_empty_area=False)[1:]]


@pytest.mark.parametrize("suffix", WRITERS)
def test_any_text_is_stored_as_it_is_and_never_as_a_formula(suffix: str) -> None:
    data = WRITERS[suffix](book_of(TEXTS))
    assert cells_of(data) == TEXTS
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if "sheet" in name or name == "content.xml"]
        assert sheets
        for name in sheets:
            assert not re.search(rb"<f>|<f |table:formula", archive.read(name)), name


def test_an_open_document_keeps_line_ends_and_tabs_whoever_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(to_ods(book_of(TEXTS)))) as archive:
        content = XmlTree.fromstring(archive.read("content.xml"))
    exact = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}string-value"
    assert [cell.get(exact) for cell in content.iter() if cell.get(exact)][-len(TEXTS) :] == TEXTS


@pytest.mark.parametrize("suffix", WRITERS)
def test_days_and_numbers_are_stored_as_such_where_they_come_back(suffix: str) -> None:
    days = ["2018-10-10", "1899-12-31", "2018-10", "14.05.2025"]
    assert cells_of(WRITERS[suffix](book_of(days, "date"))) == [date(2018, 10, 10), *days[1:]]
    numbers = ["3", "-2.5", "0.30000000000000004", "1.50", "0,5", "-0", "123456789012345"]
    stored = [3, -2.5, *numbers[2:6], 123456789012345]
    assert cells_of(WRITERS[suffix](book_of(numbers, "decimal"))) == stored


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_file_is_equal_to_the_byte_and_bears_no_day(suffix: str) -> None:
    first = WRITERS[suffix](book_of(TEXTS))
    assert WRITERS[suffix](book_of(TEXTS)) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        about = [name for name in archive.namelist() if name in {"docProps/core.xml", "meta.xml"}]
        assert about
        assert not any(re.search(rb">20[0-9]{2}-", archive.read(name)) for name in about)


def test_a_value_is_a_text_where_its_spelling_would_be_lost() -> None:
    assert to_value("2018-10-10", LaidColumn("x", "text", "x")) == "2018-10-10"
    assert to_value("007", LaidColumn("x", "integer", "x")) == "007"


@pytest.mark.parametrize("suffix", WRITERS)
def test_more_rows_than_fit_are_refused(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_MOST_ROWS", 20)
    assert WRITERS[suffix](book_of(["x"] * 19))
    with pytest.raises(HubgraphError, match=r"20 rows of x do not fit.*\.parquet folder"):
        WRITERS[suffix](book_of(["x"] * 20))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_template_guides_in_both_languages(tmp_path: Path, lang: str) -> None:
    book = load_workbook(hg.write_template(tmp_path / "survey.xlsx", lang=lang))
    other = {name: heading.title[lang] for name, heading in headings("other").items()}
    forms = [headings("sheets")[name].title[lang] for name in survey_forms()]
    assert book.sheetnames == [other["help"], *forms, other["topics"]]
    assert {page.freeze_panes for page in book.worksheets} == {"A2"}
    for form in survey_forms().values():
        page = book[headings("sheets")[form.name].title[lang]]
        assert page["A2"].value.startswith("# "), form.name
        assert page["A2"].value != "# ", form.name
        for cell, name in zip(page[1], form.columns, strict=True):
            shown = {"name_de": "name_en", "name_en": "name_de"}.get(name, name)
            heading = headings("columns")[name if lang == "de" else shown]
            assert cell.value == heading.title[lang]
            assert cell.comment.text == heading.note[lang], name
    needs = book[headings("sheets")["needs"].title[lang]]
    lists = {str(v.sqref)[0]: v.formula1 for v in needs.data_validations.dataValidation}
    assert lists["A"] == "hubgraph_organisations"
    assert lists["B"] == "hubgraph_topics"
    assert lists["C"] == '"1,2,3,4,5"'
    assert lists["I"] == ('"ja"' if lang == "de" else '"yes"')
    topics = [row[0].value for row in book[other["topics"]].iter_rows(min_row=2)]
    assert sum(topic.startswith("· ") for topic in topics) > 100
    assert any(not topic.startswith("· ") for topic in topics)
    assert book.defined_names["hubgraph_topics"].attr_text.startswith(f"'{other['topics']}'!$A$2")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_an_open_document_guides_as_well(tmp_path: Path, lang: str) -> None:
    path = hg.write_template(tmp_path / "survey.ods", lang=lang)
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        content, settings = (
            XmlTree.fromstring(archive.read(f"{n}.xml")) for n in ("content", "settings")
        )
        manifest = archive.read("META-INF/manifest.xml").decode()
        named = set(re.findall(r'full-path="([^"/]+)"', manifest))
        assert {"mimetype", "META-INF/manifest.xml", *named} == set(archive.namelist())
    table, text = (f"{{urn:oasis:names:tc:opendocument:xmlns:{n}:1.0}}" for n in ("table", "text"))
    pages = [page.get(f"{table}name") for page in content.iter(f"{table}table")]
    assert len(pages) == len(survey_forms()) + 2
    frozen = [
        e for e in settings.iter() if e.text == "2" and "VerticalSplitMode" in e.attrib.values()
    ]
    assert len(frozen) == len(pages)
    lists = {
        rule.get(f"{table}name"): rule.get(f"{table}condition")
        for rule in content.iter(f"{table}content-validation")
    }
    topics = headings("other")["topics"].title[lang]
    assert lists["needs.topic"].startswith(f"of:cell-content-is-in-list([$'{topics}'.$A$2:")
    assert lists["needs.target_level"] == 'of:cell-content-is-in-list("1";"2";"3";"4";"5")'
    used = {
        cell.get(f"{table}content-validation-name") for cell in content.iter(f"{table}table-cell")
    }
    assert used - {None} == set(lists)
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
    notes = {"".join(note.itertext()) for note in content.iter(office)}
    columns = {name for form in survey_forms().values() for name in form.columns}
    assert notes == {headings("columns")[name].note[lang] for name in columns}
    assert content.findall(f".//{text}p")


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("suffix", FORMS)
def test_an_untouched_template_lacks_nothing_but_a_network(
    tmp_path: Path, suffix: str, lang: str
) -> None:
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    path = hg.write_template(tmp_path / f"survey{suffix}", lang=lang)
    assert [finding.key for finding in read_intake(path)[1].findings] == ["no_network"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_filled_template_answers(tmp_path: Path, lang: str) -> None:
    path = hg.write_template(tmp_path / "survey.xlsx", lang=lang)
    book = load_workbook(path)
    ai = next(c.value for c in book.worksheets[-1]["A"] if "Intelli" in str(c.value).title())
    rows = {
        "networks": [["Testnetz", None, date(2025, 12, 31)]],
        "organisations": [
            ["Hub Nord", "HN", "regionaler Hub", None, "2018"],
            ["Hub Süd", None, "regional hub", None, date(2019, 3, 1)],
        ],
        "offers": [["HN", ai, 4, "wir können das", "de", "14.05.2025"]],
        "needs": [["Hub Süd", ai, 3, "0,5"]],
    }
    for name, cells in rows.items():
        for row in cells:
            book[headings("sheets")[name].title[lang]].append(row)
    book.save(path)
    graph = hg.read_workbook(path)
    assert hg.check_graph(graph).conforms
    (answer,) = hg.suggest_learning(hg.build_profiles(graph)).table.to_dict("records")
    assert (answer["learner"], answer["teacher"]) == ("hgd:hub-sud", "hgd:hn")


def test_a_template_replaces_nothing_unasked(tmp_path: Path) -> None:
    for name in ("survey.xlsx", "survey"):
        path = hg.write_template(tmp_path / name, lang="de")
        with pytest.raises(ExistingPathError, match="overwrite=True"):
            hg.write_template(path, lang="en")
        assert hg.write_template(path, lang="en", overwrite=True) == path
    assert (tmp_path / "survey" / "Needs.csv").is_file()
    assert not (tmp_path / "survey" / "Bedarfe.csv").exists()
    with pytest.raises(UnknownFormatError, match=r"'\.pdf'.*\.xlsx"):
        hg.write_template(tmp_path / "survey.pdf")
    with pytest.raises(HubgraphError, match="language"):
        hg.write_template(tmp_path / "survey.ods", lang="fr")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["survey", "survey.xlsx"]
