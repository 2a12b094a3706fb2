"""Spreadsheets out: .ods with frozen headings, notes on them, and lists to choose from.

OpenDocument 1.3 (OASIS 2021): a zip archive of XML, written here line by line.
"""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from io import BytesIO

from hubgraph.catalogue import load_catalogue
from hubgraph.workbook.base import MARK
from hubgraph.workbook.layout import Book, LaidColumn, LaidSheet, to_value
from hubgraph.workbook.packing import LAST_ROW, add_member, require_room

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "config": "config", "fo": "xsl-fo-compatible", "manifest": "manifest", "meta": "meta",
        "number": "datastyle", "of": "of", "office": "office", "style": "style",
        "table": "table", "text": "text",
    }.items()
)  # fmt: skip
_STYLES = """
<number:date-style style:name="iso"><number:year number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>
</number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="iso"/>
<style:style style:name="head" style:family="table-cell">
<style:table-cell-properties fo:background-color="#1f3a5f" fo:wrap-option="wrap"/>
<style:text-properties fo:color="#ffffff" fo:font-weight="bold"/></style:style>
<style:style style:name="example" style:family="table-cell">
<style:text-properties fo:color="#808080" fo:font-style="italic"/></style:style>
<style:style style:name="prose" style:family="table-cell">
<style:table-cell-properties fo:wrap-option="wrap"/></style:style>"""
_FROZEN = {
    "HorizontalSplitMode": 0, "VerticalSplitMode": 2, "HorizontalSplitPosition": 0,
    "VerticalSplitPosition": 1, "ActiveSplitRange": 2, "PositionTop": 0, "PositionBottom": 1,
}  # fmt: skip


def to_ods(book: Book) -> bytes:
    """File of a workbook, equal to the byte every time.

    Raises HubgraphError if a sheet has too many rows.
    """
    require_room(book)
    parts = {
        "META-INF/manifest.xml": _list_parts(),
        "content.xml": "".join(_write_content(book)),
        "meta.xml": _wrap("meta", _describe(book)),
        "settings.xml": _wrap("settings", _freeze(book)),
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        add_member(archive, "mimetype", _TYPE.encode(), zipfile.ZIP_STORED)
        for name, text in parts.items():
            add_member(archive, name, text.encode(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _wrap(kind: str, text: str) -> str:
    """Document of a kind around its content."""
    tag = f"office:document-{kind}"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{tag} {_NAMESPACES} office:version="1.3">{text}</{tag}>'


def _describe(book: Book) -> str:
    """Properties of the document: what wrote it, and the mark if it bears one."""
    mark = f'<meta:user-defined meta:name="{MARK}">{book.mark}</meta:user-defined>'
    return (
        f"<office:meta><meta:generator>hubgraph</meta:generator>{mark * bool(book.mark)}"
        "</office:meta>"
    )


def _list_parts() -> str:
    """Manifest: what the archive holds."""
    entries = {"/": _TYPE} | dict.fromkeys(("content.xml", "meta.xml", "settings.xml"), "text/xml")
    lines = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in entries.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (
        f'{head}<manifest:manifest {_NAMESPACES} manifest:version="1.3">{lines}</manifest:manifest>'
    )


def _freeze(book: Book) -> str:
    """Settings that keep the headings of every sheet in sight."""
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="short">{value}</config:config-item>'
        for name, value in _FROZEN.items()
    )
    entry = "<config:config-item-map-entry"
    tables = "".join(
        f'{entry} config:name="{escape(sheet.title)}">{items}</config:config-item-map-entry>'
        for sheet in book.sheets
    )
    return (
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        f'<config:config-item-map-indexed config:name="Views">{entry}>'
        f'<config:config-item-map-named config:name="Tables">{tables}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>"
    )


def _write_content(book: Book) -> Iterator[str]:
    """Styles, lists to choose from, and the sheets."""
    start, _, end = _wrap("content", "\0").partition("\0")
    yield f"{start}<office:automatic-styles>{_STYLES}"
    for width in sorted({column.width for sheet in book.sheets for column in sheet.columns}):
        yield (
            f'<style:style style:name="wide{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * 0.2:.1f}cm"/>'
            "</style:style>"
        )
    yield "</office:automatic-styles><office:body><office:spreadsheet><table:content-validations>"
    for sheet in book.sheets:
        for column in sheet.columns:
            yield _write_list(sheet, column, book)
    yield "</table:content-validations>"
    for sheet in book.sheets:
        yield from _write_sheet(sheet)
    yield f"</office:spreadsheet></office:body>{end}"


def _write_list(sheet: LaidSheet, column: LaidColumn, book: Book) -> str:
    """List to choose from, '' for none; another entry brings a warning, never a wall."""
    if column.chosen_from:
        source = book.find(column.chosen_from)
        first = 3 if source.example else 2
        choices = f"[${_quoted(source)}.$A${first}:.$A${LAST_ROW + len(source)}]"
    elif column.choices:
        choices = ";".join('"' + word.replace('"', '""') + '"' for word in column.choices)
    else:
        return ""
    condition = escape(f"of:cell-content-is-in-list({choices})")
    error = escape(load_catalogue(book.lang).text("template.not_listed"))
    return (
        f'<table:content-validation table:name="{sheet.name}.{column.name}"'
        f' table:condition="{condition}" table:allow-empty-cell="true"'
        f' table:base-cell-address="{escape(_quoted(sheet))}.A2">'
        '<table:error-message table:message-type="warning" table:display="true"'
        f' table:title="hubgraph"><text:p>{error}</text:p></table:error-message>'
        "</table:content-validation>"
    )


def _quoted(sheet: LaidSheet) -> str:
    """Name of a sheet in an address."""
    return "'" + sheet.title.replace("'", "''") + "'"


def _write_sheet(sheet: LaidSheet) -> Iterator[str]:
    """One sheet: headings with notes, rows, and empty rows that offer the lists too."""
    yield f'<table:table table:name="{escape(sheet.title)}">'
    for column in sheet.columns:
        yield f'<table:table-column table:style-name="wide{column.width}"/>'
    heads = (_write_cell(c.title, ' table:style-name="head"', c.note) for c in sheet.columns)
    yield f"<table:table-row>{''.join(heads)}</table:table-row>"
    lists = [_name_list(sheet, column) for column in sheet.columns]
    for number, row in enumerate(sheet.rows()):
        example = ' table:style-name="example"' * bool(sheet.example and not number)
        cells = "".join(_write_row(sheet, row, lists, example))
        yield f"<table:table-row>{cells}</table:table-row>"
    if any(lists):
        cells = "".join(f"<table:table-cell{name}/>" for name in lists)
        yield f'<table:table-row table:number-rows-repeated="{LAST_ROW}">{cells}</table:table-row>'
    yield "</table:table>"


def _name_list(sheet: LaidSheet, column: LaidColumn) -> str:
    """Attribute that ties a cell to the list it is chosen from, '' for none."""
    chosen = column.choices or column.chosen_from
    return f' table:content-validation-name="{sheet.name}.{column.name}"' if chosen else ""


def _write_row(
    sheet: LaidSheet, row: Sequence[str], lists: Sequence[str], example: str
) -> Iterator[str]:
    """Cells of a row; a text is marked as such, so that one that begins with = is no formula."""
    for text, column, chosen in zip(row, sheet.columns, lists, strict=True):
        value = to_value(text, column)
        if isinstance(value, int | float):
            number = f' office:value-type="float" office:value="{text}"'
            yield f"<table:table-cell{chosen}{example}{number}/>"
        elif isinstance(value, date):
            style = example or ' table:style-name="day"'
            yield f'<table:table-cell{style} office:value-type="date" office:date-value="{text}"/>'
        else:
            prose = ' table:style-name="prose"' * column.is_prose
            yield _write_cell(text, chosen + (example or prose))


def _write_cell(text: str, attributes: str, note: str = "") -> str:
    """Cell with a text, exact in the attribute, line by line for the eye."""
    if not text:
        return f"<table:table-cell{attributes}/>"
    exact = escape(text).replace("\n", "&#10;").replace("\t", "&#9;")
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    said = f"<office:annotation><text:p>{escape(note)}</text:p></office:annotation>" if note else ""
    kind = f' office:value-type="string" office:string-value="{exact}"'
    return f"<table:table-cell{attributes}{kind}>{said}{lines}</table:table-cell>"
