"""Libraries that not every installation has."""

from importlib import import_module
from typing import Any

from hubgraph.errors import MissingLibraryError


def import_library(name: str, *, extra: str) -> Any:
    """Module of an optional library; `extra` is the extra of hubgraph that brings it.

    Raises MissingLibraryError with the way to install it.
    """
    try:
        return import_module(name)
    except ImportError:
        raise MissingLibraryError(name.partition(".")[0], extra=extra) from None
