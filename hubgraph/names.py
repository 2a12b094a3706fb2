"""Finding a thing by what people call it: case, umlauts and punctuation forgiven."""

import re
import unicodedata
from collections.abc import Mapping

from hubgraph.errors import UnknownNameError

_SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def name_key(name: str) -> str:
    """Comparison key of a name: 'DIGIHUB Südbaden', 'digihub suedbaden' → 'digihubsudbaden'.

    >>> {name_key(name) for name in ("DIGIHUB Südbaden", "digihub suedbaden", "Digihub-Sudbaden")}
    {'digihubsudbaden'}
    """
    folded = name.casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    for spelling, letter in _SPELLINGS:
        bare = bare.replace(spelling, letter)
    return re.sub(r"[\W_]+", "", bare)


def name_slug(name: str) -> str:
    """Identifier made of a name: lower-case letters and digits, hyphens between.

    >>> name_slug("Zentrum für Digitalisierung"), name_slug("Δίκτυο 1")
    ('zentrum-fur-digitalisierung', 'δικτυο-1')
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", bare).strip("-")


def find_name(given: str, names: Mapping[str, str], *, kind: str, hint: str = "") -> str:
    """Identifier of the thing called `given`.

    `names` maps every name people use to an identifier; identifiers themselves count as names.
    Where two things share a key, the first in sorted order of identifiers wins.

    Raises UnknownNameError with the nearest names when nothing is called so.

    >>> find_name("zd bb", {"ZD.BB": "hgd:boeblingen"}, kind="hub")
    'hgd:boeblingen'
    """
    keys = {
        name_key(name): names[name] for name in sorted(names, key=names.__getitem__, reverse=True)
    }
    if (key := name_key(given)) and (found := keys.get(key)):
        return found
    spoken = sorted(name for name in names if name != names[name] and "//" not in name)
    raise UnknownNameError(given, spoken, kind=kind, hint=hint)
