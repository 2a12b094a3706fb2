"""Shapes that report something, with what they aim at, look at and mention."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, SH, Graph, Literal
from rdflib.collection import Collection
from rdflib.term import BNode, Node, URIRef

from hubgraph.vocabulary import PREFIXES

from .files import Text, anchor, curie, shape_files, sorted_curies, text_of

CURIE = re.compile(rf"\b(?:{'|'.join(sorted(PREFIXES))}):[A-Za-z][\w-]*")
_PATHS = {SH.inversePath: "^{}", SH.zeroOrMorePath: "{}*", SH.oneOrMorePath: "{}+"}
_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


@dataclass(frozen=True)
class Shape:
    """A shape with a message. `targets` maps a way to aim to the terms aimed at.

    `path` is empty for a shape of whole nodes. `mentions` are all terms in the shape and in its
    targets.
    """

    curie: str
    severity: str
    message: Text
    targets: dict[str, tuple[str, ...]]
    path: str
    mentions: frozenset[str]
    source: str

    @property
    def anchor(self) -> str:
        """Where the shape stands on the page."""
        return anchor(self.curie)

    @property
    def name(self) -> str:
        """Name of the shape without its prefix."""
        return self.curie.partition(":")[2]


def list_shapes(graph: Graph, folder: Path) -> dict[str, list[Shape]]:
    """Shapes with a message by the name of their file, in the order of the file.

    Raises LookupError for a message that lacks a language, and for a shape in no file.
    """
    found = {}
    for path in shape_files(folder):
        blocks = _blocks(path.read_text(encoding="utf-8"))
        shapes = [(name, URIRef(PREFIXES["hgsh"] + name), text) for name, text in blocks.items()]
        found[path.stem] = [
            _build(graph, shape, text)
            for _, shape, text in shapes
            if (shape, SH.message, None) in graph
        ]
    told = {shape.curie for shapes in found.values() for shape in shapes}
    lost = set(sorted_curies(graph.subjects(SH.message))) - told
    if lost:
        msg = f"These shapes do not begin a block of their file: {', '.join(sorted(lost))}."
        raise LookupError(msg)
    return {stem: shapes for stem, shapes in found.items() if shapes}


def _blocks(text: str) -> dict[str, str]:
    """Turtle of each shape of a file by its name."""
    blocks = re.split(r"\n\n+(?=hgsh:)", text)
    return {block.partition(" ")[0].removeprefix("hgsh:"): block.strip() for block in blocks[1:]}


def _build(graph: Graph, shape: URIRef, source: str) -> Shape:
    """Read one shape."""
    owners = [shape, *graph.subjects(SH.property, shape)]
    targets = {
        str(aim).removeprefix(str(SH)): sorted_curies(
            {target for owner in owners for target in graph.objects(owner, aim)}
        )
        for aim in _TARGETS
    }
    path = graph.value(shape, SH.path)
    aimed = {term for terms in targets.values() for term in terms}
    return Shape(
        curie(shape),
        str(graph.value(shape, SH.severity)).removeprefix(str(SH)).lower(),
        text_of(graph, shape, SH.message),
        {aim: terms for aim, terms in targets.items() if terms},
        "" if path is None else path_text(graph, path),
        frozenset(aimed | set(_mentions(graph, shape))),
        source,
    )


def path_text(graph: Graph, path: Node) -> str:
    """Write a path as SPARQL does."""
    if isinstance(path, URIRef):
        return curie(path)
    for kind, form in _PATHS.items():
        inner = graph.value(path, kind)
        if inner is not None:
            return form.format(path_text(graph, inner))
    choice = graph.value(path, SH.alternativePath)
    steps = Collection(graph, path if choice is None else choice)
    return (" / " if choice is None else " | ").join(path_text(graph, step) for step in steps)


def _mentions(graph: Graph, part: Node) -> Iterator[str]:
    """Terms in a shape and the nameless parts of it, its queries included."""
    for predicate, value in graph.predicate_objects(part):
        if isinstance(value, BNode):
            yield from _mentions(graph, value)
        elif isinstance(value, Literal):
            yield from CURIE.findall(value) if predicate in {SH.select, SH.ask} else ()
        elif predicate not in {SH.severity, SH.property, SH.prefixes, RDF.type}:
            yield curie(value)
