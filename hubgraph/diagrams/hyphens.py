"""Where a long word may be broken: at the joints of a German compound, else between syllables."""

import re

_JOINT = re.compile(r"(?:ungs|heits|keits|chafts|ions|itäts|tums|lings)(?=[a-zäöüß]{4})")
"""Endings that bind the first part of a compound to the next one."""
_ONSET = re.compile(r"(?=(?:sch|ch|ph|th|qu|[bcdfghjklmnpqrstvwxzß])[aeiouäöüy])")
_TOGETHER = re.compile(r"sch|ch|ck|ph|th|qu")
_FEWEST = 3
"""Letters that stay together at either end."""


def list_breaks(word: str) -> tuple[list[int], list[int]]:
    """Return where a word may be broken: at joints, and between any syllables.

    >>> word = "Digitalisierungszentrum"
    >>> [word[:place] for place in list_breaks(word)[0]]
    ['Digitalisierungs']
    >>> [word[:place] for place in list_breaks(word)[1]][:3]
    ['Digi', 'Digita', 'Digitali']
    """
    lower = word.lower()
    inside = range(_FEWEST, len(word) - _FEWEST + 1)
    bound = {
        place for pair in _TOGETHER.finditer(lower) for place in range(pair.start() + 1, pair.end())
    }
    joints = [found.end() for found in _JOINT.finditer(lower)]
    onsets = [found.start() for found in _ONSET.finditer(lower)]
    return (
        [place for place in joints if place in inside],
        [place for place in onsets if place in inside and place not in bound],
    )
