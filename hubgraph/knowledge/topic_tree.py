"""The topics of a graph as a tree, for people who choose from it."""

from collections import defaultdict

import pyoxigraph

from hubgraph.knowledge.ontology_graphs import list_topics, name_topic
from hubgraph.knowledge.triples import node
from hubgraph.vocabulary import compact_iri
from hubgraph.workbook.layout import TopicLine

_Topics = dict[str, list[str]]


def build_topic_tree(store: pyoxigraph.Store, *, lang: str) -> list[TopicLine]:
    """Lines of the topic tree, each topic below the broader one it is found under first.

    A topic with several broader ones stands under each of them. Labels are in the language
    asked for, else in any. Topics without a broader one come first in the order of their labels.
    """
    names = _read_texts(store, "skos:prefLabel", lang)
    narrower: defaultdict[str, set[str]] = defaultdict(set)
    below: set[str] = set()
    for quad in store.quads_for_pattern(None, node("skos:broader"), None, None):
        if isinstance(quad.subject, pyoxigraph.NamedNode) and isinstance(
            quad.object, pyoxigraph.NamedNode
        ):
            narrower[quad.object.value].add(quad.subject.value)
            below.add(quad.subject.value)
    texts = {
        "definition": _read_texts(store, "skos:definition", lang),
        "names": _read_texts(store, "skos:altLabel", lang),
        "label": names,
    }
    lines: list[TopicLine] = []
    topics = {topic.value for topic in list_topics(store)}
    tops = sorted(topics - below, key=lambda topic: _label(topic, names))
    for top in tops:
        _add_lines(lines, top, (), narrower, texts)
    return lines


def _add_lines(
    lines: list[TopicLine],
    topic: str,
    above: tuple[str, ...],
    narrower: dict[str, set[str]],
    texts: dict[str, _Topics],
) -> None:
    """Add a topic and everything below it; a circle is walked once."""
    lines.append(
        TopicLine(
            len(above),
            _label(topic, texts["label"]),
            name_topic(topic),
            "".join(texts["definition"].get(topic, [])[:1]),
            ", ".join(texts["names"].get(topic, [])),
        )
    )
    children = narrower.get(topic, set()) - {topic, *above}
    for child in sorted(children, key=lambda each: _label(each, texts["label"])):
        _add_lines(lines, child, (*above, topic), narrower, texts)


def _label(topic: str, labels: _Topics) -> str:
    """Label of a topic, its identifier if it has none."""
    return labels.get(topic, [compact_iri(topic)])[0]


def _read_texts(store: pyoxigraph.Store, predicate: str, lang: str) -> _Topics:
    """Texts of each topic, those in the language asked for, else in any; sorted."""
    texts: defaultdict[str, list[tuple[bool, str]]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, node(predicate), None, None):
        if isinstance(quad.object, pyoxigraph.Literal) and isinstance(
            quad.subject, pyoxigraph.NamedNode
        ):
            other = quad.object.language not in {lang, None}
            texts[quad.subject.value].append((other, quad.object.value))
    return {
        topic: [text for other, text in sorted(found) if other == min(found)[0]]
        for topic, found in texts.items()
    }
