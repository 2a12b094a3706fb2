"""Rows become statements: the column contracts decide class, property and datatype."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from pyoxigraph import Literal, NamedNode, Quad

from hubgraph.knowledge.contracts import InputColumn, InputTable, input_tables
from hubgraph.knowledge.workbook import Row, Tables
from hubgraph.names import name_slug
from hubgraph.vocabulary import expand_curie

Term = NamedNode | Literal

_DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def build_quads(tables: Tables) -> list[Quad]:
    """All statements of the tables, each once: in the graph of the first source that makes it.

    A graph's name is the IRI of its source, so provenance and rights hang on the name: a row
    with a restricted source stands in that source's graph, but what a public row says as well
    stands in the public one's.
    """
    sources = tables.get("sources", ())
    hidden = {node(f"hgd:{row['id']}") for row in sources if row["access"] == "restricted"}
    stated: dict[tuple[object, object, object], Quad] = {}
    for name, table in input_tables().items():
        for row in tables.get(name, ()):
            graph = _graph_of(row, table, hidden)
            for triple in _row_triples(row, table):
                known = stated.get(triple)
                if known is None or (known.graph_name in hidden and graph not in hidden):
                    stated[triple] = Quad(*triple, graph)
    return list(stated.values())


def node(curie: str) -> NamedNode:
    """Node of a CURIE or full IRI."""
    return NamedNode(expand_curie(curie))


def date_literal(value: str) -> Literal:
    """Date as precise as it was written: xsd:date, xsd:gYearMonth or xsd:gYear."""
    return Literal(value, datatype=node(_DATE_TYPES[len(value)]))


def _graph_of(row: Row, table: InputTable, hidden: AbstractSet[NamedNode]) -> NamedNode:
    """Named graph of a row: its first restricted source, else its first source.

    A source is its own; rows without any share one per table.
    """
    if table.name == "sources":
        return node(f"hgd:{row['id']}")
    sources = [node(f"hgd:{source}") for source in row.get("source", "").split()]
    return next((s for s in sources if s in hidden), (sources or [node(f"hgd:{table.name}")])[0])


def _row_triples(row: Row, table: InputTable) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
    """Triples of one row: its class, one per filled cell, and the shortcuts."""
    subject = _row_node(row, table)
    if subject is not None:
        if table.node_type:
            yield subject, node("rdf:type"), node(table.node_type)
        for column in table.columns:
            for value in _cell_terms(row, column) if column.predicate else ():
                yield subject, node(str(column.predicate)), value
    for shortcut in table.shortcuts:
        if any(row[name] != word for name, word in shortcut.when.items()):
            continue
        for start in _named_terms(row, table, shortcut.subject):
            for value in _named_terms(row, table, shortcut.value):
                if isinstance(start, NamedNode):
                    yield start, node(shortcut.predicate), value


def _row_node(row: Row, table: InputTable) -> NamedNode | None:
    """Node of a row, None where rows of the table have none of their own."""
    if table.id_column:
        return node(f"hgd:{table.node_prefix}{row[table.id_column]}")
    if table.id_from:
        return node(
            f"hgd:{table.node_prefix}{'-'.join(name_slug(row[name]) for name in table.id_from)}"
        )
    return None


def _named_terms(row: Row, table: InputTable, name: str) -> list[Term]:
    """Terms of a cell named in a shortcut; 'id' is the row's own node, a CURIE is itself."""
    if ":" in name:
        return [node(name)]
    if name == "id":
        own = _row_node(row, table)
        return [own] if own is not None else []
    return _cell_terms(row, table.column(name))


def _cell_terms(row: Row, column: InputColumn) -> list[Term]:
    """Terms a cell states: none if empty, several for a list of sources or addresses."""
    value = row[column.name]
    if not value:
        return []
    if column.kind in _TERMS:
        return _TERMS[column.kind](value, column)
    language = column.language or row.get(column.language_from or "") or None
    return [Literal(value, language=language) if language else Literal(value)]


def _choice(value: str, column: InputColumn) -> list[Term]:
    """Concept of a word of the list; none where the word only steers a shortcut."""
    return [node(column.choices[value])] if column.choices[value] else []


def _references(value: str, column: InputColumn) -> list[Term]:
    """Nodes that a cell points at; a topic may be a local name, a CURIE or an IRI."""
    if column.table is None:
        return [node(value if ":" in value else f"hgt:{value}")]
    prefix = input_tables()[column.table].node_prefix if column.table in input_tables() else ""
    return [node(f"hgd:{prefix}{identifier}") for identifier in value.split()]


def _typed(datatype: str) -> Callable[[str, InputColumn], list[Term]]:
    """Make a reader of literals of one datatype."""
    return lambda value, _column: [Literal(value, datatype=node(datatype))]


_TERMS: Mapping[str, Callable[[str, InputColumn], list[Term]]] = {
    "choice": _choice,
    "date": lambda value, _column: [date_literal(value)],
    "day": lambda value, _column: [date_literal(value)],
    "decimal": _typed("xsd:decimal"),
    "duration": _typed("xsd:duration"),
    "integer": _typed("xsd:integer"),
    "reference": _references,
    "sources": _references,
    "url": lambda value, _column: [NamedNode(address) for address in value.split(" ; ")],
}
