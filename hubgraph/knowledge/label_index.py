"""The labels of a graph's topics, taken apart so that their words can be found in texts."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rdflib import Graph

from hubgraph.errors import HubgraphError
from hubgraph.knowledge.queries import query
from hubgraph.knowledge.words import (
    is_abbreviation,
    is_function_word,
    read_words,
    spell_label_word,
    spell_word,
    split_compound,
)

AS_WRITTEN, BASE_FORM, HEAD, MODIFIER = 1.0, 0.95, 0.9, 0.75
"""Quality of a found word: as in the label, other ending, end or beginning of a compound."""

KINDS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")
"""Kinds of labels, the best first."""

WHOLE, FIRST, LAST = frozenset({0, 1}), frozenset({0}), frozenset({1})
"""The halves of a word that a find takes up."""


class Label(NamedTuple):
    """A label taken apart: per word its keys (see `spell_label_word`)."""

    topic: str
    kind: str
    text: str
    lang: str
    words: tuple[tuple[str, ...], ...]


class Find(NamedTuple):
    """A word of a label (both by number) that a word of a text stands for."""

    label: int
    word: int
    quality: float
    halves: frozenset[int]


@dataclass(frozen=True, eq=False)
class LabelIndex:
    """The labels of a graph, ready for matching; `broader` has all topics above a topic."""

    labels: tuple[Label, ...]
    broader: Mapping[str, frozenset[str]]

    @cached_property
    def places(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Key to the words of labels, each by the numbers of label and word, it stands for."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, label in enumerate(self.labels):
            for position, keys in enumerate(label.words):
                for key in keys:
                    found[key].append((number, position))
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def weights(self) -> tuple[tuple[float, ...], ...]:
        """How telling each word of each label is, 0 to 1: ln(1 + n/d) / ln(1 + n).

        n is the number of topics, d of those that have the word in a label; topics below the
        label's own do not count, for they only repeat it (Spärck Jones 1972, scaled).
        """
        topics = {
            key: {self.labels[number].topic for number, _ in places}
            for key, places in self.places.items()
        }
        n = len({label.topic for label in self.labels})

        def weigh(topic: str, keys: tuple[str, ...]) -> float:
            """Weight of a word in a label of a topic."""
            most = max((topics[key] for key in keys), key=len)
            d = sum(topic not in self.broader.get(other, ()) for other in most)
            return math.log(1 + n / d) / math.log(1 + n)

        return tuple(
            tuple(weigh(label.topic, keys) for keys in label.words) for label in self.labels
        )

    @cached_property
    def languages(self) -> frozenset[str]:
        """Languages of the labels; a label without one has none."""
        return frozenset(label.lang for label in self.labels if label.lang)

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """Preferred label of a topic in a language; of several the first in the alphabet."""
        preferred = [label for label in self.labels if label.kind == KINDS[0]]
        return {(label.topic, label.lang): label.text for label in reversed(preferred)}


def load_index(graph: Graph) -> LabelIndex:
    """Index of a graph's labels, built anew only where labels or links changed.

    Raises HubgraphError for a graph without topics.
    """
    labels = query(graph, "topic-labels").fillna({"lang": ""})
    if labels.empty:
        hint = "Load a SKOS scheme into it, or use hg.load_graph."
        raise HubgraphError("The graph has no topics with labels.", hint=hint)
    links = query(graph, "topic-links")
    above = links.loc[links["link"] == "skos:broader", ["topic", "other"]]
    return _build_index(
        tuple(labels.itertuples(index=False, name=None)),
        tuple(above.itertuples(index=False, name=None)),
    )


@lru_cache(maxsize=100_000)
def find_word(index: LabelIndex, written: str) -> tuple[Find, ...]:
    """Find the words of labels that a word of a text, or a part of it, stands for."""
    spelt = [(spell_word(written), AS_WRITTEN, BASE_FORM, WHOLE)]
    for first, head in split_compound(written, index.places):
        spelt.append((spell_word(head), HEAD, HEAD, LAST))
        spelt.append((spell_word(first), MODIFIER, MODIFIER, FIRST))
    found = {
        Find(number, position, exact if is_written else other, halves)
        for keys, exact, other, halves in spelt
        for key, is_written in keys.items()
        for number, position in index.places.get(key, ())
    }
    best: dict[tuple[int, int, frozenset[int]], Find] = {}
    for find in sorted(found, key=lambda find: find.quality):
        best[find.label, find.word, find.halves] = find
    return tuple(best.values())


@lru_cache(maxsize=4)
def _build_index(
    rows: tuple[tuple[str, str, str, str], ...], links: tuple[tuple[str, str], ...]
) -> LabelIndex:
    """Index of labels (topic, kind, text, language) and links (topic, broader topic)."""
    labels = [
        Label(topic, kind, text, lang, words)
        for topic, kind, text, lang in rows
        for words in _take_apart(text)
    ]
    parents: dict[str, set[str]] = defaultdict(set)
    for topic, other in links:
        parents[topic].add(other)
    above = {topic: _ancestors(topic, parents) for topic in sorted(parents)}
    return LabelIndex(tuple(labels), above)


def _ancestors(topic: str, parents: Mapping[str, set[str]]) -> frozenset[str]:
    """All topics above a topic; itself is not counted, even in a circle."""
    seen: set[str] = set()
    waiting = [topic]
    while waiting:
        fresh = parents.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return frozenset(seen - {topic})


def _take_apart(text: str) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Keys of a label's words, function words left out; a hyphenated label also as one word."""
    words = read_words(text)
    telling = [word for word in words if not is_function_word(word.text)] or words
    if telling:
        yield tuple(spell_label_word(word.text) for word in telling)
    hyphenated = len(words) > 1 and all(word.joined for word in words[1:])
    if hyphenated and not any(is_abbreviation(word.text) for word in words):
        yield (spell_label_word("".join(word.text for word in words)),)
