"""The page: everything the ontology's files say, put into the template."""

import re
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rdflib import DCTERMS, OWL, VANN, Graph
from rdflib.term import Node

from hubgraph.knowledge.resources import ontology_path

from .diagrams import build_diagrams
from .files import (
    all_prefixes,
    anchor,
    node,
    read_graph,
    read_shapes,
    text_of,
)
from .markup import link_terms, show_code
from .questions import list_queries, list_questions
from .shapes import list_shapes
from .terms import list_classes, list_levels, list_properties, list_reused, list_schemes
from .topics import build_tree, topic_labels
from .uses import Users, akin_examples, read_examples

MEMBERSHIP = "cq-01"
"""The question that the picture of time draws."""

_LICENSES = {"https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0"}


class Release(NamedTuple):
    """A version in the changelog: its heading, what introduces it, and its changes."""

    title: str
    lead: str
    changes: list[str]


def render_manual(folder: Path | None = None) -> str:
    """Write the manual of an ontology folder, by default the packaged one, as HTML.

    Raises LookupError where a text in one of the languages, or a term of a diagram, is missing.
    """
    content = _gather(folder or ontology_path())
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["linked"] = lambda text: link_terms(text, content["anchors"])
    environment.filters["code"] = lambda text: show_code(text, content["anchors"])
    environment.globals["anchor"] = anchor
    return environment.get_template("page.html.jinja").render(content)


def _gather(folder: Path) -> dict[str, Any]:
    """Everything the template needs, by name."""
    graph, shape_graph = read_graph(folder), read_shapes(folder)
    shapes = list_shapes(shape_graph, folder)
    questions, queries = list_questions(folder), list_queries(folder)
    by_name = {question.name: question for question in questions}
    examples = read_examples(folder)
    every_shape = tuple(shape for group in shapes.values() for shape in group)
    users = Users(every_shape, tuple(questions), tuple(queries), examples)
    content: dict[str, Any] = {
        "header": _header(graph),
        "prefixes": all_prefixes(),
        "classes": list_classes(graph, folder),
        "properties": list_properties(graph, folder),
        "schemes": list_schemes(graph, folder),
        "levels": list_levels(graph),
        "topics": build_tree(graph),
        "shapes": shapes,
        "questions": questions,
        "queries": queries,
        "reused": list_reused(graph, folder),
        "examples": examples,
        "releases": read_changes((folder / "CHANGELOG.md").read_text(encoding="utf-8")),
        "diagrams": build_diagrams(graph, folder, by_name[MEMBERSHIP]),
        "users": users,
        "topic_count": len(topic_labels(graph)),
        "style": _beside("page.css"),
        "script": _beside("page.js"),
    }
    content |= _places(content, graph)
    content["akin"] = {term.curie: akin_examples(users, graph, term) for term in content["classes"]}
    return content | _coverage(content, graph)


def _beside(name: str) -> str:
    """Text of a file beside this one."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _header(graph: Graph) -> dict[str, Any]:
    """Metadata of the ontology."""
    ontology = node("hg:Hub").defrag()

    def one(annotation: Node) -> str:
        """Return the only value of an annotation; LookupError if there is none."""
        value = graph.value(ontology, annotation)
        if value is None:
            raise LookupError(annotation)
        return str(value)

    return {
        "iri": str(ontology),
        "title": text_of(graph, ontology, DCTERMS.title),
        "description": text_of(graph, ontology, DCTERMS.description),
        "version": one(OWL.versionInfo),
        "version_iri": one(OWL.versionIRI),
        "status": one(node("bibo:status")).rpartition("/")[2],
        "creator": one(DCTERMS.creator),
        "created": one(DCTERMS.created),
        "modified": one(DCTERMS.modified),
        "license": one(DCTERMS.license),
        "license_name": _LICENSES[one(DCTERMS.license)],
        "prefix": one(VANN.preferredNamespacePrefix),
        "namespace": one(VANN.preferredNamespaceUri),
    }


def _places(content: dict[str, Any], graph: Graph) -> dict[str, Any]:
    """Labels of all terms and topics by CURIE, and every CURIE with a place on the page."""
    scheme, scale, levels = content["levels"]
    listed = [term for list_, concepts in content["schemes"] for term in (list_, *concepts)]
    reused = [term for group in content["reused"].values() for term in group]
    terms = [*content["classes"], *content["properties"], *listed, scheme, scale, *levels, *reused]
    labels = {term.curie: term.label for term in terms} | topic_labels(graph)
    named = {*labels, *(shape.curie for shape in content["users"].shapes)}
    return {"labels": labels, "anchors": frozenset(named)}


def _coverage(content: dict[str, Any], graph: Graph) -> dict[str, Any]:
    """Which terms the competency questions touch, and why the others are there all the same.

    `unasked` are terms that shapes, tables or queries use, `structural` those that only the
    ontology itself does. Raises LookupError for a term that nothing uses.
    """
    touched = {term for question in content["questions"] for term in question.terms}
    groups = {"hg": sorted(c for c in content["anchors"] if c.startswith("hg:"))}
    groups |= {
        prefix: [term.curie for term in terms] for prefix, terms in content["reused"].items()
    }
    rest = [term for terms in groups.values() for term in terms if term not in touched]
    used = {term: content["users"].of(term) for term in rest}
    unasked = [term for term in rest if any((used[term].shapes, used[term].places))]
    structural = [term for term in rest if term not in unasked]
    unused = [term for term in structural if not _is_in(graph, node(term))]
    if unused:
        msg = f"Nothing uses {', '.join(unused)}."
        raise LookupError(msg)
    counts = {prefix: (len(touched & set(terms)), len(terms)) for prefix, terms in groups.items()}
    return {"counts": counts, "unasked": unasked, "structural": structural}


def _is_in(graph: Graph, term: Node) -> bool:
    """Whether the ontology says something else with a term than what it is."""
    return (None, term, None) in graph or (None, None, term) in graph


def read_changes(text: str) -> list[Release]:
    """Read the changelog: second headings, a line below, then a list."""
    releases = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        lead, *changes = re.split(r"^- ", body, flags=re.MULTILINE)
        flat = [" ".join(change.split()) for change in (lead, *changes)]
        releases.append(Release(title, flat[0], flat[1:]))
    return releases
