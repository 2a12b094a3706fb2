"""Statements become rows again: the inverse of triples.py, driven by the same contracts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple
from rdflib import Graph

from hubgraph.knowledge.entries import is_entry
from hubgraph.knowledge.ontology_graphs import OWN_TOPICS
from hubgraph.knowledge.states import is_batch
from hubgraph.knowledge.store import Term, native_store
from hubgraph.knowledge.triples import (
    cell_terms,
    load_tables,
    node,
    reference_base,
)
from hubgraph.vocabulary import expand_curie
from hubgraph.workbook.contracts import InputColumn, InputTable, input_tables
from hubgraph.workbook.filled import FilledTable, Tables, fill_columns
from hubgraph.workbook.sheets import tidy_text

Subject = NamedNode | BlankNode | Triple
Name = NamedNode | BlankNode | DefaultGraph
Place = tuple[Subject, Name]
"""A node, and the named graph in which it is spoken of."""

Own = Mapping[Term, list[Term]]
Links = Mapping[tuple[Term, object], list[Term]]
Reader = Callable[[Place, Own], str]

_TERMS_KEPT = 100_000
_NODES_AT_ONCE = 1_000
_NO_ROWS = frozenset(
    (OWN_TOPICS, *map(node, ("hgd:alignments", "hgd:derived", "hgd:ontology", "hgd:topics")))
)
"""Named graphs that come from the package, from topics.ttl, or from the other statements."""


class _Statements:
    """Statements of a store that rows can come from; those of one node are read at a time."""

    def __init__(self, store: Store, progress: Callable[[int], object] | None) -> None:
        """Begin with no node read."""
        self._store = store
        self._progress = progress
        self._read = 0
        self._owners: dict[str, Links] = {}

    def find(self, predicate: str, value: Term | None = None) -> Iterator[Quad]:
        """Statements with a property (a CURIE), outside the graphs that no row stands in."""
        found = self._store.quads_for_pattern(None, node(predicate), value, None)
        return (quad for quad in found if quad.graph_name not in _NO_ROWS)

    def own(self, place: Place) -> Own:
        """What is stated of a node in a graph, by property."""
        self._read += 1
        if self._progress is not None and self._read % _NODES_AT_ONCE == 0:
            self._progress(self._read)
        grouped: defaultdict[Term, list[Term]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(place[0], None, None, place[1]):
            grouped[quad.predicate].append(quad.object)
        return grouped

    def owners(self, predicate: str) -> Links:
        """Subjects of a property (a CURIE) by object and graph; one scan, kept."""
        if predicate not in self._owners:
            grouped: defaultdict[tuple[Term, object], list[Term]] = defaultdict(list)
            for quad in self.find(predicate):
                grouped[quad.object, quad.graph_name].append(quad.subject)
            self._owners[predicate] = grouped
        return self._owners[predicate]


def read_rows(
    graph: Graph, *, progress: Callable[[int], object] | None = None
) -> dict[str, FilledTable]:
    """Rows of every table, read back from the statements of a graph, sorted by what names them.

    `load_tables` of the rows gives the statements again. Cells are spelled as the graph has
    them: numbers and durations without idle digits (0.50 is 0.5, P12M is P1Y), a topic by its
    local name or IRI, the first source before the others, these and addresses sorted. A node
    that no row can stand for is left out; see `find_leftovers`. `progress` is told now and then
    how many nodes are read.

    >>> import hubgraph as hg
    >>> rows = read_rows(hg.load_graph("baden-wuerttemberg"))["memberships"]
    >>> rows.cells["member"][0], rows.cells["valid_from"][0]
    ('boeblingen', '2018-10-10')
    """
    stated = _Statements(native_store(graph), progress)
    tables = {
        name: fill_columns(name, _read_table(table, stated))
        for name, table in input_tables().items()
    }
    repeat_cells(tables)
    return tables


def find_leftovers(graph: Graph, tables: Tables) -> list[Quad]:
    """Statements of a graph that its tables do not make, sorted: what a workbook would lose.

    The packaged ontology, topics and alignments, own topics, the derived shortcuts, what tells
    of batches, and the ledger do not count. A statement in another named graph than that of its
    row's first source does.

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
    return graph in _NO_ROWS or is_batch(graph) or is_entry(graph)


def _read_table(table: InputTable, stated: _Statements) -> dict[str, list[str]]:
    """Cells of one table by column, the rows sorted."""
    readers = [_make_reader(column, table, stated) for column in table.columns]
    names = [column.name for column in table.columns]
    keys = [names.index(name) for name in table.key]
    rows = []
    for place in _find_places(table, stated).items():
        own = stated.own(place)
        row = tuple(read(place, own) for read in readers)
        if node(f"hgd:{table.node_name([row[key] for key in keys])}") == place[0]:
            rows.append(row)
    rows.sort(key=lambda row: [row[key] for key in keys])
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=False))


def _find_places(table: InputTable, stated: _Statements) -> dict[Subject, Name]:
    """Nodes of the table's class, or of one its column `kind` can choose, each with one graph.

    A node that has its class in several graphs is taken in that of a source it names.
    """
    columns = [column for column in table.columns if column.predicate == "rdf:type"]
    chosen = [curie for column in columns for curie in column.choices.values()]
    found: dict[Subject, Name] = {}
    for curie in sorted({curie for curie in (table.node_type, *chosen) if curie}):
        for quad in stated.find("rdf:type", node(curie)):
            subject, name = quad.subject, quad.graph_name
            other = found.get(subject, name)
            if other == name or _rank((subject, name), stated) > _rank((subject, other), stated):
                found[subject] = name
    return found


def _rank(place: Place, stated: _Statements) -> tuple[bool, str]:
    """Rank of a graph among those a node has its class in: a source it names, then by name."""
    return place[1] in stated.own(place)[node("prov:wasDerivedFrom")], str(place[1])


def _make_reader(column: InputColumn, table: InputTable, stated: _Statements) -> Reader:
    """Make the function that finds the cell of a column for the node of a row."""
    if column.name == table.id_column:
        start = len(f"<{expand_curie(f'hgd:{table.node_prefix}')}")
        return lambda place, _own: str(place[0])[start:-1]
    if column.predicate:
        link = node(column.predicate)
        spell_all = _make_value_reader(column)
        return lambda place, own: spell_all(place, own.get(link, ()))
    for other in table.columns:
        if other.language_from == column.name:
            return _make_language_reader(other)
    for shortcut in table.shortcuts:
        if (shortcut.subject, shortcut.value) == (column.name, "id"):
            links, spell_all = stated.owners(shortcut.predicate), _make_value_reader(column)
            return lambda place, _own: spell_all(place, links.get(place, ()))
    return _make_word_reader(column, table, stated)


def _make_value_reader(column: InputColumn) -> Callable[[Place, Iterable[Term]], str]:
    """Make a reader of the terms a node is linked to: all of them, or the first in order."""
    spell = _make_speller(column)
    if column.kind == "url":
        return lambda _place, terms: " ; ".join(_spell_all(terms, spell))
    if column.kind != "sources":
        return lambda _place, terms: "".join(_spell_all(terms, spell)[:1])

    def read(place: Place, terms: Iterable[Term]) -> str:
        """Sources, the one that names the graph first."""
        first = [term for term in terms if term == place[1]]
        return " ".join(dict.fromkeys(_spell_all(first, spell) + _spell_all(terms, spell)))

    return read


def _make_language_reader(column: InputColumn) -> Reader:
    """Make a reader of the language of a column's text, '' where it has none."""
    spell, link = _make_speller(column), node(str(column.predicate))

    def read(_place: Place, own: Own) -> str:
        """Language of the text that is the cell."""
        texts = [term for term in own.get(link, ()) if spell(term)]
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
    return lambda place, _own: next((word for word in marked if place in marked[word]), plain)


def _spell_all(terms: Iterable[Term], spell: Callable[[Term], str]) -> list[str]:
    """Cells that state one of the terms each, in the order of the terms."""
    return [cell for term in sorted(terms, key=str) if (cell := spell(term))]


def _make_speller(column: InputColumn) -> Callable[[Term], str]:
    """Make the function that gives the cell which states a term, '' if none does."""
    words: dict[Term, str] = {node(curie): word for word, curie in column.choices.items() if curie}

    @lru_cache(_TERMS_KEPT)
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
