"""Rules: simple facts concluded from the full statements, by the queries of ontology/rules."""

from itertools import islice
from typing import cast

import pyoxigraph

from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.triples import date_literal, node
from hubgraph.vocabulary import PREFIXES

DERIVED = node("hgd:derived")
"""Named graph of everything that a rule has concluded."""

_QUADS_AT_ONCE = 100_000
"""Conclusions stated at once; what is held in memory grows with it."""


def derive_facts(store: pyoxigraph.Store, *, as_of: str) -> None:
    """State what the rules of ontology/rules conclude for a day (YYYY-MM-DD).

    The conclusions replace the graph ``hgd:derived``. Rules see all other graphs as one and
    none reads what another concludes, so their order does not matter.
    """
    store.remove_graph(DERIVED)
    for path in sorted((ontology_path() / "rules").glob("*.rq")):
        concluded = (
            pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, DERIVED)
            for triple in _run_rule(store, path.read_text(encoding="utf-8"), as_of)
        )
        while block := list(islice(concluded, _QUADS_AT_ONCE)):
            store.bulk_extend(block)


def _run_rule(store: pyoxigraph.Store, text: str, as_of: str) -> pyoxigraph.QueryTriples:
    """Triples that a CONSTRUCT query gives on a day."""
    triples = store.query(
        text,
        prefixes=dict(PREFIXES),
        use_default_graph_as_union=True,
        substitutions={pyoxigraph.Variable("as_of"): date_literal(as_of)},
    )
    return cast("pyoxigraph.QueryTriples", triples)
