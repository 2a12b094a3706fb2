"""Topics of a workbook's own that may be one with another topic: reported, never merged."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from hubgraph.knowledge.ontology_graphs import OWN_TOPICS, list_topics, name_topic
from hubgraph.knowledge.triples import node
from hubgraph.workbook.findings import SheetFinding
from hubgraph.workbook.near_names import Spoken, find_near, rate_names


class Line(NamedTuple):
    """A line of Turtle, and where it stands; `sheet` is None for a file of its own."""

    file: str
    sheet: str | None
    row: int
    text: str


def find_near_topics(
    store: Store, lines: Sequence[Line], *, before: Store | None
) -> Iterator[SheetFinding]:
    """Find new topics of a workbook whose label is nearly that of another topic.

    `lines` are what the workbook says of its own topics. `before` is the network's store so far,
    None if there is none: its topics are not new. Topics linked in any way are two, or said to
    be one.
    """
    topics = list_topics(store) if lines else []
    spoken = [_speak(store, topic, before) for topic in topics]
    for near in find_near(spoken, legal_forms=False) if any(t.is_new for t in spoken) else ():
        kept, gone = near.first, near.second
        if not spoken[gone].is_new:
            kept, gone = gone, kept
        if not _is_linked(store, topics[kept], topics[gone]):
            words = {
                "reason": near.reason,
                "other": spoken[kept].names[0],
                "keep": name_topic(topics[kept].value),
                "drop": name_topic(topics[gone].value),
                "similarity": rate_names(spoken[kept].names, spoken[gone].names),
            }
            label = spoken[gone].names[0]
            line = _find_line(lines, topics[gone].value, label)
            yield SheetFinding(
                "near_topic", "warning", line.file, line.sheet, line.row, value=label, words=words
            )


def _speak(store: Store, topic: NamedNode, before: Store | None) -> Spoken:
    """Preferred labels of a topic, German first, and its further ones; those alone if none is."""
    preferred, further = (
        [
            quad.object
            for kind in kinds
            for quad in store.quads_for_pattern(topic, node(kind), None, None)
            if isinstance(quad.object, Literal)
        ]
        for kinds in (["skos:prefLabel"], ["skos:altLabel", "skos:hiddenLabel"])
    )
    names = sorted(preferred or further, key=lambda label: (label.language or "", label.value))
    is_own = any(store.quads_for_pattern(topic, None, None, OWN_TOPICS))
    is_old = before is not None and any(before.quads_for_pattern(topic, None, None, None))
    texts, others = ([label.value for label in labels] for labels in (names, further))
    return Spoken(texts, others, is_new=is_own and not is_old)


def _is_linked(store: Store, one: NamedNode, other: NamedNode) -> bool:
    """Whether a statement says how two topics belong together."""
    return any(
        next(store.quads_for_pattern(subject, None, value, None), None) is not None
        for subject, value in ((one, other), (other, one))
    )


def _find_line(lines: Sequence[Line], topic: str, label: str) -> Line:
    """Line with the label of a topic: the first with it from where the topic is spoken of."""
    local = re.escape(re.split(r"[/#:]", topic)[-1])
    subject = re.compile(rf"\s*(?:<[^>]*[/#:]{local}>|\S*:{local})\s")
    begin = next((n for n, line in enumerate(lines) if subject.match(f"{line.text} ")), 0)
    return next((line for line in lines[begin:] if label in line.text), lines[begin])
