"""Tables of networks, random ones and a small one, spelled as a graph spells them."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from pyoxigraph import NamedNode

from hubgraph.knowledge.triples import node
from hubgraph.workbook.contracts import (
    REFERENCE_GROUPS,
    InputColumn,
    InputTable,
    input_tables,
)
from hubgraph.workbook.filled import FilledTable, fill_table

Row = dict[str, str]

OWN_TOPICS = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix hgt: <https://w3id.org/hubgraph/topic/> .
<urn:example:juggling> skos:inScheme hgt:scheme ; skos:prefLabel "Jonglieren"@de .
<https://example.org/topics#a> skos:inScheme hgt:scheme ; skos:note [ skos:note "b" ] , ("c" 0.5) .
hgt:own skos:inScheme hgt:scheme . <https://w3id.org/hubgraph/topic/a:b> skos:inScheme hgt:scheme .
"""
TOPICS = (
    *("advice", "co-working", "own", "urn:example:juggling", "https://example.org/topics#a"),
    "https://w3id.org/hubgraph/topic/a:b",
)
ADDRESSES = (
    *("http://a.example/b,c", "https://b.example/?a=%22&b='1'", "https://c.example/ä;x=1;y=2"),
    "https://d.example/#=1+1",
)
HARD_TEXTS = (
    *("Straße", "👩‍👩‍👧 Öl", "\u202eabc\u202c", "שלום", 'say "no"', '"', "a\nb"),
    *("=1+1", "+49 7", "-x", "-1.5", "@home", "\uff1d1", "'=1", "''=1", "'tis", "'", "a, b; c"),
    *(
        "x  =  y",
        "é",
        "\u200f",
        "\x7f",
        "a\u2028b\x85c",
        "# x",
        "_x0041_",
        "'''\\",
        "lang " * 6000,
    ),
)
HARD = st.sampled_from(HARD_TEXTS)
ANY = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t\x7f\x85"),
    max_size=12,
)
TEXTS = (HARD | ANY).map(lambda text: unicodedata.normalize("NFC", text).strip())
DATES = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(date(1700, 1, 1), date(2200, 12, 31)),
    st.sampled_from((4, 7, 10)),
)
DURATIONS = st.sampled_from(("P3Y", "P1Y2M", "P11M", "P400D", "P2Y3M4D"))
MOST_ROWS = 2


NETWORK = {
    "sources": [{"id": "S1", "issued": "2020"}, {"id": "S2"}],
    "districts": [{"key": "1", "name": "Kreis"}],
    "networks": [
        {"id": "n", "name_de": "N", "name_en": "N", "reference_date": "2020-12-31", "source": "S1"}
    ],
    "organisations": [
        {"id": "o", "kind": "company", "name": "O", "source": "S2 S1"},
        {"id": "p", "kind": "company", "name": "P", "source": "S1"},
    ],
    "names": [{"organisation": "o", "name": "X", "lang": "de", "source": "S1"}],
    "memberships": [{"id": "m", "network": "n", "member": "o", "role": "member", "source": "S1"}],
    "statements": [
        {
            "id": "s", "kind": "need", "organisation": "o", "topic": "advice",
            "basis": "harvested", "source": "S1",
        }
    ],
}  # fmt: skip


def row_key(row: Mapping[str, str], table: InputTable) -> tuple[str, ...]:
    """Cells that identify a row among those of its table."""
    return tuple(row[name] for name in table.key)


def row_node(row: Mapping[str, str], table: InputTable) -> NamedNode:
    """Node of a row."""
    return node(f"hgd:{table.node_name(row_key(row, table))}")


def make_tables(rows: Mapping[str, list[Row]]) -> dict[str, FilledTable]:
    """All tables, of rows that say what matters."""
    return {
        name: fill_table(name, ({"confidence": "high"} | row for row in rows.get(name, [])))
        for name in input_tables()
    }


@st.composite
def networks(draw: st.DrawFn) -> dict[str, FilledTable]:
    """Draw all tables of a network, sorted; only sources and networks always have rows."""
    tables: dict[str, list[Row]] = {}
    nodes: set[object] = set()
    for name, table in input_tables().items():
        least = 1 if name in {"networks", "sources"} else 0
        tables[name] = []
        for number in range(draw(st.integers(least, MOST_ROWS))):
            row = _draw_row(draw, table, number, tables)
            if row is not None and row_node(row, table) not in nodes:
                nodes.add(row_node(row, table))
                tables[name].append(row)
        tables[name].sort(key=lambda row, table=table: row_key(row, table))  # type: ignore[misc]
    return {name: fill_table(name, rows) for name, rows in tables.items()}


def _draw_row(
    draw: st.DrawFn, table: InputTable, number: int, tables: dict[str, list[Row]]
) -> Row | None:
    """Draw a row; None where it must point at something that is not there."""
    row: Row = {}
    for column in table.columns:
        known = _list_known(column, tables)
        if column.required and not known and column.table:
            return None
        filled = column.required or ((known or not column.table) and draw(st.booleans()))
        row[column.name] = draw(_cells(table.name, column.name, known)) if filled else ""
        if column.name == table.id_column:
            row[column.name] += f".{number}"
    for column in table.columns:
        if column.language_from and not row[column.name]:
            row[column.language_from] = ""
        if column.copies:
            district = row["district"]
            row[column.name] = next(r["name"] for r in tables["districts"] if r["key"] == district)
    return row


def _list_known(column: InputColumn, tables: dict[str, list[Row]]) -> tuple[str, ...]:
    """Identifiers a column may point at; empty for any other column."""
    if column.table is None:
        return TOPICS if column.kind == "reference" else ()
    names = REFERENCE_GROUPS.get(column.table, (column.table,))
    rows = [(input_tables()[name].id_column, tables.get(name, ())) for name in names]
    return tuple(sorted(row[identifier] for identifier, found in rows for row in found))


@cache
def _cells(table: str, name: str, known: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Filled cells of a column that may point at what is known."""
    column = input_tables()[table].column(name)
    texts = TEXTS.filter(bool) if column.required else TEXTS
    lists = st.lists(st.sampled_from(known or ("",)), min_size=1, unique=True)
    kinds = {
        "choice": st.sampled_from(sorted(column.choices) or ("",)),
        "date": DATES,
        "day": st.dates(date(1700, 1, 1), date(2200, 12, 31)).map(date.isoformat),
        "decimal": _numbers(column),
        "duration": DURATIONS,
        "id": st.sampled_from((table, f"{table}_A", f"{table}-b.")),
        "integer": _numbers(column),
        "language": st.sampled_from(("de", "en", "ar")),
        "reference": st.sampled_from(known or ("",)),
        "sources": lists.map(lambda ids: " ".join([ids[0], *sorted(ids[1:])])),
        "text": texts,
        "url": st.sets(st.sampled_from(ADDRESSES), min_size=1).map(lambda a: " ; ".join(sorted(a))),
    }
    return kinds[column.kind]


def _numbers(column: InputColumn) -> st.SearchStrategy[str]:
    """Numbers within the bounds of a column, without idle digits."""
    steps = 1 if column.kind == "integer" else 1000
    least = -(10**6) if column.least is None else int(column.least) * steps
    least = least if column.above is None else int(column.above) * steps + 1
    most = 10**6 if column.most is None else int(column.most) * steps
    return st.integers(least, most).map(lambda n: f"{(Decimal(n) / steps).normalize():f}")
