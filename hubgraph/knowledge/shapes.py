"""Checking a graph against its shapes (SHACL): findings in the words of the data's owner."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import pandas as pd
import pyoxigraph
import pyshacl
from rdflib import RDF, RDFS, SH, Graph
from rdflib.term import Identifier, Literal, Node, URIRef

from hubgraph.errors import UnknownNameError
from hubgraph.knowledge.queries import network_names
from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.store import find_snapshot, native_store
from hubgraph.tables import FINDINGS, build_table, mark_snapshot
from hubgraph.vocabulary import compact_iri, expand_curie

_SEVERITIES = {str(SH.Violation): "violation", str(SH.Warning): "warning", str(SH.Info): "info"}
_LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class Findings:
    """What a check found.

    `table` has one row per finding, worst first (columns: `hubgraph.tables.FINDINGS`).
    `checked` counts, per shape, the nodes it was held against: a shape that met none has
    proven nothing. `network` is the name of the network, '' if it has none; `snapshot` is that
    of the public part that was checked, None if another graph was.
    """

    table: pd.DataFrame
    checked: pd.Series
    network: str
    snapshot: str | None

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and hints are allowed."""
        return not (self.table["severity"] == "violation").any()

    def __len__(self) -> int:
        """Count the findings."""
        return len(self.table)

    def __repr__(self) -> str:
        """One line: findings per severity, shapes and nodes checked, network."""
        counts = self.table["severity"].value_counts()
        found = ", ".join(f"{counts.get(name, 0)} {name}" for name in _SEVERITIES.values())
        met = int((self.checked > 0).sum())
        name = f"; {self.network}" if self.network else ""
        return f"<Findings: {found}; {met} of {len(self.checked)} shapes met nodes{name}>"

    def _repr_html_(self) -> str:
        """Summary line and table for a notebook, escaped."""
        table = self.table[["severity", "label", "message", "value", "focus"]]
        origin = f" data-snapshot='{self.snapshot}'" if self.snapshot else ""
        return f"<p{origin}>{escape(repr(self)[1:-1])}</p>{table.to_html(index=False, na_rep='')}"


def check_graph(graph: Graph, *, lang: str = "en") -> Findings:
    """Check a graph against the packaged shapes.

    `lang` is the language of the messages, 'de' or 'en'. Violation means wrong, warning
    thin, stale or unsourced, info worth knowing. A shape whose class has no node in the
    graph appears in `checked` with 0.

    Raises UnknownNameError for another language.

    >>> import hubgraph as hg
    >>> hg.check_graph(hg.load_graph("baden-wuerttemberg")).conforms
    True
    """
    if lang not in _LANGUAGES:
        raise UnknownNameError(lang, _LANGUAGES, kind="language")
    data, shapes = _copy_to_memory(graph), _load_shapes()
    data += _class_tree()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    rows = sorted(_read_findings(report, data, shapes, lang), key=_worst_first)
    snapshot = find_snapshot(graph)
    table = mark_snapshot(build_table(rows, FINDINGS), snapshot)
    return Findings(table, _count_checked(data, shapes), network_names(graph)[lang], snapshot)


def _copy_to_memory(graph: Graph) -> Graph:
    """Union of all graphs in rdflib's memory store, where many small look-ups are fastest."""
    store, copy = native_store(graph), Graph(bind_namespaces="none")
    triples = {quad.triple for quad in store.quads_for_pattern(None, None, None, None)}
    text = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return copy.parse(data=text, format="nt")


def _class_tree() -> Graph:
    """Subclass axioms of the ontology, without which data of your own would meet few shapes."""
    ontology, tree = Graph(bind_namespaces="none"), Graph(bind_namespaces="none")
    ontology.parse(ontology_path() / "hubgraph.ttl", format="turtle")
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        tree.add(triple)
    return tree


def _load_shapes() -> Graph:
    """All packaged shapes."""
    shapes = Graph(bind_namespaces="none")
    for path in sorted((ontology_path() / "shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    return shapes


def _read_findings(
    report: Graph, data: Graph, shapes: Graph, lang: str
) -> Iterator[dict[str, object]]:
    """Rows of a SHACL validation report."""
    for result in report.objects(None, SH.result):
        shape = report.value(result, SH.sourceShape)
        focus = report.value(result, SH.focusNode)
        severity = str(report.value(result, SH.resultSeverity))
        path = report.value(result, SH.resultPath)
        yield {
            "severity": _SEVERITIES.get(severity, "violation"),
            "focus": _to_name(focus),
            "label": _find_label(data, focus, lang),
            "path": _to_name(path) if isinstance(path, URIRef) else None,
            "value": _to_name(report.value(result, SH.value)),
            "shape": _to_name(_named_shape(shapes, shape)),
            "message": _choose_message(report, result, lang),
        }


def _choose_message(report: Graph, result: Node, lang: str) -> str:
    """Message in the language asked for, else in any."""
    messages = sorted(
        (m for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal)),
        key=lambda message: (message.language != lang, message.language is not None, str(message)),
    )
    return str(messages[0]) if messages else ""


def _named_shape(shapes: Graph, shape: Node | None) -> Node | None:
    """The shape itself if it has an IRI, else the nearest named shape that holds it."""
    while shape is not None and not isinstance(shape, URIRef):
        shape = next(shapes.subjects(None, shape), None)
    return shape


def _find_label(data: Graph, focus: Node | None, lang: str) -> str | None:
    """Name of a node in the language asked for, else in any; None if it has none."""
    preferred = URIRef(expand_curie("skos:prefLabel"))
    labels = [label for label in data.objects(focus, preferred) if isinstance(label, Literal)]
    labels.sort(key=lambda label: (label.language != lang, label.language or "", str(label)))
    return str(labels[0]) if labels else None


def _count_checked(data: Graph, shapes: Graph) -> pd.Series:
    """Nodes each shape with a target class was held against, subclasses included."""
    counts = {}
    for shape, target in sorted(shapes.subject_objects(SH.targetClass)):
        classes = {target, *data.transitive_subjects(RDFS.subClassOf, target)}
        counts[_to_name(shape)] = len({n for c in classes for n in data.subjects(RDF.type, c)})
    return pd.Series(counts, dtype="int64", name="checked").sort_index()


def _to_name(term: Identifier | Node | None) -> str | None:
    """CURIE or text of a term, None if there is none."""
    if term is None:
        return None
    return compact_iri(str(term)) if isinstance(term, URIRef) else str(term)


def _worst_first(row: dict[str, object]) -> tuple[object, ...]:
    """Order of findings: severity, then shape, node and value."""
    order = list(_SEVERITIES.values()).index(str(row["severity"]))
    return order, *(str(row[name] or "") for name in ("shape", "focus", "path", "value", "message"))
