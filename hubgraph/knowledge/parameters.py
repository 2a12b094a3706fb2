"""Values for the parameters of a query, from variables that are at hand."""

import re
from collections.abc import Mapping

from rdflib import URIRef

from hubgraph.errors import UnknownNameError
from hubgraph.knowledge.syntax import QUOTED
from hubgraph.vocabulary import PREFIXES

_PARAMETER = re.compile(QUOTED + r"| [$](?P<name>\w+)", re.DOTALL | re.VERBOSE)
_CURIE = re.compile(r"([a-z]+):([\w.-]*\w)")


def read_parameters(text: str, variables: Mapping[str, object]) -> dict[str, object]:
    """Values for all that is written ``$name`` in a query, from the variables of that name.

    A text that is a CURIE of a known prefix is bound as its IRI, any other value as
    `hubgraph.query` binds it. Raises UnknownNameError for a name that no variable has.

    >>> read_parameters("SELECT ?hub { ?hub hg:offers $topic }", {"topic": "hgt:ai"})
    {'topic': rdflib.term.URIRef('https://w3id.org/hubgraph/topic/ai')}
    """
    names = {match["name"] for match in _PARAMETER.finditer(text)} - {None}
    for name in sorted(names):
        if name not in variables:
            known = [other for other in variables if not other.startswith("_")]
            hint = "Set it in a cell before, or write ?name for a variable of the query."
            raise UnknownNameError(
                name, sorted(known), kind="variable for the parameter", hint=hint
            )
    return {name: _read(variables[name]) for name in sorted(names)}


def _read(value: object) -> object:
    """IRI of a CURIE, any other value as it is."""
    match = _CURIE.fullmatch(value) if type(value) is str else None
    if match and match[1] in PREFIXES:
        return URIRef(PREFIXES[match[1]] + match[2])
    return value
