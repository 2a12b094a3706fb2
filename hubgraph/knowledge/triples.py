"""Rows become statements: the column contracts decide class, property and datatype."""

from collections.abc import Callable, Iterator, Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from hubgraph.knowledge.contracts import InputColumn, InputTable, input_tables
from hubgraph.knowledge.workbook import Row, Tables
from hubgraph.names import name_slug
from hubgraph.vocabulary import PREFIXES, expand_curie

Term = NamedNode | Literal

_DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def build_quads(tables: Tables) -> list[Quad]:
    """All statements of the tables, each once: in the graph of the first source that makes it.

    A graph's name is the IRI of its source, so provenance and rights hang on the name. The
    order of the rows does not matter: the one with the least key is the first.
    """
    stated: dict[tuple[object, object, object], Quad] = {}
    for name, table in input_tables().items():
        for row in sorted(tables.get(name, ()), key=lambda row: row_key(row, table)):
            graph = _graph_of(row, table)
            for subject, predicate, value in _row_triples(row, table):
                quad = Quad(subject, predicate, value, graph)
                stated.setdefault((subject, predicate, value), quad)
    return list(stated.values())


def row_key(row: Row, table: InputTable) -> tuple[str, ...]:
    """Cells that identify a row among those of its table."""
    return tuple(row[name] for name in (table.id_from or (table.id_column,)))


def node(curie: str) -> NamedNode:
    """Node of a CURIE or full IRI."""
    return NamedNode(expand_curie(curie))


def date_literal(value: str) -> Literal:
    """Date as precise as it was written: xsd:date, xsd:gYearMonth or xsd:gYear."""
    return Literal(value, datatype=node(_DATE_TYPES[len(value)]))


def _graph_of(row: Row, table: InputTable) -> NamedNode | DefaultGraph:
    """Named graph of a row: its first source, itself for a source, else one per table."""
    if table.name == "sources":
        return node(f"hgd:{row['id']}")
    if row.get("source"):
        return node(f"hgd:{row['source'].split()[0]}")
    return node(f"hgd:{table.name}")


def _row_triples(row: Row, table: InputTable) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
    """Triples of one row: its class, one per filled cell, and the shortcuts."""
    subject = row_node(row, table)
    if subject is not None:
        if table.node_type:
            yield subject, node("rdf:type"), node(table.node_type)
        for column in table.columns:
            for value in cell_terms(row, column) if column.predicate else ():
                yield subject, node(str(column.predicate)), value
    for shortcut in table.shortcuts:
        if any(row[name] != word for name, word in shortcut.when.items()):
            continue
        for start in _named_terms(row, table, shortcut.subject):
            for value in _named_terms(row, table, shortcut.value):
                if isinstance(start, NamedNode):
                    yield start, node(shortcut.predicate), value


def row_node(row: Row, table: InputTable) -> NamedNode | None:
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
        own = row_node(row, table)
        return [own] if own is not None else []
    return cell_terms(row, table.column(name))


def cell_terms(row: Row, column: InputColumn) -> list[Term]:
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


def reference_base(column: InputColumn) -> str:
    """Beginning of the IRIs a reference column points at; its cells hold the rest."""
    if column.table is None:
        return PREFIXES["hgt"]
    target = input_tables().get(column.table)
    return PREFIXES["hgd"] + (target.node_prefix if target else "")


def _references(value: str, column: InputColumn) -> list[Term]:
    """Nodes that a cell points at; a topic may be a local name, a CURIE or an IRI."""
    if column.table is None and ":" in value:
        return [node(value)]
    return [NamedNode(reference_base(column) + identifier) for identifier in value.split()]


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
