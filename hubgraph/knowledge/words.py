"""Words of a text: where they stand, which forms they have, which parts a compound has."""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from types import ModuleType

from hubgraph.libraries import import_library

LANGUAGES = ("de", "en")
"""Languages whose words are reduced to their base form; words of others match as written."""

FUNCTION_WORDS = frozenset(
    (
        "aber", "als", "am", "an", "auf", "aus", "bei", "beim", "bzw", "das", "dem", "den", "der",
        "des", "die", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "für", "im",
        "in", "ist", "mit", "nach", "oder", "sowie", "um", "und", "vom", "von", "vor", "zu",
        "zum", "zur", "über",
        "a", "and", "are", "as", "at", "by", "for", "from", "into", "is", "of", "on", "or",
        "that", "the", "to", "with",
    )
)  # fmt: skip
"""German and English words that say nothing about a topic."""

LONGEST_WORD = 60
"""Longer runs of letters are compared as they are: no base form, no parts."""

_LINKS = ("", "s", "es", "n", "en", "er", "e")
_SOFT_HYPHEN = "\u00ad"
_HYPHENS = frozenset("-\u2010\u2011")
_LONGEST_ABBREVIATION = 5
_SHORTEST_PART = 4
_SENTENCE_BREAK = 10


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, marks and digits; `text` in NFC, `start` and `end` in the given text.

    `place` counts words; between sentences it jumps. `joined` is True where nothing but a
    hyphen stands before the word.
    """

    text: str
    start: int
    end: int
    place: int
    joined: bool


def read_words(text: str) -> list[Word]:
    """Words of a text in order; a trailing + or # belongs to its word.

    >>> [word.text for word in read_words("KI-Lab, 5G; C++ and C#")]
    ['KI', 'Lab', '5G', 'C++', 'and', 'C#']
    """
    words: list[Word] = []
    end = place = 0
    for start, stop in _runs(text):
        between = text[end:start]
        place += _SENTENCE_BREAK if _ends_sentence(between) else 1
        joined = between in _HYPHENS and bool(words)
        written = unicodedata.normalize("NFC", text[start:stop].replace(_SOFT_HYPHEN, ""))
        if written:
            words.append(Word(written, start, stop, place, joined))
        end = stop
    return words


def spell_word(written: str) -> dict[str, bool]:
    """Keys under which a word is compared; True for the word as written, False for a base form.

    An abbreviation (see `is_abbreviation`) is compared as written, so that 'it' is not 'IT'.
    Any other word is compared with its case folded and, unless it is longer than any real one,
    by its German and English base form ('de:roboter' for 'Robotern'). An English word in -ing
    is its own base form: training is no train.

    Raises MissingLibraryError without simplemma.

    >>> sorted(spell_word("Robotern"))
    ['de:roboter', 'en:robotern', 'robotern']
    """
    folded = written.casefold()
    if len(written) > LONGEST_WORD:
        return {folded: True}
    keys = {folded: True} | {f"{lang}:{_lemma(written, lang)}": False for lang in LANGUAGES}
    if is_abbreviation(written):
        keys[written] = True
    if written.endswith("s") and is_abbreviation(written[:-1]):
        keys[written[:-1]] = False
    return keys


def spell_label_word(written: str) -> tuple[str, ...]:
    """Keys of a word of a label, the strictest first: one for an abbreviation, else as a text's."""
    return (written,) if is_abbreviation(written) else tuple(spell_word(written))


def is_abbreviation(written: str) -> bool:
    """Whether a word is short and has two capitals, or a capital and a digit: KI, IoT, 5G."""
    capitals = sum(character.isupper() for character in written)
    digits = any(character.isdigit() for character in written)
    return len(written) <= _LONGEST_ABBREVIATION and capitals + digits > 1 and capitals > 0


def is_function_word(written: str) -> bool:
    """Whether a word is one of `FUNCTION_WORDS`, and no abbreviation such as IT."""
    return written.casefold() in FUNCTION_WORDS and not is_abbreviation(written)


def split_compound(written: str, vocabulary: Collection[str]) -> list[tuple[str, str]]:
    """Ways to cut a German compound in two; the second part, the head, says what it is.

    Each part has four letters or more; one has a key in `vocabulary` (see `spell_word`), the
    other one too, or is in the German word list. The sound that links them belongs to neither.

    Raises MissingLibraryError without simplemma.

    >>> split_compound("Digitalisierungsberatung", {"beratung"})
    [('Digitalisierung', 'Beratung')]
    """
    if not written.isalpha() or len(written) > LONGEST_WORD:
        return []
    cuts = [
        (written[: place - len(link)].capitalize(), written[place:].capitalize())
        for place in range(_SHORTEST_PART, len(written) - _SHORTEST_PART + 1)
        for link in _LINKS
        if place - len(link) >= _SHORTEST_PART and written[:place].endswith(link)
    ]
    return [cut for cut in cuts if _is_compound(cut, vocabulary)]


def _is_compound(cut: tuple[str, str], vocabulary: Collection[str]) -> bool:
    """Whether one part of a cut is in the vocabulary, and the other there or in the word list."""
    listed = [any(key in vocabulary for key in spell_word(part)) for part in cut]
    return any(listed) and all(
        known or _simplemma().is_known(part, lang="de")
        for part, known in zip(cut, listed, strict=True)
    )


def _lemma(written: str, lang: str) -> str:
    """Base form of a word, case folded."""
    if lang == "en" and written.casefold().endswith("ing"):
        return written.casefold()
    return str(_simplemma().lemmatize(written, lang=lang)).casefold()


@cache
def _simplemma() -> ModuleType:
    """The library of base forms; raises MissingLibraryError where it is not installed."""
    library: ModuleType = import_library("simplemma", extra="text")
    return library


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each run of letters, marks and digits, with the + or # behind it."""
    position = 0
    for inside, run in groupby(text, _is_inside):
        start, position = position, position + sum(1 for _ in run)
        if inside:
            end = position
            while end < len(text) and text[end] in "+#":
                end += 1
            ends_word = end == len(text) or not _is_inside(text[end])
            yield start, end if ends_word else position


@lru_cache(maxsize=4096)
def _is_inside(character: str) -> bool:
    """Whether a character belongs to a word: letter, combining mark, digit, soft hyphen."""
    return unicodedata.category(character)[0] in "LMN" or character == _SOFT_HYPHEN


def _ends_sentence(between: str) -> bool:
    """Whether what stands between two words parts sentences or paragraphs."""
    return "\n\n" in between or any(f"{mark} " in between for mark in ".!?:;")
