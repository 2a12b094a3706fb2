"""A small survey as a draft to be broken, and what makes a file of it, part by part."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from survey import SMALL

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/package/2006/content-types"
OPEN = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOOKS = {
    ".xlsx": f"{_SHEET}.sheet.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}


@dataclass(frozen=True)
class Odd:
    """A cell as it stands in the XML of .xlsx and .ods, and as text in a CSV file."""

    xlsx: str
    ods: str
    text: str


Cell = str | int | float | bool | None | Odd


@dataclass
class Draft:
    """A survey on its way to a file: sheets of cells, and how they are to be packed.

    `wordings` are the texts that must come back from the network, in the order of their rows.
    `members` are further members of the archive, or files of the folder.
    """

    form: str
    sheets: dict[str, list[list[Cell]]]
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    shared: bool = False
    far: str = ""
    merged: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    members: dict[str, bytes] = field(default_factory=dict)
    wordings: list[str] = field(default_factory=list)

    def add_row(self, sheet: str, cells: list[Cell]) -> int:
        """Add a row at the end of a sheet; returns its number, the header being 1."""
        self.sheets[sheet].append(cells)
        return len(self.sheets[sheet])


def make_draft(form: str) -> Draft:
    """Draft without a fault: the small survey, and a sheet of sources."""
    sheets = {title: [list(row) for row in rows] for title, rows in SMALL.items()}
    sheets["Quellen"] = [["Kennung", "Titel", "Adresse"], ["q1", "Umfrage", None]]
    return Draft(form, sheets)  # type: ignore[arg-type]


def write_tables(draft: Draft, folder: Path) -> None:
    """Write a draft as a folder of text files; a name no file can have loses its slash."""
    folder.mkdir()
    for title, rows in draft.sheets.items():
        text = io.StringIO()
        quoting = csv.QUOTE_ALL if draft.line_end == "\r" else csv.QUOTE_MINIMAL
        writer = csv.writer(
            text, delimiter=draft.delimiter, lineterminator=draft.line_end, quoting=quoting
        )
        writer.writerows([_to_text(cell) for cell in row] for row in rows)
        name = title.replace("/", "_").replace("\0", "_")[:80]
        data = text.getvalue().encode(draft.encoding, errors="replace")
        (folder / f"{name}{draft.form}").write_bytes(data)
    for name, content in draft.members.items():
        (folder / Path(name).name).write_bytes(content)


def _to_text(cell: Cell) -> str:
    """Cell as a text file holds it."""
    if isinstance(cell, Odd):
        return cell.text
    return "" if cell is None else str(cell)


def write_parts(draft: Draft) -> dict[str, bytes]:
    """Members of a draft's archive by name."""
    parts = _write_ods(draft) if draft.form == ".ods" else _write_xlsx(draft)
    return {name: text.encode() for name, text in parts.items()} | draft.members


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Zip archive of members, equal to the byte every time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, stored)
    return file.getvalue()


def _write_xlsx(draft: Draft) -> dict[str, str]:
    """Members of an Excel file."""
    texts: dict[str, int] | None = {} if draft.shared else None
    pages = {
        f"xl/worksheets/sheet{number}.xml": _write_page(draft, title, texts)
        for number, title in enumerate(draft.sheets, start=1)
    }
    sheets = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="rId{n}"'
        + ' state="hidden"' * (title in draft.hidden)
        + "/>"
        for n, title in enumerate(draft.sheets, start=1)
    )
    targets = {
        f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, 1 + len(pages))
    }
    targets |= {"rIdS": ("styles", "styles.xml"), "rIdT": ("sharedStrings", "sharedStrings.xml")}
    strings = "".join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in texts or ())
    formats = '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    styles = "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills>"
    styles += "<borders><border/></borders>"
    styles += f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{formats}</cellXfs>"
    return {
        "[Content_Types].xml": _list_kinds(draft.form, [*pages]),
        "_rels/.rels": _link({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _link(targets),
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{MAIN}">{strings}</sst>',
        **pages,
    }


def _list_kinds(form: str, pages: list[str]) -> str:
    """List of the kinds of members."""
    named = {"xl/workbook.xml": _BOOKS[form], "xl/styles.xml": f"{_SHEET}.styles+xml"}
    named |= {"xl/sharedStrings.xml": f"{_SHEET}.sharedStrings+xml"}
    named |= dict.fromkeys(pages, f"{_SHEET}.worksheet+xml")
    package = "application/vnd.openxmlformats-package"
    return (
        f'{_HEAD}<Types xmlns="{KINDS}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="{package}.relationships+xml"/>'
        + "".join(f'<Override PartName="/{n}" ContentType="{k}"/>' for n, k in named.items())
        + "</Types>"
    )


def _link(targets: Mapping[str, tuple[str, str]]) -> str:
    """List of links from one member to others."""
    links = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{LINKS}">{links}</Relationships>'


def _write_page(draft: Draft, title: str, texts: dict[str, int] | None) -> str:
    """XML of one sheet of an Excel file."""
    rows = "".join(
        f'<row r="{number}">{"".join(_write_cells(number, row, texts))}</row>'
        for number, row in enumerate(draft.sheets[title], start=1)
    )
    if draft.far and title == "Angebote":
        rows += f'<row><c r="{draft.far}"><v>1</v></c></row>'
    merged = draft.merged.get(title)
    merge = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    data = f"<sheetData>{rows}</sheetData>{merge}"
    return f'{_HEAD}<worksheet xmlns="{MAIN}">{data}</worksheet>'


def _write_cells(number: int, row: list[Cell], texts: dict[str, int] | None) -> Iterator[str]:
    """XML of the cells of a row that are not empty."""
    for column, cell in enumerate(row):
        place = f'<c r="{_letters(column)}{number}"'
        if isinstance(cell, Odd):
            yield place + cell.xlsx
        elif isinstance(cell, bool):
            yield f'{place} t="b"><v>{cell:d}</v></c>'
        elif isinstance(cell, int | float):
            yield f"{place}><v>{cell}</v></c>"
        elif cell and texts is not None:
            yield f'{place} t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
        elif cell:
            text = f'<t xml:space="preserve">{escape(cell)}</t>'
            yield f'{place} t="inlineStr"><is>{text}</is></c>'


def _letters(column: int) -> str:
    """Letters of a column, the first being 0."""
    high, low = divmod(column, 26)
    return (_letters(high - 1) if high else "") + chr(65 + low)


def _write_ods(draft: Draft) -> dict[str, str]:
    """Members of an OpenDocument file."""
    spaces = " ".join(f'xmlns:{name}="{OPEN.format(name)}"' for name in ("office", "table", "text"))
    tables = "".join(_write_table(draft, title) for title in draft.sheets)
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    manifest = f'<manifest:manifest xmlns:manifest="{OPEN.format("manifest")}"/>'
    return {
        "mimetype": _ODS,
        "META-INF/manifest.xml": _HEAD + manifest,
        "content.xml": f"{_HEAD}<office:document-content {spaces}>{body}</office:document-content>",
    }


def _write_table(draft: Draft, title: str) -> str:
    """XML of one sheet of an OpenDocument file."""
    rows = "".join(
        f"<table:table-row>{''.join(map(_write_open_cell, row))}</table:table-row>"
        for row in draft.sheets[title]
    )
    if title in draft.merged:
        old, new = "<table:table-cell ", '<table:table-cell table:number-rows-spanned="2" '
        rows = new.join(rows.rsplit(old, 1))
    if draft.far and title == "Angebote":
        one = '<table:table-cell office:value-type="float" office:value="1"/>'
        gap = '<table:table-cell table:number-columns-repeated="16383"/>'
        rows += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        rows += f"</table:table-row><table:table-row>{gap}{one}</table:table-row>"
    return f"<table:table table:name={quoteattr(title)}>{rows}</table:table>"


def _write_open_cell(cell: Cell) -> str:
    """XML of one cell of an OpenDocument file."""
    tag, kind = "<table:table-cell ", 'office:value-type="'
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, Odd):
        return tag + cell.ods
    if isinstance(cell, bool):
        return f'{tag}{kind}boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, int | float):
        return f'{tag}{kind}float" office:value="{cell}"/>'
    exact = quoteattr(cell, {"\n": "&#10;", "\t": "&#9;"})
    shown = f"<text:p>{escape(cell)}</text:p></table:table-cell>"
    return f'{tag}{kind}string" office:string-value={exact}>{shown}'
