"""The bundled network, read once for all tests; a test that changes it takes its own copy."""

from pathlib import Path
from shutil import copytree

import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.knowledge.resources import network_path
from hubgraph.matching.profiles import Profiles


@pytest.fixture(scope="session")
def graph() -> Dataset:
    """Return the bundled network as a graph."""
    return hg.load_graph("baden-wuerttemberg")


@pytest.fixture(scope="session")
def profiles(graph: Dataset) -> Profiles:
    """Return the numeric view of the bundled network at its reference date."""
    return hg.build_profiles(graph)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the bundled tables, to be broken."""
    return copytree(network_path("baden-wuerttemberg"), tmp_path / "network")
