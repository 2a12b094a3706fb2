"""Names that are nearly the same: equal but for their spelling, or a slip of the keys apart.

Two names are spelt alike if they are the same after letting go of case, umlauts (ü = ue = u),
punctuation, word order, legal form, filling words and an abbreviation in brackets. They are a
slip apart if all words but one are the same, and these two differ by one slip of the keys. A
digit is never a slip: 'Hub 1' and 'Hub 2' are two. What is near is met in a common bucket, so
that the time grows with the number of names, not of pairs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, product
from typing import Literal

from hubgraph.names import name_key, name_words

_LEGAL = {
    "ag", "bv", "co", "corp", "corporation", "eg", "ek", "ev", "gag", "gbr", "ggmbh", "gmbh",
    "haftungsbeschrankt", "inc", "incorporated", "kg", "kgaa", "limited", "llc", "llp", "ltd",
    "mbh", "nv", "ohg", "partg", "plc", "sa", "sarl", "sas", "se", "spa", "srl", "ug",
}  # fmt: skip
"""Legal forms as `name_words` spells them; the first word of a name is none."""

_FILLING = {"and", "das", "dem", "den", "der", "des", "die", "for", "fur", "of", "the", "u", "und"}
_ABBREVIATION = re.compile(r"\([^\W\d_]\w*[A-ZÄÖÜ]\w*\)")

_NAME_ENDINGS = (
    "ach", "berg", "born", "bruck", "brunn", "burg", "dorf", "feld", "felde", "furt", "hafen",
    "hagen", "hausen", "heim", "hofen", "ingen", "kirch", "kirchen", "leben", "mann", "ried",
    "roda", "rode", "stadt", "stedt", "stein", "weiler", "werder",
)  # fmt: skip
"""Ends of German names: with another letter it is another place or family (Freiberg, Freiburg)."""

_LONGEST = 300
"""Characters of a name; what is longer is compared with nothing."""

_SWAPPED, _MISSING, _WRONG = 6, 7, 8
"""Letters from which on two swapped, one missing, one wrong letter is taken for a slip."""

_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")

Words = tuple[str, ...]

Reason = Literal["name", "spelling", "further", "slip", "page"]
"""What is near: the names, their spelling, a further name, all but a letter, the web page."""


@dataclass(frozen=True)
class Spoken:
    """What a thing is called: its proper names, further ones, and whether it is new."""

    names: Sequence[str]
    further: Sequence[str] = ()
    is_new: bool = True


@dataclass(frozen=True)
class Near:
    """Two things by their index, the earlier first, and why they may be one."""

    first: int
    second: int
    reason: Reason


def find_near(
    things: Sequence[Spoken], *, legal_forms: bool = True, places: Collection[str] = ()
) -> Iterator[Near]:
    """Find things whose names are nearly the same; of two, at least one is new.

    A further name counts where it is spelt like the proper name of another thing. Of many of one
    name, each is paired with the first. `legal_forms` are let go, unless False; two `places`
    (words as `name_words` spells them) are never a slip apart.
    """
    split = [
        [split_name(name, legal_forms=legal_forms) for name in each.names if _is_short(name)]
        for each in things
    ]
    proper: dict[str, int] = {}
    further: dict[str, int] = {}
    for second, thing in enumerate(things):
        own = _list_keys(split[second])
        further_names = filter(_is_short, filter(None, thing.further))
        spoken = [split_name(name, legal_forms=legal_forms) for name in further_names]
        others = [key for key in _list_keys(spoken) if key not in own]
        found: dict[int, Reason] = {}
        for keys, index in ((own, further), (others, proper)):
            found |= {index[key]: "further" for key in keys if key in index}
        for first in (proper[key] for key in own if key in proper):
            same = not set(thing.names).isdisjoint(things[first].names)
            found[first] = "name" if same else "spelling"
        for first, reason in found.items():
            if thing.is_new or things[first].is_new:
                yield Near(first, second, reason)
        for keys, index in ((own, proper), (others, further)):
            for key in keys:
                index.setdefault(key, second)
    yield from _find_slips(things, split, proper, places)


def _is_short(name: str) -> bool:
    """Whether a name is no longer than names are; a longer one is like no other."""
    return len(name) <= _LONGEST


def split_name(name: str, *, legal_forms: bool = True) -> Words:
    """Words of a name that tell it from others; `legal_forms` are let go, unless False.

    >>> split_name("Müller & Söhne G.m.b.H."), split_name("Hub Nord (HN) e.V.")
    (('muller', 'sohne'), ('hub', 'nord'))
    """
    if "(" in name:
        name = _ABBREVIATION.sub(_drop_initials, name)
    words = name_words(name)
    if min(map(len, words), default=0) == 1:
        words = _join_letters(words)
    if legal_forms and not _LEGAL.isdisjoint(words):
        words = [word for place, word in enumerate(words) if not place or word not in _LEGAL]
    if not _FILLING.isdisjoint(words):
        words = [word for word in words if word not in _FILLING] or words
    return tuple(words)


def _drop_initials(found: re.Match[str]) -> str:
    """Bracket with an abbreviation: nothing if it begins as the name does, else as it stands."""
    same = found.string.lstrip()[:1].casefold() == found[0][1].casefold()
    return "" if same else found[0]


def _join_letters(words: Iterable[str]) -> list[str]:
    """Words with letters that stand alone put together: g m b h → gmbh."""
    joined: list[str] = []
    for is_letter, group in groupby(words, lambda word: len(word) == 1 and word.isalpha()):
        run = list(group)
        joined += ["".join(run)] if is_letter else run
    return joined


def _list_keys(names: Iterable[Words]) -> dict[str, None]:
    """Keys under which names that are spelt alike meet: words in order of the alphabet, in one."""
    keys: dict[str, None] = {}
    for words in names:
        keys[" ".join(sorted(words))] = None
        if len(words) > 1:
            keys[_BETWEEN_DIGITS.sub(".", " ".join(words)).replace(" ", "")] = None
    keys.pop("", None)
    return keys


def _find_slips(
    things: Sequence[Spoken],
    split: Sequence[Sequence[Words]],
    proper: Mapping[str, int],
    places: Collection[str],
) -> Iterator[Near]:
    """Find things with names that are a slip apart; `proper` has the first of each name's keys."""
    slips = _list_slips(things, split, places)
    for second, names in enumerate(split) if slips else ():
        found = {
            proper.get(" ".join(sorted((*words[:place], other, *words[place + 1 :]))), second)
            for words in names
            for place, word in enumerate(words)
            for other in slips.get(word, ())
        }
        for first in sorted(found):
            if first < second and (things[first].is_new or things[second].is_new):
                yield Near(first, second, "slip")


def _list_slips(
    things: Sequence[Spoken], split: Sequence[Sequence[Words]], places: Collection[str]
) -> dict[str, list[str]]:
    """Words to those a slip apart, in both directions.

    Two words that several things bear each are two words, not one misspelt.
    """
    counts: Counter[str] = Counter()
    fresh: set[str] = set()
    for thing, names in zip(things, split, strict=True):
        words = {word for words in names for word in words}
        counts.update(words)
        if thing.is_new:
            fresh |= words
    slips: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(set(_pair_words(counts, fresh))):
        is_rare = counts[one] == 1 or counts[other] == 1
        if is_rare and not (one in places and other in places):
            slips[one].append(other)
            slips[other].append(one)
    return slips


def _pair_words(words: Iterable[str], fresh: Collection[str]) -> Iterator[tuple[str, str]]:
    """Words a slip apart, at least one of them `fresh`, in order of the alphabet.

    They share their first letter, and without one of the others both are the same.
    """
    telling = [word for word in words if len(word) >= _SWAPPED - 1 and word.isalpha()]
    telling.sort(key=lambda word: (word[0], word not in fresh, word))
    for _, group in groupby(telling, lambda word: word[0]):
        met: dict[str, list[str]] = {}
        for word in group:
            is_fresh = word in fresh
            for bare in {word, *(word[:n] + word[n + 1 :] for n in range(1, len(word)))}:
                yield from ((other, word) for other in met.get(bare, ()) if is_slip(word, other))
                if is_fresh:
                    met.setdefault(bare, []).append(word)


def is_slip(one: str, other: str) -> bool:
    """Whether two words differ by a swap, a doubled letter, a missing or a wrong one.

    The first letter is the same. A letter tells one place or family from another.
    """
    short, long = sorted((one, other), key=len)
    is_name = short.endswith(_NAME_ENDINGS) and long.endswith(_NAME_ENDINGS)
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        is_doubled = long[at] == long[at - 1]
        fewest = _SWAPPED if is_doubled else _MISSING
        is_one = short[at:] == long[at + 1 :] and len(long) >= fewest
        return is_one and (is_doubled or not is_name)
    if short[at + 1 :] == long[at + 1 :]:
        return len(long) >= _WRONG and not is_name
    swapped = short[:at] + short[at + 1] + short[at] + short[at + 2 :]
    return len(long) >= _SWAPPED and swapped == long


def rate_names(names: Iterable[str], others: Iterable[str]) -> float:
    """Similarity of the two names most alike, 0 to 1: twice their common letters by all of both.

    It is the ratio of Ratcliff and Metzener (1988), as difflib has it, of comparison keys.

    >>> round(rate_names(["Digitalzentrum"], ["Digitalzentrun"]), 2)
    0.93
    """
    keys, other_keys = ([name_key(n[:_LONGEST]) for n in each] for each in (names, others))
    pairs = product(keys, other_keys)
    return max(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in pairs)
