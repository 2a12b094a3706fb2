"""The alignments are sound SSSOM, say nothing twice, and lead to what the vocabularies hold."""

import csv
import gzip
import os
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import yaml
from rdflib import RDF, SKOS, Dataset, Graph, URIRef

import hubgraph as hg
from hubgraph.errors import MissingFileError, TableError, UnknownNameError
from hubgraph.knowledge.alignments import COLUMNS, MATCHES, build_alignments
from hubgraph.knowledge.resources import ontology_path
from hubgraph.vocabulary import PREFIXES

TABLE = ontology_path() / "alignments.sssom.tsv"
HGT = PREFIXES["hgt"]
BESIDE = Path(__file__).parents[2].parent / "shared"
VOCABULARIES = Path(os.environ.get("HUBGRAPH_SHARED", BESIDE)) / "data" / "vocabularies"
with_vocabularies = pytest.mark.skipif(
    not VOCABULARIES.is_dir(),
    reason="the vocabulary files are not beside the project; HUBGRAPH_SHARED may name their place",
)
SMALL = """\
#curie_map:
#  stw: http://zbw.eu/stw/
{columns}
hgt:rfid\tRFID\tskos:exactMatch\tstw:descriptor/29231-1\tRFID\t\t0.9\t\t
"""


@cache
def metadata() -> Mapping[str, object]:
    """Metadata of the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    found = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    assert isinstance(found, dict)
    return found


def prefixes() -> dict[str, str]:
    """Prefixes that the table declares."""
    found = metadata()["curie_map"]
    assert isinstance(found, dict)
    return found


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Rows of the table, read without hubgraph."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if not line.startswith("#")]
    return tuple(csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def topics() -> Graph:
    """Read the packaged topics."""
    return Graph().parse(ontology_path() / "topics.ttl")


def scheme_of(row: Mapping[str, str]) -> str:
    """Prefix of the vocabulary a row leads to."""
    return row["object_id"].partition(":")[0]


def targets(prefix: str) -> dict[str, str]:
    """Identifier to label of all targets in a vocabulary, as the table has them."""
    found = [row for row in rows() if scheme_of(row) == prefix]
    assert found, "nothing found to check"
    return {row["object_id"].removeprefix(f"{prefix}:"): row["object_label"] for row in found}


def test_columns_are_those_of_sssom_and_every_cell_is_filled() -> None:
    assert tuple(rows()[0]) == COLUMNS
    assert all(all(row[column] for column in COLUMNS) for row in rows())


def test_metadata_name_the_set_its_licence_and_every_prefix() -> None:
    wanted = {"mapping_set_id", "mapping_set_title", "mapping_date", "license", "curie_map"}
    assert wanted <= set(metadata())
    cells = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[cell].partition(":")[0] for row in rows() for cell in cells}
    assert used == set(prefixes())
    ours = {name: iri for name, iri in prefixes().items() if name in PREFIXES}
    assert ours == {name: PREFIXES[name] for name in ours}


def test_predicates_justification_author_and_confidence_are_valid() -> None:
    assert {row["predicate_id"] for row in rows()} <= set(MATCHES)
    assert {row["mapping_justification"] for row in rows()} == {"semapv:ManualMappingCuration"}
    assert {row["author_label"] for row in rows()} == {"The hubgraph project"}
    assert all(0.5 <= float(row["confidence"]) < 1 for row in rows())
    exact = [float(row["confidence"]) for row in rows() if row["predicate_id"] == MATCHES[0]]
    assert min(exact) >= 0.8


def test_rows_are_sorted_and_no_pair_is_mapped_twice() -> None:
    pairs = [(row["subject_id"], row["object_id"]) for row in rows()]
    assert pairs == sorted(set(pairs))


def test_nothing_equals_two_things_of_one_scheme() -> None:
    exact = [row for row in rows() if row["predicate_id"] == "skos:exactMatch"]
    forwards = Counter((row["subject_id"], scheme_of(row)) for row in exact)
    backwards = Counter(row["object_id"] for row in exact)
    assert [key for key, count in (forwards + backwards).items() if count > 1] == []


def test_every_subject_is_a_topic_under_its_label() -> None:
    for row in rows():
        topic = URIRef(HGT + row["subject_id"].removeprefix("hgt:"))
        assert (topic, RDF.type, SKOS.Concept) in topics(), topic
        assert row["subject_label"] in map(str, topics().objects(topic, SKOS.prefLabel)), topic


def test_a_target_has_one_label() -> None:
    labels = {(row["object_id"], row["object_label"]) for row in rows()}
    assert len(labels) == len({target for target, _ in labels})


def test_three_of_five_technology_topics_are_aligned() -> None:
    top = URIRef(f"{HGT}technologies")
    below = set(topics().transitive_subjects(SKOS.broader, top)) - {top}
    aligned = {URIRef(HGT + row["subject_id"].removeprefix("hgt:")) for row in rows()}
    assert len(below & aligned) >= 0.6 * len(below) > 20


@with_vocabularies
def test_stw_has_every_target_under_its_label() -> None:
    with gzip.open(VOCABULARIES / "stw_9.04.ttl.gz") as file:
        quads = list(pyoxigraph.parse(file.read(), format=pyoxigraph.RdfFormat.TURTLE))
    label = pyoxigraph.NamedNode(str(SKOS.prefLabel))
    english = {
        quad.subject.value: quad.object.value
        for quad in quads
        if quad.predicate == label
        if isinstance(quad.object, pyoxigraph.Literal) and quad.object.language == "en"
        if isinstance(quad.subject, pyoxigraph.NamedNode)
    }
    deprecated = {quad.subject for quad in quads if quad.predicate.value.endswith("#deprecated")}
    for target, expected in targets("stw").items():
        assert english[prefixes()["stw"] + target] == expected
        assert pyoxigraph.NamedNode(prefixes()["stw"] + target) not in deprecated


@with_vocabularies
def test_euroscivoc_has_every_target_under_its_label() -> None:
    with gzip.open(VOCABULARIES / "euroscivoc_concepts_in_use.tsv.gz", "rt", encoding="utf-8") as f:
        known = {
            row["euroSciVocCode"]: row["euroSciVocTitle"]
            for row in csv.DictReader(f, delimiter="\t")
        }
    for target, expected in targets("euroscivoc").items():
        assert known[f"/{target}"] == expected


@with_vocabularies
def test_esco_has_every_target_under_its_label() -> None:
    with gzip.open(VOCABULARIES / "esco_1.1.1_skillGroups.csv.gz", "rt", encoding="utf-8") as file:
        known = {row["ORIGINURI"]: row["PREFERREDLABEL"].strip() for row in csv.DictReader(file)}
    for target, expected in targets("esco").items():
        assert known[prefixes()["esco"] + target] == expected


def test_committed_turtle_is_the_generated_one() -> None:
    committed = (ontology_path() / "alignments.ttl").read_bytes()
    assert committed == build_alignments(TABLE).encode()


def test_turtle_says_what_the_table_says() -> None:
    graph = Graph().parse(data=build_alignments(TABLE))
    matches = {URIRef(PREFIXES["skos"] + match.removeprefix("skos:")) for match in MATCHES}
    found = {triple for triple in graph if triple[1] in matches}
    expanded = {
        tuple(
            URIRef(prefixes()[prefix] + local)
            for cell in ("subject_id", "predicate_id", "object_id")
            for prefix, _, local in [row[cell].partition(":")]
        )
        for row in rows()
    }
    assert found == expanded
    assert not list(graph.subjects(RDF.type)), "a target must not count as a topic of ours"


def test_order_of_the_table_does_not_matter(tmp_path: Path) -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if not line.startswith("#")) + 1
    turned = tmp_path / "turned.tsv"
    turned.write_text("".join(lines[:start] + lines[: start - 1 : -1]), encoding="utf-8")
    assert build_alignments(turned) == build_alignments(TABLE)


def test_query_gives_every_alignment(graph: Dataset) -> None:
    table = hg.query(graph, "alignments")
    assert len(table) == len(rows())
    assert set(table["scheme"]) == {"esco", "euroscivoc", "stw"}
    assert not table.isna().any(axis=None)
    found = table[(table["topic"] == "hgt:robotics") & (table["scheme"] == "euroscivoc")]
    assert found["match"].tolist() == ["skos:exactMatch"]


@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        ("stw:descriptor", "foo:descriptor", UnknownNameError, "There is no prefix 'foo'"),
        ("hgt:rfid", "foo:rfid", TableError, "Line 4: subject_id is 'foo:rfid'. Use hgt: and"),
        ("exactMatch", "sameMatch", TableError, "Line 4: predicate_id is 'skos:sameMatch'. Use"),
        ("0.9", "1.5", TableError, "Line 4: confidence is '1.5'. Use 0 to 1"),
        ("0.9", "high", TableError, "Line 4: confidence is 'high'. Use 0 to 1"),
        ("\t0.9", "", TableError, "Line 4: write 9 cells"),
        ("comment", "note", TableError, "The columns must be subject_id"),
    ],
)
def test_wrong_table_is_refused(
    tmp_path: Path, old: str, new: str, error: type[Exception], message: str
) -> None:
    text = SMALL.format(columns="\t".join(COLUMNS))
    assert old in text
    path = tmp_path / "alignments.sssom.tsv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(error, match=re.escape(message)):
        build_alignments(path)


def test_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no-such"):
        build_alignments(tmp_path / "no-such.tsv")
