"""Shapes to check against: the packaged ones, or anybody's from a file, a folder or a graph."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pyoxigraph
from rdflib import RDFS, SH, Graph

from hubgraph.errors import MissingFileError, ShapesError, UnknownFormatError, require_type
from hubgraph.knowledge.memory import Statement, build_graph, copy_graph, to_statements
from hubgraph.knowledge.resources import ontology_path

SUFFIXES = (".ttl", ".trig", ".nt", ".nq", ".n3", ".jsonld", ".rdf")
"""Suffixes of files that may hold shapes."""

TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf, SH.target)
"""Properties that say which nodes a shape is held against."""


def read_shapes(shapes: str | Path | Graph | None) -> Graph:
    """Copy of shapes as one graph; None means the packaged ones.

    Raises MissingFileError, UnknownFormatError for a suffix that is not RDF, ShapesError
    for a file that cannot be read, and WrongTypeError for anything else.
    """
    if shapes is None:
        return _read_files(ontology_path() / "shapes")
    if isinstance(shapes, str | Path):
        return _read_files(Path(shapes))
    require_type(shapes, Graph, hint="Give a file, a folder or an rdflib Graph.")
    return copy_graph(shapes)


def read_shapes_of_shapes() -> Graph:
    """SHACL's own shapes for shapes, as pySHACL carries them; what it can follow is a path."""
    rules = build_graph(_read_file(Path(str(files("pyshacl"))) / "assets" / "shacl-shacl.ttl"))
    for shape in list(rules.subjects(SH.path, SH.path)):
        rules.remove((shape, SH["or"], None))
    return rules


def read_class_tree() -> Iterator[Statement]:
    """Subclass axioms of the ontology, without which data of your own would meet few shapes."""
    statements = _read_file(ontology_path() / "hubgraph.ttl")
    return (statement for statement in statements if statement[1] == RDFS.subClassOf)


def lower_targets(shapes: Graph) -> Graph:
    """Shapes whose property shapes are aimed at the nodes themselves.

    They find the same, but each runs once for all its nodes instead of once per node. Right
    only for shapes that nothing else refers to and that are not closed: the packaged ones.
    """
    lowered = build_graph(shapes)
    for owner, inner in shapes.subject_objects(SH.property):
        targets = [(name, node) for name in TARGETS for node in shapes.objects(owner, name)]
        for name, node in targets:
            lowered.add((inner, name, node))
        if targets:
            lowered.remove((owner, SH.property, inner))
    return lowered


def _read_files(path: Path) -> Graph:
    """Graph of a file, or of all files of a folder that may hold shapes, in order of names."""
    if not path.exists():
        raise MissingFileError(path, hint="Give a file of shapes, or a folder with such files.")
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    if not files:
        raise MissingFileError(path / "*.ttl", hint=f"Shapes end in {', '.join(SUFFIXES)}.")
    return build_graph(statement for file in files for statement in _read_file(file))


def _read_file(path: Path) -> Iterator[Statement]:
    """Statements of a file; ShapesError with the line where reading stopped."""
    if path.suffix.lower() not in SUFFIXES:
        raise UnknownFormatError(path.suffix or path.name, SUFFIXES)
    form = pyoxigraph.RdfFormat.from_extension(path.suffix.lower()[1:])
    base = path.resolve().as_uri()
    try:
        quads = pyoxigraph.parse(path=path, format=form, base_iri=base, rename_blank_nodes=True)
        yield from to_statements(quads)
    except (SyntaxError, TypeError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise ShapesError(f"this cannot be read: {error}", place=str(path), line=line) from None
