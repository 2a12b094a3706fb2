"""Picture, packaged query and suggestions answer the same question alike."""

import pandas as pd
from rdflib import Dataset

import hubgraph as hg
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.profiles import Profiles


def all_suggestions(profiles: Profiles) -> Suggestions:
    """Every suggestion there is."""
    return hg.suggest_learning(profiles, top=len(profiles.organisations))


def test_who_offers_what_another_needs_is_suggested(graph: Dataset, profiles: Profiles) -> None:
    table = all_suggestions(profiles).table
    suggested = set(zip(table["learner"], table["teacher"], strict=True))
    edges = set(hg.build_network(graph).edges)
    assert edges
    assert edges < suggested  # the score also knows neighbouring and related topics


def test_what_nobody_helps_with_nobody_offers(graph: Dataset, profiles: Profiles) -> None:
    unserved = all_suggestions(profiles).open_needs
    unserved = unserved[unserved["reason"] == "nobody_offers"]
    gaps = hg.query(graph, "gaps")
    wanted, found = (
        pd.MultiIndex.from_arrays([table[owner], table["topic"]])
        for table, owner in ((unserved, "learner"), (gaps, "organisation"))
    )
    assert len(wanted)
    assert wanted.isin(found).all()
