"""A run of the bundled network, recorded once, in memory."""

import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.ledger import Entry
from hubgraph.matching.profiles import Profiles

DAY = "2021-01-12"
"""Day the run is recorded on."""


@pytest.fixture(scope="session")
def suggestions(profiles: Profiles) -> Suggestions:
    """Return suggestions of who should learn from whom."""
    return hg.suggest_learning(profiles, top=2, lang="de")


@pytest.fixture(scope="session")
def recorded(suggestions: Suggestions, graph: Dataset) -> Entry:
    """Return the run in a copy of the bundled network."""
    return hg.record_run(suggestions, into=graph, recorded_on=DAY)


@pytest.fixture(scope="session")
def decided(recorded: Entry) -> Entry:
    """Return the first suggestion of the run declined, in a copy of the network."""
    return hg.record_decision(
        f"{recorded.identifier}-1",
        into=recorded.graph,
        decision="declined",
        on="2021-02-01",
        reason="no_capacity",
        note="Erst nach dem Umzug.",
    )
