"""The bundled network, read once for all tests; a test that changes it takes its own copy."""

import io
import sys
from pathlib import Path
from shutil import copytree

import pytest
from cli_runs import Answer, Run
from rdflib import Dataset

import hubgraph as hg
from hubgraph import cli
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


@pytest.fixture
def run(graph: Dataset, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process, on the bundled network that is read already."""
    read = hg.open_graph
    monkeypatch.setattr(
        hg, "open_graph", lambda name: graph if name == "baden-wuerttemberg" else read(name)
    )
    monkeypatch.setenv("COLUMNS", "500")

    def call(*arguments: str, stdin: str = "") -> Answer:
        monkeypatch.setattr(sys, "argv", ["hubgraph", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            cli.main()
        except SystemExit as stop:
            return Answer(int(stop.code or 0), *capsys.readouterr())
        pytest.fail("the command did not end with an exit code")

    return call
