"""Rows become statements: the column contracts decide class, property and datatype."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from hubgraph.vocabulary import PREFIXES, compact_iri, expand_curie
from hubgraph.workbook.contracts import InputColumn, Shortcut, input_tables
from hubgraph.workbook.filled import FilledTable, Tables
from hubgraph.workbook.sheets import Progress

_DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
_LINES_AT_ONCE = 250_000
"""Statements loaded at once: Oxigraph holds all it loads in memory, up to a million."""


def load_tables(store: Store, tables: Tables, *, progress: Progress | None = None) -> None:
    """Load all statements of the tables, each once: in the graph of the first source.

    A graph's name is the IRI of its source, so provenance and rights hang on the name: a row
    with a restricted source stands in that source's graph, but what a public row says as well
    stands in the public one's.
    """
    lines = build_lines(tables, progress=progress)
    while block := "".join(islice(lines, _LINES_AT_ONCE)):
        store.bulk_load(input=block, format=RdfFormat.N_QUADS)


def build_lines(tables: Tables, *, progress: Progress | None = None) -> Iterator[str]:
    """Statements of the tables as N-Quads, one line each.

    What a row says of its own node is said once, for identifiers are unique. What it says of
    another node by a shortcut may be said by several rows: a public one counts before a
    restricted one, then the one with the least key, whatever the order of the rows.
    """
    hidden = list_restricted(tables)
    seen: set[str] = set()
    tick = _Ticker(progress, tables)
    for name, contract in input_tables().items():
        table = tables.get(name)
        if table is None or not len(table):
            continue
        graphs = _graphs(table, hidden)
        yield from _own_lines(table, graphs, tick)
        order = _order(table, graphs, hidden) if contract.shortcuts else []
        for shortcut in contract.shortcuts:
            for triple, graph in _shortcut_triples(table, shortcut, graphs, order):
                if triple not in seen:
                    seen.add(triple)
                    yield f"{triple} {graph} .\n"


def reference_base(column: InputColumn) -> str:
    """Beginning of the IRIs a reference column points at; its cells hold the rest."""
    if column.table is None:
        return PREFIXES["hgt"]
    target = input_tables().get(column.table)
    return PREFIXES["hgd"] + (target.node_prefix if target else "")


def shortcut_rows(
    tables: Tables, focus: str, path: str, value: object
) -> Iterator[tuple[FilledTable, int, str | None]]:
    """Rows that say something of another node by a shortcut: table, index and column.

    `focus` is that node's IRI, `path` a CURIE, `value` what is said as people read it, None
    for anything.
    """
    for name, contract in input_tables().items():
        table = tables.get(name)
        if table is None:
            continue
        for shortcut in contract.shortcuts:
            if shortcut.predicate != path:
                continue
            starts, ends = (_named_terms(table, n) for n in (shortcut.subject, shortcut.value))
            column = None if shortcut.value == "id" or ":" in shortcut.value else shortcut.value
            for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
                if f"<{focus}>" in start and (value is None or str(value) in map(_spoken, end)):
                    yield table, index, column


def _spoken(term: str) -> str:
    """Term in N-Quads as people read it: a CURIE, or the text alone."""
    if term.startswith("<"):
        return compact_iri(term[1:-1])
    return term[1 : term.rindex('"')]


def node(curie: str) -> NamedNode:
    """Node of a CURIE or full IRI."""
    return NamedNode(expand_curie(curie))


def date_literal(value: str) -> Literal:
    """Date as precise as it was written: xsd:date, xsd:gYearMonth or xsd:gYear."""
    return Literal(value, datatype=node(_DATE_TYPES[len(value)]))


def list_restricted(tables: Tables) -> frozenset[str]:
    """Named graphs of the restricted sources."""
    cells = tables["sources"].cells if "sources" in tables else {"id": [], "access": []}
    pairs = zip(cells["id"], cells["access"], strict=True)
    return frozenset(_iri(f"hgd:{cell}") for cell, access in pairs if access == "restricted")


def _graphs(table: FilledTable, hidden: frozenset[str]) -> list[str]:
    """Named graph of each row: its first restricted source, else its first source.

    A source is its own; rows without any share one per table.
    """
    if table.contract.name == "sources":
        return [_iri(f"hgd:{cell}") for cell in table.cells["id"]]
    general = _iri(f"hgd:{table.contract.name}")
    if "source" not in table.cells:
        return [general] * len(table)
    cells = table.cells["source"]
    known = {cell: [_iri(f"hgd:{source}") for source in cell.split()] for cell in set(cells)}
    named = {
        cell: next((graph for graph in graphs if graph in hidden), (graphs or [general])[0])
        for cell, graphs in known.items()
    }
    return [named[cell] for cell in cells]


class _Ticker:
    """Counts the cells that are done."""

    def __init__(self, progress: Progress | None, tables: Tables) -> None:
        """Begin with none of all the cells."""
        self._progress = progress
        self._done = 0
        self._total = sum(len(table) * len(table.contract.columns) for table in tables.values())

    def count(self, cells: int) -> None:
        """Tell that more cells are done."""
        self._done += cells
        if self._progress is not None:
            self._progress(self._done, self._total)


def _own_lines(table: FilledTable, graphs: list[str], tick: _Ticker) -> Iterator[str]:
    """What each row says of its own node: its class, and a statement per filled cell."""
    subjects = _nodes(table)
    if table.contract.node_type:
        tail = f" {_iri('rdf:type')} {_iri(table.contract.node_type)} "
        for subject, graph in zip(subjects, graphs, strict=True):
            yield f"{subject}{tail}{graph} .\n"
    for column in table.contract.columns:
        if column.predicate:
            predicate = _iri(column.predicate)
            rows = zip(subjects, _terms(table, column), graphs, strict=True)
            for subject, terms, graph in rows:
                for term in terms:
                    yield f"{subject} {predicate} {term} {graph} .\n"
        tick.count(len(table))


def _nodes(table: FilledTable) -> list[str]:
    """Node of each row, in N-Quads."""
    return [f"<{PREFIXES['hgd']}{name}>" for name in table.node_names()]


def _shortcut_triples(
    table: FilledTable, shortcut: Shortcut, graphs: list[str], order: list[int]
) -> Iterator[tuple[str, str]]:
    """Triple and graph of each row a shortcut holds for, row after row in an order."""
    predicate = _iri(shortcut.predicate)
    starts, values = (_named_terms(table, name) for name in (shortcut.subject, shortcut.value))
    holds = [True] * len(table)
    for name, word in shortcut.when.items():
        holds = [held and cell == word for held, cell in zip(holds, table.cells[name], strict=True)]
    for row in order:
        if holds[row]:
            for subject in starts[row]:
                for term in values[row]:
                    yield f"{subject} {predicate} {term}", graphs[row]


def _order(table: FilledTable, graphs: list[str], hidden: frozenset[str]) -> list[int]:
    """Rows of a table in the order of what identifies them, public ones first."""
    secret = [graph in hidden for graph in graphs]
    keys = list(zip(secret, table.keys(), strict=True))
    return sorted(range(len(keys)), key=keys.__getitem__)


def _named_terms(table: FilledTable, name: str) -> list[tuple[str, ...]]:
    """Terms of the cells a shortcut names; 'id' is the rows' own nodes, a CURIE is itself."""
    if ":" in name:
        return [(_iri(name),)] * len(table)
    if name == "id":
        return [(subject,) for subject in _nodes(table)]
    return _terms(table, table.contract.column(name))


def _terms(table: FilledTable, column: InputColumn) -> list[tuple[str, ...]]:
    """Terms each cell of a column states, in N-Quads; each different cell is read once."""
    cells = table.cells[column.name]
    if column.language_from:
        pairs = list(zip(cells, table.cells[column.language_from], strict=True))
        texts = {pair: cell_terms(pair[0], column, pair[1]) for pair in set(pairs)}
        return [texts[pair] for pair in pairs]
    known = {cell: cell_terms(cell, column) for cell in set(cells)}
    return [known[cell] for cell in cells]


def cell_terms(cell: str, column: InputColumn, language: str | None = None) -> tuple[str, ...]:
    """Terms a cell states, in N-Quads: none if empty, several for sources or addresses.

    `language` is that of a text whose language stands in a cell of its own.
    """
    if not cell:
        return ()
    if column.kind in _TERMS:
        return tuple(map(str, _TERMS[column.kind](cell, column)))
    return (str(Literal(cell, language=column.language or language or None)),)


def _iri(curie: str) -> str:
    """IRI of a CURIE in N-Quads."""
    return str(node(curie))


def _choice(value: str, column: InputColumn) -> list[NamedNode]:
    """Concept of a word of the list; none where the word only steers a shortcut."""
    return [node(column.choices[value])] if column.choices[value] else []


def _references(value: str, column: InputColumn) -> list[NamedNode]:
    """Nodes that a cell points at; a topic may be a local name, a CURIE or an IRI."""
    if column.table is None and ":" in value:
        return [node(value)]
    return [NamedNode(reference_base(column) + identifier) for identifier in value.split()]


def _typed(datatype: str) -> Callable[[str, InputColumn], list[Literal]]:
    """Make a reader of literals of one datatype."""
    return lambda value, _column: [Literal(value, datatype=node(datatype))]


_TERMS: Mapping[str, Callable[[str, InputColumn], Iterable[NamedNode | Literal]]] = {
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
