"""Finding a thing by what people call it: case, umlauts and punctuation forgiven."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from hubgraph.errors import AmbiguousNameError, UnknownNameError

_SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_WORD = re.compile(r"[^\W_]+")


def name_key(name: str) -> str:
    """Comparison key of a name: 'DIGIHUB Südbaden', 'digihub suedbaden' → 'digihubsudbaden'.

    >>> {name_key(name) for name in ("DIGIHUB Südbaden", "digihub suedbaden", "Digihub-Sudbaden")}
    {'digihubsudbaden'}
    """
    return "".join(name_words(name))


def name_words(name: str) -> list[str]:
    """Words of a name in the spelling of its comparison key, in order.

    >>> name_words("ZD.BB – Zentrum für Digitalisierung")
    ['zd', 'bb', 'zentrum', 'fur', 'digitalisierung']
    """
    bare = _strip_marks(name.casefold())
    for spelling, letter in _SPELLINGS:
        bare = bare.replace(spelling, letter)
    return _WORD.findall(bare)


def _strip_marks(text: str) -> str:
    """Text without accents and other combining marks, in compatibility form."""
    if text.isascii():
        return text
    bare = unicodedata.normalize("NFKD", text)
    for mark in filter(unicodedata.combining, set(bare)):
        bare = bare.replace(mark, "")
    return bare


def name_slug(name: str) -> str:
    """Identifier made of a name: lower-case letters and digits, hyphens between.

    >>> name_slug("Zentrum für Digitalisierung"), name_slug("Δίκτυο 1")
    ('zentrum-fur-digitalisierung', 'δικτυο-1')
    """
    return re.sub(r"[\W_]+", "-", _strip_marks(name.casefold())).strip("-")


def find_name(
    given: str, names: Mapping[str, Collection[str]], *, kind: str, hint: str = ""
) -> str:
    """Identifier of the one thing called `given`.

    `names` maps every name people use to the identifiers of all things called so; identifiers
    themselves count as names. A name spelt exactly so goes before one that is only alike.

    Raises UnknownNameError with the nearest names when nothing is called so, and
    AmbiguousNameError with the identifiers of all candidates when several things are.

    >>> find_name("zd bb", {"ZD.BB": ["hgd:boeblingen"]}, kind="hub")
    'hgd:boeblingen'
    """
    key = name_key(given)
    alike = [things for name, things in names.items() if key and name_key(name) == key]
    found = sorted(set(names.get(given, ())) or set().union(*alike))
    if len(found) > 1:
        raise AmbiguousNameError(given, found, kind=kind)
    if found:
        return found[0]
    spoken = sorted(name for name in names if name not in names[name] and "//" not in name)
    raise UnknownNameError(given, spoken, kind=kind, hint=hint)
