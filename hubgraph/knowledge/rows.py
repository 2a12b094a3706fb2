"""Statements become rows again: the inverse of triples.py, driven by the same contracts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib import Graph

from hubgraph.knowledge.ontology_graphs import OWN_TOPICS
from hubgraph.knowledge.states import is_batch
from hubgraph.knowledge.store import Term, native_store
from hubgraph.knowledge.triples import (
    cell_terms,
    load_tables,
    node,
    reference_base,
    row_key,
    row_node,
)
from hubgraph.vocabulary import expand_curie
from hubgraph.workbook.contracts import InputColumn, InputTable, input_tables
from hubgraph.workbook.filled import FilledTable, Tables, fill_table
from hubgraph.workbook.sheets import tidy_text

Place = tuple[Term, object]
"""A node, and the named graph in which it is spoken of."""

Links = Mapping[Place, list[Term]]
Reader = Callable[[Place], str]

_NO_ROWS = frozenset(
    (OWN_TOPICS, *map(node, ("hgd:alignments", "hgd:derived", "hgd:ontology", "hgd:topics")))
)
"""Named graphs that come from the package, from topics.ttl, or from the other statements."""


class _Statements:
    """Statements of a store that rows can come from, one scan per property, kept."""

    def __init__(self, store: Store) -> None:
        """Keep the store."""
        self._store = store
        self._scans: dict[str, Links] = {}

    def values(self, predicate: str) -> Links:
        """Objects of a property (a CURIE) by subject and graph."""
        if predicate not in self._scans:
            quads = self._store.quads_for_pattern(None, node(predicate), None, None)
            self._scans[predicate] = _group(
                ((quad.subject, quad.graph_name), quad.object)
                for quad in quads
                if quad.graph_name not in _NO_ROWS
            )
        return self._scans[predicate]

    def owners(self, predicate: str) -> Links:
        """Subjects of a property by object and graph."""
        return _group(
            ((value, graph), owner)
            for (owner, graph), found in self.values(predicate).items()
            for value in found
        )


def read_rows(graph: Graph) -> dict[str, FilledTable]:
    """Rows of every table, read back from the statements of a graph, sorted by what names them.

    `load_tables` of the rows gives the statements again. Cells are spelled as the graph has
    them: numbers and durations without idle digits (0.50 is 0.5, P12M is P1Y), a topic by its
    local name or IRI, the first source before the others, these and addresses sorted. A node
    that no row can stand for is left out; see `find_leftovers`.

    >>> import hubgraph as hg
    >>> rows = read_rows(hg.load_graph("baden-wuerttemberg"))["memberships"]
    >>> rows.cells["member"][0], rows.cells["valid_from"][0]
    ('boeblingen', '2018-10-10')
    """
    stated = _Statements(native_store(graph))
    tables = {
        name: fill_table(name, _read_table(table, stated)) for name, table in input_tables().items()
    }
    repeat_cells(tables)
    return tables


def find_leftovers(graph: Graph, tables: Tables) -> list[Quad]:
    """Statements of a graph that its tables do not make, sorted: what a workbook would lose.

    The packaged ontology, topics and alignments, own topics, the derived shortcuts, and what tells
    of batches do not count. A statement in another named graph than that of its row's first
    source does.

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> find_leftovers(graph, read_rows(graph))
    []
    """
    made = Store()  # a store has its own spelling of numbers
    load_tables(made, tables)
    told = {*made}
    quads = (quad for quad in native_store(graph) if quad not in told)
    return sorted((quad for quad in quads if not _is_own(quad.graph_name)), key=str)


def _is_own(graph: object) -> bool:
    """Whether a named graph is one that no row stands in."""
    return graph in _NO_ROWS or is_batch(graph)


def _group(pairs: Iterable[tuple[Place, Term]]) -> Links:
    """Terms by place."""
    grouped: defaultdict[Place, list[Term]] = defaultdict(list)
    for place, term in pairs:
        grouped[place].append(term)
    return grouped


def _read_table(table: InputTable, stated: _Statements) -> list[dict[str, str]]:
    """Rows of one table, sorted."""
    readers = {column.name: _make_reader(column, table, stated) for column in table.columns}
    rows = []
    for place in _list_places(table, stated):
        row = {name: read(place) for name, read in readers.items()}
        if row_node(row, table) == place[0]:
            rows.append(row)
    rows.sort(key=lambda row: row_key(row, table))
    return rows


def _list_places(table: InputTable, stated: _Statements) -> Iterable[Place]:
    """Nodes of the table's class, or of one its column `kind` can choose, each in one graph.

    A node that has its class in several graphs is taken in that of a source it names.
    """
    columns = [column for column in table.columns if column.predicate == "rdf:type"]
    chosen = [curie for column in columns for curie in column.choices.values()]
    classes = {node(curie) for curie in (table.node_type, *chosen) if curie}
    types = stated.values("rdf:type").items()
    places = [place for place, found in types if not classes.isdisjoint(found)]
    sources = stated.values("prov:wasDerivedFrom")
    places.sort(key=lambda place: (place[1] in sources.get(place, ()), str(place[1])))
    return dict(places).items()  # the last one of a node wins


def _make_reader(column: InputColumn, table: InputTable, stated: _Statements) -> Reader:
    """Make the function that finds the cell of a column for the node of a row."""
    if column.name == table.id_column:
        start = len(f"<{expand_curie(f'hgd:{table.node_prefix}')}")
        return lambda place: str(place[0])[start:-1]
    if column.predicate:
        return _make_value_reader(column, stated.values(column.predicate))
    for other in table.columns:
        if other.language_from == column.name:
            return _make_language_reader(other, stated.values(str(other.predicate)))
    for shortcut in table.shortcuts:
        if (shortcut.subject, shortcut.value) == (column.name, "id"):
            return _make_value_reader(column, stated.owners(shortcut.predicate))
    return _make_word_reader(column, table, stated)


def _make_value_reader(column: InputColumn, values: Links) -> Reader:
    """Make a reader of the terms a node is linked to: all of them, or the first in order."""
    spell = _make_speller(column)
    if column.kind == "url":
        return lambda place: " ; ".join(_spell_all(values.get(place, ()), spell))
    if column.kind != "sources":
        return lambda place: "".join(_spell_all(values.get(place, ()), spell)[:1])

    def read(place: Place) -> str:
        """Sources, the one that names the graph first."""
        first = [term for term in values.get(place, ()) if term == place[1]]
        cells = _spell_all(first, spell) + _spell_all(values.get(place, ()), spell)
        return " ".join(dict.fromkeys(cells))

    return read


def _make_language_reader(column: InputColumn, values: Links) -> Reader:
    """Make a reader of the language of a text, '' where it has none."""
    spell = _make_speller(column)

    def read(place: Place) -> str:
        """Language of the text that is the cell."""
        texts = [term for term in values.get(place, ()) if spell(term)]
        first = min(texts, key=str, default=None)
        return (first.language or "") if isinstance(first, Literal) else ""

    return read


def _make_word_reader(column: InputColumn, table: InputTable, stated: _Statements) -> Reader:
    """Make a reader of a word that only steers shortcuts: the one that is there tells it."""
    marked = {
        word: stated.owners(shortcut.predicate)
        for shortcut in table.shortcuts
        if (word := shortcut.when.get(column.name))
    }
    plain = next((word for word in column.choices if word not in marked), "")
    return lambda place: next((word for word in marked if place in marked[word]), plain)


def _spell_all(terms: Iterable[Term], spell: Callable[[Term], str]) -> list[str]:
    """Cells that state one of the terms each, in the order of the terms."""
    return [cell for term in sorted(terms, key=str) if (cell := spell(term))]


def _make_speller(column: InputColumn) -> Callable[[Term], str]:
    """Make the function that gives the cell which states a term, '' if none does."""
    words: dict[Term, str] = {node(curie): word for word, curie in column.choices.items() if curie}

    @cache
    def spell(term: Term) -> str:
        """Cell of a term: only what reading would turn into the very same term."""
        if column.kind == "choice":
            return words.get(term, "")
        cell = _to_cell(term, column)
        return cell if cell and _states(cell, column, term) else ""

    return spell


def _to_cell(term: Term, column: InputColumn) -> str:
    """Cell that a term looks like, '' where it looks like none; not checked."""
    if not isinstance(term, NamedNode | Literal):
        return ""
    if column.kind not in {"reference", "sources"}:
        return tidy_text(term.value)
    local = term.value.removeprefix(reference_base(column))
    return local if ":" not in local else term.value


def _states(cell: str, column: InputColumn, term: Term) -> bool:
    """Whether a cell states exactly this term."""
    language = term.language if column.language_from and isinstance(term, Literal) else None
    try:
        return cell_terms(cell, column, language) == (str(term),)
    except (LookupError, ValueError):  # a prefix nobody knows, a date of another form
        return False


def repeat_cells(tables: Tables) -> None:
    """Fill the columns that repeat cells of other tables for the reader."""
    for table in tables.values():
        for column in table.contract.columns:
            if column.copies:
                _copy_cells(tables, table, column)


def _copy_cells(tables: Tables, table: FilledTable, column: InputColumn) -> None:
    """Fill a column that repeats a cell of the rows its table points at."""
    reference, _, copied = str(column.copies).partition(".")
    target = tables[str(table.contract.column(reference).table)]
    keys = target.cells[target.contract.id_column]
    cells = dict(zip(keys, target.cells[copied], strict=True))
    table.cells[column.name] = [cells.get(key, "") for key in table.cells[reference]]
