"""Languages of the texts: those that have a catalogue. A file more is a language more."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

FALLBACK = "en"
"""Language of what another one does not say: texts and labels."""


def find_catalogues() -> Traversable:
    """Folder with one file of texts per language, named by its tag: messages/de.toml."""
    return files("hubgraph") / "messages"


@cache
def list_languages() -> tuple[str, ...]:
    """Tags of the languages that have a catalogue, sorted.

    >>> {"de", "en"} <= set(list_languages())
    True
    """
    names = (file.name for file in find_catalogues().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def order_columns(columns: Iterable[str], stem: str, lang: str) -> list[str]:
    """Columns that hold a text by language (`stem` and a tag), in the order they are asked.

    The rule of labels: this language, else English, else any other in order of its tag.

    >>> order_columns(["label_de", "label_en", "kind"], "label_", "fr")
    ['label_en', 'label_de']
    """
    known = sorted(name for name in columns if name.startswith(stem))
    first = (f"{stem}{lang}", f"{stem}{FALLBACK}")
    return sorted(known, key=lambda name: (name not in first[:1], name not in first, name))
