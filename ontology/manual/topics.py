"""The tree of topics. A topic with several broader ones is told once and linked elsewhere."""

from dataclasses import dataclass

from rdflib import RDFS, SKOS, VANN, Graph
from rdflib.term import Node

from .files import Text, anchor, curie, node, sorted_curies, text_of

MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)


@dataclass(frozen=True)
class Alignment:
    """A concept of another vocabulary that a topic maps to; its label is English."""

    match: str
    vocabulary: str
    label: str


@dataclass(frozen=True)
class Topic:
    """A topic with what is below it. `told` is false where the tree shows it once more."""

    curie: str
    label: Text
    definition: Text
    also: Text
    alignments: tuple[Alignment, ...]
    related: tuple[str, ...]
    broader: tuple[str, ...]
    narrower: tuple["Topic", ...]
    told: bool

    @property
    def anchor(self) -> str:
        """Where the topic stands on the page."""
        return anchor(self.curie)


def build_tree(graph: Graph) -> tuple[Topic, ...]:
    """Topics from the top down, sorted by their English label.

    Raises LookupError for a topic without label or definition, or outside the tree.
    """
    scheme = node("hgt:scheme")
    told: set[Node] = set()
    tops = _sorted(graph, set(graph.objects(scheme, SKOS.hasTopConcept)))
    tree = tuple(_build(graph, top, told) for top in tops)
    lost = sorted_curies(set(graph.subjects(SKOS.inScheme, scheme)) - told)
    if lost:
        msg = f"These topics are not below a top topic: {', '.join(lost)}."
        raise LookupError(msg)
    return tree


def topic_labels(graph: Graph) -> dict[str, Text]:
    """Label of every topic by its CURIE."""
    topics = graph.subjects(SKOS.inScheme, node("hgt:scheme"))
    return {curie(topic): text_of(graph, topic, SKOS.prefLabel) for topic in topics}


def _build(graph: Graph, topic: Node, told: set[Node]) -> Topic:
    """Read a topic and those below it; `told` takes note of what was met."""
    first = topic not in told
    told.add(topic)
    below = _sorted(graph, set(graph.subjects(SKOS.broader, topic))) if first else []
    return Topic(
        curie(topic),
        text_of(graph, topic, SKOS.prefLabel),
        text_of(graph, topic, SKOS.definition),
        _other_labels(graph, topic),
        tuple(_alignments(graph, topic)),
        sorted_curies({*graph.objects(topic, SKOS.related), *graph.subjects(SKOS.related, topic)}),
        sorted_curies(graph.objects(topic, SKOS.broader)),
        tuple(_build(graph, narrower, told) for narrower in below),
        told=first,
    )


def _sorted(graph: Graph, topics: set[Node]) -> list[Node]:
    """Topics by their English label."""
    return sorted(topics, key=lambda topic: text_of(graph, topic, SKOS.prefLabel).en.lower())


def _other_labels(graph: Graph, topic: Node) -> Text:
    """Alternative labels, sorted; empty where a language has none."""
    labels = sorted(graph.objects(topic, SKOS.altLabel), key=lambda label: str(label).lower())
    return Text(
        *(
            ", ".join(str(label) for label in labels if getattr(label, "language", "") == language)
            for language in Text._fields
        )
    )


def _alignments(graph: Graph, topic: Node) -> list[Alignment]:
    """Read what a topic maps to, the most exact first."""
    found = []
    for match in MATCHES:
        for target in sorted(graph.objects(topic, match), key=str):
            home = graph.value(target, RDFS.isDefinedBy)
            prefix = graph.value(home, VANN.preferredNamespacePrefix)
            found.append(Alignment(curie(match), str(prefix), str(graph.value(target, RDFS.label))))
    return found
