"""A SHACL validation report as rows: cells people can read, messages in their language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rdflib import RDF, RDFS, SH, SKOS, Graph
from rdflib.term import Literal, Node, URIRef

from hubgraph.catalogue import Catalogue
from hubgraph.knowledge.cells import describe_blank, describe_node, to_cell, to_path
from hubgraph.knowledge.shape_files import TARGETS

SEVERITIES: Mapping[Node, str] = MappingProxyType(
    {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
)
"""Severities of SHACL and their words; a severity of another vocabulary keeps its CURIE."""

_COMPONENT = "ConstraintComponent"
_HOLDERS = {
    *(SH[name] for name in ("property", "node", "not", "and", "or", "xone", "qualifiedValueShape")),
    *(SH.sparql, SH.target, RDF.first, RDF.rest),
}
_VALIDATORS = (SH.validator, SH.nodeValidator, SH.propertyValidator)
_VARIABLE = re.compile(r"\{[?$]\w+\}")
_OTHER_LANGUAGE = 2


@dataclass(frozen=True)
class Reading:
    """What is needed to read a report: the data, the shapes, and the reader's texts."""

    report: Graph
    data: Graph
    shapes: Graph
    catalogue: Catalogue

    def read_rows(self) -> list[dict[str, object]]:
        """Rows of the findings (columns: `hubgraph.tables.FINDINGS`), worst first."""
        reports = self.report.subjects(RDF.type, SH.ValidationReport)
        roots = [root for root in reports if (None, None, root) not in self.report]
        results = [result for root in roots for result in self.report.objects(root, SH.result)]
        return sorted((self._read_row(result) for result in results), key=_worst_first)

    def _read_row(self, result: Node) -> dict[str, object]:
        """Row of one result."""
        of = dict(self.report.predicate_objects(result))
        focus, value, path = of[SH.focusNode], of.get(SH.value), of.get(SH.resultPath)
        severity = of[SH.resultSeverity]
        return {
            "severity": SEVERITIES.get(severity) or to_cell(severity, self.shapes),
            "focus": to_cell(focus, self.data),
            "label": find_label(self.data, focus, self.catalogue.lang),
            "path": None if path is None else to_path(path, self.shapes),
            "value": None if value is None else to_cell(value, self.data),
            "shape": name_shape(of[SH.sourceShape], self.shapes),
            "constraint": to_cell(of[SH.sourceConstraintComponent], self.shapes),
            "message": self._choose_message(result, of),
        }

    def _choose_message(self, result: Node, of: Mapping[Node, Node]) -> str:
        """Message of the shapes in the reader's language or in none, else a general one.

        A message in another language only stands in brackets behind the general one.
        """
        texts = sorted(map(str, self.report.objects(result, SH.resultMessage)))
        rank, text, lang = min(
            (
                (_distance(written, self.catalogue.lang), text, written.language or "")
                for written in self._written_messages(of)
                for text in texts
                if _is_made_from(text, written)
            ),
            default=(_OTHER_LANGUAGE, "", ""),
        )
        if rank < _OTHER_LANGUAGE:
            return text
        general = self._general_message(of)
        return f"{general} ({lang}: {text})" if text else general

    def _written_messages(self, of: Mapping[Node, Node]) -> Iterator[Literal]:
        """Messages that the shapes give for a result.

        Those of a report do not do: pySHACL adds its own, and loses the language where it
        fills in values.
        """
        component = of[SH.sourceConstraintComponent]
        validators = [node for name in _VALIDATORS for node in self.shapes.objects(component, name)]
        for node in (of[SH.sourceShape], of.get(SH.sourceConstraint), component, *validators):
            if node is not None:
                messages = self.shapes.objects(node, SH.message)
                yield from (message for message in messages if isinstance(message, Literal))

    def _general_message(self, of: Mapping[Node, Node]) -> str:
        """Message for a kind of rule, with what the rule asks for."""
        component = str(of[SH.sourceConstraintComponent])
        stem = component.removeprefix(str(SH)).removesuffix(_COMPONENT)
        parameter = URIRef(str(SH) + stem[:1].lower() + stem[1:])
        asked = self.shapes.objects(of[SH.sourceShape], parameter)
        limits = ", ".join(sorted(describe_node(limit, self.shapes) for limit in asked))
        key = stem if stem in self.catalogue.texts["finding"] else "other"
        name = describe_node(URIRef(component), self.shapes)
        return self.catalogue.text(f"finding.{key}", limit=limits, constraint=name)


def name_shape(shape: Node, shapes: Graph) -> str:
    """CURIE of a shape or of the nearest one around it; without any, what it is aimed at."""
    level, seen = {shape}, {shape}
    while not any(isinstance(node, URIRef) for node in level):
        owners = {owner for node in level for owner in _find_owners(node, shapes)} - seen
        if not owners:
            return min(_describe_targets(node, shapes) for node in level)
        level, seen = owners, seen | owners
    return min(describe_node(node, shapes) for node in level if isinstance(node, URIRef))


def _find_owners(node: Node, shapes: Graph) -> Iterator[Node]:
    """Shapes and lists that a blank shape or list stands in."""
    return (owner for owner, name in shapes.subject_predicates(node) if name in _HOLDERS)


def _describe_targets(shape: Node, shapes: Graph) -> str:
    """Blank shape as '[sh:targetClass ex:Person]'; without a target all it says."""
    statements = list(shapes.predicate_objects(shape))
    targets = [(name, node) for name, node in statements if name in TARGETS]
    return describe_blank(targets or statements, shapes)


def find_label(data: Graph, focus: Node, lang: str) -> str | None:
    """Name of a node in the language asked for, else in any; None if it has none."""
    for name in (SKOS.prefLabel, RDFS.label):
        labels = [label for label in data.objects(focus, name) if isinstance(label, Literal)]
        labels.sort(key=lambda label: (label.language != lang, label.language or "", str(label)))
        if labels:
            return str(labels[0])
    return None


def _distance(written: Literal, lang: str) -> int:
    """How far a message is from the reader: 0 own language, 1 no language, 2 another one."""
    if not written.language:
        return 1
    return 0 if written.language.partition("-")[0].lower() == lang else _OTHER_LANGUAGE


def _is_made_from(text: str, written: Literal) -> bool:
    """Whether a text is a written message whose variables, like {?value}, may be filled in."""
    parts = map(re.escape, _VARIABLE.split(str(written)))
    return re.fullmatch(".*".join(parts), text, re.DOTALL) is not None


def _worst_first(row: Mapping[str, object]) -> tuple[object, ...]:
    """Order of findings: severity, an unknown one after violation; then shape, node and value."""
    rank = {"violation": 0, "warning": 2, "info": 3}.get(str(row["severity"]), 1)
    names = ("severity", "shape", "focus", "path", "value", "message", "constraint")
    return rank, *(str(row[name] or "") for name in names)
