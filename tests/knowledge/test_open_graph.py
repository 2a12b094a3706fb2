"""A graph opened wherever it lives: files, folders, names, endpoints; and errors that help."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import pytest
from pyoxigraph import (
    DefaultGraph,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
)
from rdflib import Dataset, Literal, URIRef
from survey import SMALL, write_survey

import hubgraph as hg
from hubgraph.errors import (
    EndpointError,
    HubgraphError,
    MissingFileError,
    QueryError,
    UnknownFormatError,
    UnknownNameError,
    UnreadableFileError,
)
from hubgraph.knowledge.remote import write_query
from hubgraph.knowledge.resources import network_path, ontology_path
from hubgraph.knowledge.store import native_store, native_term
from hubgraph.vocabulary import PREFIXES

VOCABULARIES = Path(__file__).parents[3] / "shared" / "data" / "vocabularies"

FOREIGN = """\
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<#lab> a org:Organization ; skos:prefLabel "Labor Nord"@de .
<urn:scheme> a skos:ConceptScheme .
<urn:knitting> a skos:Concept ; skos:inScheme <urn:scheme> ; skos:prefLabel "Stricken"@de .
"""


def labels(graph: Dataset) -> list[str]:
    """German labels of the topics."""
    return hg.query(graph, "topics")["label_de"].dropna().tolist()


# ------------------------------------------------------------------------ what is at hand


def test_every_place_of_one_network(graph: Dataset, tmp_path: Path) -> None:
    folder = network_path("baden-wuerttemberg")
    hg.import_workbook(folder, into=tmp_path / "network.hg")
    members = hg.query(graph, "members")
    assert len(members) == 13
    for place in ("baden-wuerttemberg", folder, str(folder), tmp_path / "network.hg"):
        assert hg.query(hg.open_graph(place), "members").equals(members)


def test_a_workbook(tmp_path: Path) -> None:
    graph = hg.open_graph(write_survey(tmp_path / "survey.xlsx", SMALL))
    assert len(hg.query(graph, "members")) == 2


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".nq", ".jsonld"])
def test_what_was_exported_is_opened_as_it_was(graph: Dataset, tmp_path: Path, suffix: str) -> None:
    path = hg.export_graph(graph, tmp_path / f"network{suffix}")
    read = hg.open_graph(path)
    assert len(native_store(read)) == len({quad.triple for quad in native_store(graph)})
    for name in ("members", "topics", "offers", "sources"):
        assert hg.query(read, name).equals(hg.query(graph, name)), name


def test_foreign_rdf_with_its_own_scheme(tmp_path: Path) -> None:
    path = tmp_path / "foreign.ttl"
    path.write_text(FOREIGN, "utf-8")
    graph = hg.open_graph(path)
    assert hg.query(graph, "names")["name"].tolist() == ["Labor Nord"]
    assert hg.query(graph, "names")["thing"].tolist() == ["file:///foreign.ttl#lab"]
    assert labels(graph) == ["Stricken"]
    path.write_text("\n".join(FOREIGN.splitlines()[:3]), "utf-8")
    assert "Künstliche Intelligenz" in labels(hg.open_graph(path))


@pytest.mark.parametrize("suffix", ["nt", "nq", "n3", "rdf", "jsonld", "trig", "ttl"])
@pytest.mark.parametrize("packed", [False, True])
def test_formats(tmp_path: Path, suffix: str, packed: bool) -> None:  # noqa: FBT001
    store = Store()
    store.load(FOREIGN, RdfFormat.TURTLE, base_iri="urn:base")
    form = RdfFormat.from_extension(suffix)
    assert form is not None
    content = store.dump(format=form, from_graph=None if form.supports_datasets else DefaultGraph())
    assert content is not None
    path = tmp_path / f"a.{suffix}{'.gz' * packed}"
    path.write_bytes(gzip.compress(content) if packed else content)
    assert labels(hg.open_graph(path)) == ["Stricken"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.ttl", b"<urn:a> <urn:b>\n  'c", "line 2"),
        ("a.nq", b"<urn:a> <urn:b> <urn:c> .\n<urn:a> x", "line 2"),
        ("a.jsonld", b"[{", "line 1"),
        ("a.rdf", b"<rdf:RDF>", "rdf"),
        ("a.ttl.gz", b"no gzip", "gzip"),
        ("a.ttl.gz", gzip.compress(b"<urn:a> <urn:b> <urn:c> ." * 99, mtime=0)[:-12], "end"),
        ("a.ttl", b"<urn:a> <urn:b> '\xff' .", "UTF-8"),
    ],
)
def test_a_file_that_is_no_rdf(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFileError, match=reason):
        hg.open_graph(tmp_path / name)


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("bavaria", UnknownNameError),
        ("no.hg", MissingFileError),
        ("no.ttl", MissingFileError),
        ("no.xlsx", MissingFileError),
        ("no/folder", MissingFileError),
        ("README.md", UnknownFormatError),
        ("ftp://example.org/sparql", MissingFileError),
    ],
)
def test_what_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str, error: type[Exception]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text("Read me", "utf-8")
    with pytest.raises(error) as caught:
        hg.open_graph(place)
    assert isinstance(caught.value, HubgraphError)
    assert caught.value.hint


# --------------------------------------------------------------------- a remote endpoint


class Endpoint(BaseHTTPRequestHandler):
    """A SPARQL endpoint as small as can be, on one store; or what a query makes it say."""

    store: ClassVar[Store]
    asked: ClassVar[list[str]]

    def do_POST(self) -> None:
        """Answer a query sent as a form."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        text = form["query"][0]
        self.asked.append(text)
        if self.path == "/page":
            self.reply(200, "text/html", b"<html>")
        elif self.path == "/broken":
            self.reply(503, "text/plain", b"")
        elif self.path == "/torn":
            self.reply(200, "application/sparql-results+json", b'{"head"')
        else:
            self.answer(text)

    def answer(self, text: str) -> None:
        """Answer from the store."""
        try:
            found = self.store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            self.reply(400, "text/plain", str(error).encode())
            return
        if isinstance(found, QuerySolutions | QueryBoolean):
            body = found.serialize(format=QueryResultsFormat.JSON)
            self.reply(200, "application/sparql-results+json", body or b"")
        else:
            body = found.serialize(format=RdfFormat.N_TRIPLES)
            self.reply(200, "application/n-triples; charset=utf-8", body or b"")

    def reply(self, code: int, kind: str, body: bytes) -> None:
        """Send one reply."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(name="url", scope="module")
def serve(graph: Dataset) -> Iterator[str]:
    """Return the address of an endpoint with the bundled network."""
    Endpoint.store, Endpoint.asked = native_store(graph), []
    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


PACKAGED = sorted(
    path.stem
    for folder in ("queries", "questions")
    for path in (ontology_path() / folder).glob("*.rq")
)


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_query_gives_there_what_it_gives_here(
    graph: Dataset, url: str, name: str
) -> None:
    values = {"organisation": "digiZ", "other": "UAB"} if name == "cq-08b" else {}
    assert hg.query(hg.open_graph(url), name, **values).equals(hg.query(graph, name, **values))


def test_suggestions_from_an_endpoint(graph: Dataset, url: str) -> None:
    here, there = (
        hg.suggest_learning(hg.build_profiles(each), learner="digiZ").table
        for each in (graph, hg.open_graph(url))
    )
    assert not here.empty
    assert there.equals(here)


def test_parameters_are_bound_there_too(graph: Dataset, url: str) -> None:
    remote = hg.open_graph(url)
    for values in ({"organisation": "digiZ", "topic": "KI"}, {"as_of": "2019-01-01"}):
        found = hg.query(remote, "offers", **values)
        assert not found.empty
        assert found.equals(hg.query(graph, "offers", **values))


@pytest.mark.parametrize(
    "value", ['"} DROP ALL #', "'''", "\\", "a\nb", "<urn:a>", "?label", Literal("x", lang="de")]
)
def test_a_value_stays_a_value(url: str, value: object) -> None:
    remote = hg.open_graph(url)
    found = hg.query(remote, "SELECT ?value WHERE {} # ?value", value=value)
    assert found["value"].tolist() == [str(value)]


def test_other_forms_of_answers(graph: Dataset, url: str) -> None:
    remote = hg.open_graph(url)
    for text in (
        "ASK { ?hub a hg:ThematicHub }",
        "CONSTRUCT { ?hub a hg:Hub } WHERE { ?hub a hg:ThematicHub }",
    ):
        here, there = (hg.query(each, text) for each in (graph, remote))
        columns = list(here.columns)
        assert there.sort_values(columns, ignore_index=True).equals(
            here.sort_values(columns, ignore_index=True)
        )


def test_an_endpoint_is_only_asked(url: str) -> None:
    remote = hg.open_graph(url)
    with pytest.raises(TypeError, match="read only"):
        remote.store.add((URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c")), remote)
    before = len(Endpoint.asked)
    with pytest.raises(QueryError, match="SERVICE"):
        hg.query(remote, "SELECT * WHERE { SERVICE <urn:x> { ?a ?b ?c } }")
    assert len(Endpoint.asked) == before


def test_a_query_an_endpoint_refuses(url: str) -> None:
    with pytest.raises(QueryError, match="refuses the query"):
        hg.query(hg.open_graph(url), "SELECT ?a WHERE { ?a ?b }")
    with pytest.raises(QueryError, match="no variable"):
        hg.query(hg.open_graph(url), "SELECT ?a WHERE { ?a ?b ?c }", other=1)


@pytest.mark.parametrize(
    ("path", "reason"), [("/page", "text/html"), ("/broken", "503"), ("/torn", "does not answer")]
)
def test_what_is_no_endpoint(url: str, path: str, reason: str) -> None:
    with pytest.raises(EndpointError, match=reason):
        hg.open_graph(url + path)


def test_nobody_answers() -> None:
    with pytest.raises(EndpointError, match="does not answer"):
        hg.open_graph("http://127.0.0.1:9/sparql")


def test_a_value_takes_the_form_its_clause_wants() -> None:
    text = "SELECT ?a $d (STR(?d) AS ?t) WHERE { ?a ?p ?d . FILTER(?d > '?d') } GROUP BY ?a ?d"
    bound = write_query(text, PREFIXES, {"d": native_term(Literal(1))})
    one = '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert bound == (
        f"SELECT ?a ({one} AS ?d) (STR({one}) AS ?t) "
        f"WHERE {{ ?a ?p {one} . FILTER({one} > '?d') }} GROUP BY ?a ({one})"
    )


# ------------------------------------------------------------------------ foreign files

needs_files = pytest.mark.skipif(
    not VOCABULARIES.is_dir(), reason="the vocabulary files are not beside the project"
)


@needs_files
def test_stw_as_a_foreign_file() -> None:
    graph = hg.open_graph(VOCABULARIES / "stw_9.04.ttl.gz")
    topics = hg.query(graph, "topics")
    assert len(topics) > 1000
    assert not topics["topic"].str.startswith("hgt:").any()
    assert topics["label_de"].notna().mean() > 0.9
    assert not hg.query(graph, "topic-links").empty
    assert hg.query(graph, "names").empty


@needs_files
@pytest.mark.parametrize("name", ["vivo_sample.n3.gz", "vivo_sample_de.ttl.gz"])
def test_vivo_as_a_foreign_file(name: str) -> None:
    graph = hg.open_graph(VOCABULARIES / name)
    labelled = hg.query(graph, "SELECT ?thing ?label WHERE { ?thing rdfs:label ?label }")
    assert labelled["label"].str.contains("University|Universität").any()
    for query in hg.load_queries().query("parameters == ''")["name"]:
        assert list(hg.query(graph, query).columns)


# --------------------------------------------------------- another topic scheme than ours


def test_a_workbook_with_a_scheme_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "topics.ttl").write_text(FOREIGN.replace("<#lab>", "<urn:lab>"), "utf-8")
    for name, rows in {
        "networks": "name_de,reference_date\nNetz,2024-01-01\n",
        "organisations": "id,name,kind\na,A,regional_hub\nb,B,regional_hub\n",
        "statements": "kind,organisation,topic\nneed,a,Stricken\noffer,b,stricken\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(rows, "utf-8")
    hg.import_workbook(tmp_path, into=tmp_path / "network.hg")
    for place in (tmp_path, tmp_path / "network.hg"):
        graph = hg.open_graph(place)
        assert labels(graph) == ["Stricken"]
        found = hg.suggest_learning(hg.build_profiles(graph), learner="a", lang="de").table
        assert found[["teacher", "topic"]].to_numpy().tolist() == [["hgd:b", "urn:knitting"]]
