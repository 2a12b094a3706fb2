"""What profiles hold, row by row, as fingerprints: equal ones make equal suggestions."""

import json
from collections.abc import Iterator
from hashlib import sha256

from hubgraph.matching.levels import TAKEN
from hubgraph.matching.profiles import Profiles

_DIGITS = 8
_DERIVED = ["age_years", *TAKEN]
"""Columns that follow from the others and the day."""

_KEYS = {
    "organisations": [], "topics": [], "places": ["place"], "statements": ["statement"],
    "contacts": ["organisation", "partner", "event"],
    "activities": ["activity", "organisation", "topic"],
    "sources": [], "decisions": ["decision", "learner"],
}  # fmt: skip
"""Tables of profiles and what names a row of each; none means the index does."""


def list_contents(profiles: Profiles) -> dict[str, str]:
    """Fingerprint of every row of the profiles, by table and what names the row, sorted.

    Names, links between topics and the network's name are one entry each. Blank nodes (``_:…``),
    such as a company that asks, do not count: they come with the question. The snapshot of a
    public part does not count either. Eight hexadecimal digits of a SHA-256 each.
    """
    found = dict(row for name, keys in _KEYS.items() for row in _list_rows(profiles, name, keys))
    whole = {
        "names": sorted(profiles.names.items()),
        "topic names": sorted(profiles.topic_names.items()),
        "topic links": profiles.taxonomy.version,
        "network": [profiles.network, sorted(profiles.networks.items())],
    }
    found |= {name: _hash(value) for name, value in whole.items()}
    return dict(sorted(found.items()))


def hash_contents(contents: dict[str, str]) -> str:
    """SHA-256 of all fingerprints together, in hexadecimal."""
    return sha256(write_contents(contents).encode()).hexdigest()


def write_contents(contents: dict[str, str]) -> str:
    """Fingerprints as text, one line each; `read_contents` reads it."""
    return "".join(f"{name} {mark}\n" for name, mark in contents.items())


def read_contents(text: str) -> dict[str, str]:
    """Fingerprints of a text that `write_contents` wrote."""
    pairs = (line.rpartition(" ") for line in text.splitlines())
    return {name: mark for name, _, mark in pairs}


def _list_rows(profiles: Profiles, name: str, keys: list[str]) -> Iterator[tuple[str, str]]:
    """Name and fingerprint of each row of a table."""
    table = getattr(profiles, name)
    table = (table if keys else table.reset_index(names="id")).drop(
        columns=_DERIVED, errors="ignore"
    )
    plain = table.astype(object).where(table.notna(), None)
    named = keys or ["id"]
    for row in plain.to_dict("records"):
        words = [str(row[key]) for key in named]
        if not any(word.startswith("_:") for word in words):
            yield " ".join([name, *words]), _hash(row)


def _hash(value: object) -> str:
    """Fingerprint of a plain value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(text.encode()).hexdigest()[:_DIGITS]
