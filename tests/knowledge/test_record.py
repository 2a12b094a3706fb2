"""The query `record`: every sourced fact of a network on one row, nothing it says left out."""

import re

import pytest
from rdflib import Dataset

import hubgraph as hg
from hubgraph.knowledge.queries import load_query
from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.workbook import read_intake
from hubgraph.workbook.contracts import input_tables

SOURCED = {
    name: table
    for name, table in input_tables().items()
    if any(column.name == "source" for column in table.columns)
}
SHOWN = {  # one row per way of saying something: subject, kind, what it says, dates
    "hgd:offer-kurpfalz-co-working": (
        "Digital Hub kurpfalz@bw",
        "offer",
        "topic: Co-working; basis: harvested",
        "date issued: 2019-05-13",
    ),
    "hgd:site-ostwuerttemberg-aalen": (
        "digiZ – Digitalisierungszentrum Ostwürttemberg",
        "has primary site",
        "location: Aalen (081365001088)",
        "",
    ),
    "hgd:area-heilbronnfranken-08125": (
        "hfcon – Heilbronn-Franken Connected",
        "area served",
        "Heilbronn (08125)",
        "",
    ),
    "hgd:name-mannheim-5-ht": (
        "de:hub Mannheim/Ludwigshafen – 5-HT Digital Hub Chemistry & Health",
        "label",
        "literal form: 5-HT",
        "",
    ),
    "hgd:participation-network-meeting-2019-12-bruchsal": (
        "Network meeting of the 13 digital hubs at HubWerk01",
        "association",
        "agent: HubWerk01 – Digital Hub Region Bruchsal; had role: host",
        "",
    ),
    "hgd:membership-diz": (
        "DIZ GmbH",
        "membership",
        "organization: Digital Hub Network Baden-Württemberg; role: coordinator",
        "valid from: 2018-10-10; duration: P3Y",
    ),
}


@pytest.mark.parametrize("name", ["baden-wuerttemberg", "musterland"])
def test_every_row_with_a_source_is_one_fact(name: str) -> None:
    record = hg.query(hg.load_graph(name), "record")
    tables = read_intake(network_path(name))[1].tables
    rows = [row for key in SOURCED for row in tables[key].rows()]
    stated = sorted(" ".join(sorted(row["source"].split())) for row in rows)
    assert record["fact"].is_unique
    assert sorted(record["sources"]) == stated
    filled = ["kind", "subject", "confidence", "pages"]
    assert record[filled].notna().all(axis=None)


@pytest.mark.parametrize("name", SOURCED)
def test_no_cell_of_a_sourced_table_is_left_out(name: str) -> None:
    told = {column.predicate for column in SOURCED[name].columns if column.predicate}
    shown = set(re.findall(r"\w+:\w+", load_query("record").text))
    assert told - shown <= {"rdf:type"}


@pytest.mark.parametrize("fact", SHOWN)
def test_a_fact_reads_as_it_should(graph: Dataset, fact: str) -> None:
    record = hg.query(graph, "record").set_index("fact")
    row = record.loc[fact, ["subject", "kind", "says", "dates"]]
    assert tuple(row.fillna("")) == SHOWN[fact]


def test_each_source_of_a_fact_has_its_page(graph: Dataset) -> None:
    record = hg.query(graph, "record")
    pages = record["pages"].str.split("\n")
    assert pages.map(lambda lines: [line.split()[0] for line in lines]).tolist() == (
        record["sources"].str.split().tolist()
    )
    assert record["pages"].str.contains("https://").mean() > 0.8


def test_the_words_come_in_german_too(graph: Dataset) -> None:
    english, german = hg.query(graph, "record"), hg.query(graph, "record", lang="de")
    assert german["fact"].tolist() == english["fact"].tolist()
    row = german.set_index("fact").loc["hgd:offer-kurpfalz-founder-space"]
    assert (row["kind"], row["says"]) == (
        "Angebot",
        "Thema: Gründungsräume; Grundlage: aus Texten entnommen",
    )
    assert row["wording"] == "Räume für Gründungen und Kreative geplant"
