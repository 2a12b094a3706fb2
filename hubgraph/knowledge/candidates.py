"""Candidate topics of free text: labels of the loaded scheme, found word by word."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import Any, NamedTuple

import pandas as pd
from rdflib import Graph

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import OptionError, UnknownNameError, require_type
from hubgraph.knowledge.label_index import KINDS, WHOLE, Label, LabelIndex, find_word, load_index
from hubgraph.knowledge.words import LONGEST_WORD, Word, is_function_word, read_words
from hubgraph.tables import CANDIDATES, build_table

LEAST_SCORE = 0.6
"""Score below which nothing is proposed; chosen on sentences not used in the evaluation."""

_FEWEST = 2
_MOST_BETWEEN = 2
_NEARNESS = 0.9
_OPEN = frozenset(("- ", "-,"))
_FARTHEST = 6
_SHORTEST_HEAD = 4
_CONTEXT = 30


def suggest_topics(
    graph: Graph, texts: str | Iterable[str], *, lang: str | None = None, top: int = 5
) -> pd.DataFrame:
    """Propose topics of the loaded schemes for texts such as stated needs and offers.

    `texts` is one text or several. Preferred, alternative and hidden labels of all languages
    are looked for, whatever the language of the text; `lang` (a tag of the scheme, e.g. 'de')
    is the language of `topic_label`, None that of the matched label. At most `top` topics
    per text.

    Returns a table with the columns of `hubgraph.tables.CANDIDATES`, by text and falling
    score; equal scores by place in the text, then topic. A text without candidates has no row.
    Every row is a candidate: nothing is stated until a person confirms it.

    Only whole words match: as written, in another inflected form, or as a part of a German
    compound; words joined or parted by a hyphen are the same. Short abbreviations must have
    the label's capitals. At most two words may stand between the words of a label. Where two
    labels share words, the one with more of them wins; on the same words, the narrower topic.
    Of a label of several words, at least two must be found.
    Negation ("no blockchain") is not understood.

    The score is coverage × distinctness × nearness, from 0 to 1; not a probability. A word
    that d of the n topics have in a label, narrower ones aside, weighs
    w = ln(1 + n/d) / ln(1 + n), as in an inverse document frequency. Coverage = Σ w q over
    the words found / Σ w over all words of the label but function words; the quality q is 1
    as written, 0.95 in another form, 0.9 as the head and 0.75 as the beginning of a compound.
    Distinctness = 1 - Π (1 - w) over the words found. Nearness = 0.9 to the power of the
    number of other words between them, function words aside. Below 0.6 nothing is proposed.

    Raises OptionError for `top` below 1, UnknownNameError for a language without labels,
    WrongTypeError for a text that is none, HubgraphError for a graph without topics, and
    MissingLibraryError without simplemma (pip install 'hubgraph[text]').

    >>> import hubgraph as hg
    >>> graph = hg.load_graph("baden-wuerttemberg")
    >>> found = hg.suggest_topics(graph, "Hilfe bei IT-Sicherheit und KI-Einführung", lang="en")
    >>> found[["topic_label", "score", "words"]].values.tolist()
    [['IT security', 1.0, 'IT-Sicherheit'], ['Artificial intelligence', 0.8677, 'KI']]
    """
    if top < 1:
        raise OptionError("top", top, "1 or more")
    index = load_index(graph)
    if lang is not None and lang not in index.languages:
        raise UnknownNameError(lang, sorted(index.languages), kind="language of topic labels")
    rows = [
        _row(match, text, index, lang) | {"text_number": number}
        for number, text in enumerate([texts] if isinstance(texts, str) else texts, 1)
        for match in _find_topics(text, index)[:top]
    ]
    return build_table(rows, CANDIDATES)


def mark_candidates(candidates: pd.DataFrame, *, lang: str) -> pd.DataFrame:
    """Candidates to be read by people: text, topic, score, and the matched words in brackets.

    Which text is left out where all are of one.

    Column names are in the language asked for, 'de' or 'en'. Raises UnknownNameError for
    another one.
    """
    names = load_catalogue(lang)
    told: dict[str, Any] = {
        "text": candidates["text_number"],
        "id": candidates["topic"].str.removeprefix("hgt:"),
        "topic": candidates["topic_label"],
        "score": candidates["score"].round(2),
        "place": [_excerpt(row) for row in candidates.itertuples()],
    }
    if len(set(told["text"])) == 1:
        del told["text"]
    return pd.DataFrame({names.text(f"candidate.{key}"): cells for key, cells in told.items()})


def _excerpt(row: Any) -> str:
    """Matched words of a candidate in brackets, with a few characters on both sides."""
    before, after = row.text[: row.start], row.text[row.end :]
    left = before if len(before) <= _CONTEXT else f"…{before[-_CONTEXT:]}"
    right = after if len(after) <= _CONTEXT else f"{after[:_CONTEXT]}…"
    return " ".join(f"{left}[{row.words}]{right}".split())


class Hit(NamedTuple):
    """A word of a label found in a text.

    `atoms` are the halves of the text's words that it takes up, 2i and 2i + 1 of word i;
    `first` and `last` are the words of the text it reaches from and to.
    """

    first: int
    last: int
    word: int
    quality: float
    atoms: tuple[int, ...]


class Match(NamedTuple):
    """A label found in a text, from character `start` to `end`."""

    label: Label
    score: float
    start: int
    end: int
    atoms: frozenset[int]


def _row(match: Match, text: str, index: LabelIndex, lang: str | None) -> dict[str, object]:
    """Cells of a match, but for the number of its text."""
    label = match.label
    own = index.names.get((label.topic, label.lang), label.text)
    return {
        "text": text,
        "topic": label.topic,
        "topic_label": index.names.get((label.topic, lang or label.lang), own),
        "score": match.score,
        "start": match.start,
        "end": match.end,
        "words": text[match.start : match.end],
        "label": label.text,
        "status": "candidate",
    }


def _find_topics(text: str, index: LabelIndex) -> list[Match]:
    """Best match of each topic found in a text, best first."""
    require_type(text, str, hint="Give texts, and leave missing ones out.")
    words = read_words(text)
    matches = [
        match
        for number, hits in sorted(_find_hits(text, words, index).items())
        for chain in _build_chains(
            hits, words, fewest=min(_FEWEST, len(index.labels[number].words))
        )
        if (match := _rate(chain, words, number, index)).score >= LEAST_SCORE
    ]
    best: dict[str, Match] = {}
    for match in sorted(_drop_covered(matches, index), key=_order):
        best.setdefault(match.label.topic, match)
    return list(best.values())


def _order(match: Match) -> tuple[float, int, str, int, int, str, str]:
    """Sort key: best score, first in the text, topic; then longest, preferred label first."""
    label = match.label
    kind = KINDS.index(label.kind)
    return -match.score, match.start, label.topic, -match.end, kind, label.text, label.lang


def _find_hits(text: str, words: Sequence[Word], index: LabelIndex) -> dict[int, list[Hit]]:
    """Words of labels found in a text, by the number of the label."""
    found: dict[int, list[Hit]] = defaultdict(list)
    for first, last, written, taken in _readings(text, words):
        for find in find_word(index, written):
            if first == last:
                atoms = tuple(sorted(2 * first + half for half in find.halves))
            elif find.halves == WHOLE:
                atoms = taken
            else:
                continue
            found[find.label].append(Hit(first, last, find.word, find.quality, atoms))
    return found


def _readings(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int, str, tuple[int, ...]]]:
    """Ways to read the words of a text: first and last word, what is read, atoms taken up.

    Each word by itself, two words with a hyphen between as one (Daten-Analyse), and a word
    with a hyphen behind it together with the end of the next compound (Daten- und
    Informationssicherheit: Datensicherheit).
    """
    for i, word in enumerate(words):
        yield i, i, word.text, (2 * i, 2 * i + 1)
        if i + 1 < len(words) and words[i + 1].joined:
            yield i, i + 1, word.text + words[i + 1].text.lower(), tuple(range(2 * i, 2 * i + 4))
        for j, ending in _shared_endings(text, words, i):
            yield i, j, word.text + ending, (2 * i, 2 * i + 1, 2 * j + 1)


def _shared_endings(text: str, words: Sequence[Word], i: int) -> Iterator[tuple[int, str]]:
    """Endings that a later compound lends to a word with a hyphen behind it, and which it is."""
    is_open = [text[word.end : word.end + 2] in _OPEN for word in words[i : i + _FARTHEST]]
    if is_open[0]:
        for j, word in enumerate(words[i + 1 : i + _FARTHEST], i + 1):
            if not (is_open[j - i] or is_function_word(word.text)):
                length = len(word.text) if len(word.text) <= LONGEST_WORD else 0
                for cut in range(1, length - _SHORTEST_HEAD + 1):
                    yield j, word.text[cut:].lower()
                return


def _build_chains(
    hits: Sequence[Hit], words: Sequence[Word], *, fewest: int
) -> list[tuple[Hit, ...]]:
    """Best rows of a label's words, in order and near each other: one that ends at each hit.

    Rows of less than `fewest` words are left out.
    """
    if len({hit.word for hit in hits}) < fewest:
        return []
    chains: list[tuple[Hit, ...]] = []
    ordered = sorted(hits)
    for i, hit in enumerate(ordered):
        before: tuple[Hit, ...] = ()
        for j in range(i - 1, -1, -1):
            if hit.first - ordered[j].first > _FARTHEST + _MOST_BETWEEN:
                break
            if _follows(ordered[j], hit, words):
                before = max(before, chains[j], key=lambda c: (len(c), sum(h.quality for h in c)))
        chains.append((*before, hit))
    return [chain for chain in chains if len(chain) >= fewest]


def _follows(before: Hit, after: Hit, words: Sequence[Word]) -> bool:
    """Whether two words of a label stand in its order, with few words between."""
    between = words[after.first].place - words[before.last].place - 1
    in_order = before.word < after.word and before.atoms[-1] < after.atoms[0]
    return in_order and between <= _MOST_BETWEEN


def _rate(chain: Sequence[Hit], words: Sequence[Word], number: int, index: LabelIndex) -> Match:
    """Match of a row of hits with its score; see `suggest_topics` for the formula."""
    weights = index.weights[number]
    coverage = sum(weights[hit.word] * hit.quality for hit in chain) / sum(weights)
    distinctness = 1 - prod(1 - weights[hit.word] for hit in chain)
    first, last = chain[0].first, chain[-1].last
    taken = {place for hit in chain for place in (hit.first, hit.last)}
    between = sum(
        place not in taken and not is_function_word(words[place].text)
        for place in range(first, last)
    )
    score = coverage * distinctness * _NEARNESS**between
    atoms = frozenset(atom for hit in chain for atom in hit.atoms)
    start, end = words[first].start, words[last].end
    return Match(index.labels[number], round(score, 4), start, end, atoms)


def _drop_covered(matches: Sequence[Match], index: LabelIndex) -> list[Match]:
    """Matches whose words no longer match takes up, nor one of a narrower topic."""
    sharing: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        for atom in match.atoms:
            sharing[atom].append(match)
    return [
        match
        for match in matches
        if not any(
            match.atoms < other.atoms
            or (
                match.atoms == other.atoms
                and match.label.topic in index.broader.get(other.label.topic, ())
            )
            for other in sharing[min(match.atoms)]
        )
    ]
