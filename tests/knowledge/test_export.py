"""Graph to file: nothing lost, byte-equal in any process, whole or not at all."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, DefaultGraph, Literal, NamedNode, Quad
from rdflib import XSD, Dataset, Graph, URIRef
from rdflib import Literal as Text
from rdflib.compare import to_isomorphic

import hubgraph as hg
from hubgraph.errors import MissingFileError, UnknownFormatError
from hubgraph.files import write_whole
from hubgraph.knowledge import export
from hubgraph.knowledge.export import SUFFIXES
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.vocabulary import PREFIXES

FORMATS = {
    ".jsonld": pyoxigraph.RdfFormat.JSON_LD,
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
    ".trig": pyoxigraph.RdfFormat.TRIG,
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
}
ROOT = Path(hg.__file__).parents[1]
FRESH = """
import sys
import hubgraph as hg
graph = hg.load_graph("baden-wuerttemberg")
for suffix in (".jsonld", ".nq", ".trig", ".ttl"):
    hg.export_graph(graph, f"{sys.argv[1]}/network{suffix}")
for name in hg.load_queries()["name"]:
    hg.query(graph, name).to_csv(f"{sys.argv[1]}/{name}.csv")
"""


def statements(quads: list[Quad], *, named: bool = True) -> pyoxigraph.Dataset:
    """Statements with blank nodes named alike; without `named`, all in one graph."""
    place = DefaultGraph()
    kept = [q if named else Quad(q.subject, q.predicate, q.object, place) for q in quads]
    dataset = pyoxigraph.Dataset(kept)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def read_back(path: Path) -> list[Quad]:
    """Read a file with a parser that had no part in writing it the other way."""
    store = pyoxigraph.Store()
    store.load(path=path, format=FORMATS[path.suffix])
    return list(store)


def assert_nothing_lost(graph: Graph, folder: Path) -> None:
    """Export in all formats, read back, and compare."""
    quads = list(native_store(graph))
    for suffix in SUFFIXES:
        named = suffix != ".ttl"
        found = read_back(hg.export_graph(graph, folder / f"network{suffix}"))
        assert statements(found, named=named) == statements(quads, named=named), suffix


def test_nothing_is_lost(graph: Dataset, tmp_path: Path) -> None:
    assert_nothing_lost(graph, tmp_path)


def test_rdflib_reads_it_too(graph: Dataset, tmp_path: Path) -> None:
    text = hg.export_graph(graph, tmp_path / "network.ttl").read_text("utf-8")
    triples = {f"{quad.triple} ." for quad in native_store(graph)}
    expected = Graph().parse(data="\n".join(triples), format="nt")
    found = Graph().parse(data=text)
    assert to_isomorphic(by_value(found)) == to_isomorphic(by_value(expected))


def by_value(graph: Graph) -> Graph:
    """Graph with numbers by value: rdflib writes 23 as 23.0."""
    plain = Graph()
    for subject, predicate, value in graph:
        number = isinstance(value, Text) and value.datatype == XSD.decimal
        plain.add((subject, predicate, Text(float(value)) if number else value))
    return plain


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_equal_to_the_byte_twice(graph: Dataset, tmp_path: Path, suffix: str) -> None:
    first = hg.export_graph(graph, tmp_path / f"first{suffix}").read_bytes()
    assert hg.export_graph(graph, str(tmp_path / f"second{suffix}")).read_bytes() == first
    assert first.endswith(b"\n")
    assert b"\r" not in first


def test_equal_to_the_byte_in_fresh_processes(tmp_path: Path) -> None:
    folders = [tmp_path / seed for seed in ("1", "2")]
    runs = list(_start_fresh(folders))
    assert [run.wait() for run in runs] == [0, 0]
    names = [sorted(file.name for file in folder.iterdir()) for folder in folders]
    assert names[0] == names[1]
    assert len(names[0]) > len(SUFFIXES) + 10
    for name in names[0]:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name


def _start_fresh(folders: list[Path]) -> Iterator[subprocess.Popen[bytes]]:
    """Start one interpreter per folder, each with another hash seed."""
    for folder in folders:
        folder.mkdir()
        seed = {
            "PYTHONHASHSEED": folder.name,
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        }
        yield subprocess.Popen([sys.executable, "-c", FRESH, folder], env=os.environ | seed)


def test_prefixes_stand_sorted_at_the_top(graph: Dataset, tmp_path: Path) -> None:
    text = hg.export_graph(graph, tmp_path / "network.trig").read_text("utf-8")
    head = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()]
    assert text.splitlines()[: len(head)] == head
    turtle = hg.export_graph(graph, tmp_path / "network.ttl").read_text("utf-8")
    heads = [line for line in turtle.splitlines() if line.startswith("@prefix")]
    assert heads == sorted(heads)
    assert set(heads) & set(head) == {line for line in heads if "prefix ns" not in line}


def test_own_graphs_lose_nothing(tmp_path: Path) -> None:
    plain = Graph().parse(data='<urn:a> <urn:p> (3 1 2), [ <urn:q> "z"@de ], "v" .')
    assert_nothing_lost(plain, tmp_path)
    mixed = Dataset()
    mixed.default_graph.add((URIRef("urn:a"), URIRef("urn:p"), Text("default")))
    mixed.graph(URIRef("urn:g")).add((URIRef("urn:a"), URIRef("urn:p"), Text("named")))
    assert_nothing_lost(mixed, tmp_path)
    assert_nothing_lost(Graph(), tmp_path)


def test_own_graphs_with_blank_nodes_are_equal_to_the_byte(tmp_path: Path) -> None:
    data = '<urn:a> <urn:p> [ <urn:q> "1" ], [ <urn:q> "2" ], [ <urn:q> "3" ], (1 2) .'
    for suffix in SUFFIXES:
        files = {
            hg.export_graph(Graph().parse(data=data), tmp_path / f"own{suffix}").read_bytes()
            for _ in range(5)
        }
        assert len(files) == 1, suffix


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=6))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    store, places = pyoxigraph.Store(), (DefaultGraph(), NamedNode("urn:g"), BlankNode("g"))
    for number, text in enumerate(texts):
        node = NamedNode(f"urn:{number}")
        store.add(Quad(node, NamedNode("urn:p"), Literal(text), places[number % 3]))
        store.add(Quad(node, NamedNode("urn:q"), Literal(text, language="de"), places[0]))
    assert_nothing_lost(open_dataset(store), tmp_path_factory.mktemp("texts"))


@pytest.mark.parametrize(
    "text", ["a\u2028b", "a\x85b", "a\x0bb\x0c\x1c", "a\r\nb", '"""\\', "\n@prefix x"]
)
def test_line_breaks_of_all_kinds_survive(tmp_path: Path, text: str) -> None:
    own = Graph()
    own.add((URIRef("urn:a"), URIRef("urn:p"), Text(text)))
    assert_nothing_lost(own, tmp_path)


@pytest.mark.parametrize("name", ["network.xml", "network", ".ttl", "network.TTL.gz"])
def test_an_unknown_suffix_is_named(graph: Dataset, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownFormatError, match=r"Use one of: \.jsonld, \.nq, \.trig, \.ttl"):
        hg.export_graph(graph, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(graph: Dataset, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"atlantis does not exist\. Make the folder"):
        hg.export_graph(graph, tmp_path / "atlantis" / "network.nq")


def test_an_export_that_fails_while_making_the_text_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise MemoryError

    old = tmp_path / "network.nq"
    old.write_text("old", "utf-8")
    monkeypatch.setattr(export, "to_nquads", fail)
    with pytest.raises(MemoryError):
        hg.export_graph(Graph(), old)
    assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [
        ("network.nq", "old")
    ]


@pytest.mark.parametrize("step", ["chmod", "replace"])
def test_an_export_that_fails_while_writing_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(step)

    old = tmp_path / "network.nq"
    old.write_text("old", "utf-8")
    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(PermissionError):
        hg.export_graph(Graph(), old)
    monkeypatch.undo()
    assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [
        ("network.nq", "old")
    ]


def test_a_text_that_cannot_be_written_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "network.nq", "half \ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_new_export_replaces_an_old_file(graph: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "network.nq"
    path.write_text("old", "utf-8")
    hg.export_graph(graph, path)
    assert [file.name for file in tmp_path.iterdir()] == ["network.nq"]
    assert path.read_text("utf-8").startswith("<http")
