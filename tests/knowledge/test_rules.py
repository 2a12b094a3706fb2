"""What the rules conclude is what the full queries say of a day, and nothing else."""

from pathlib import Path
from shutil import copytree

import pandas as pd
import pyoxigraph
import pytest
import yaml
from rdflib import Dataset

import hubgraph as hg
from hubgraph.knowledge import rules
from hubgraph.knowledge.resources import network_path, ontology_path
from hubgraph.knowledge.rights import build_public
from hubgraph.knowledge.rules import DERIVED, derive_facts
from hubgraph.knowledge.store import native_store, open_dataset
from hubgraph.vocabulary import compact_iri

RULES = sorted((ontology_path() / "rules").glob("*.rq"))
DAYS = ("2018-02-05", "2018-10-10", "2020-12-31", "2022-07-20", "2022-07-21", "2026-01-01")
Fact = tuple[str, str, str]


def open_copy(graph: Dataset) -> Dataset:
    """Copy a graph into a store of its own."""
    store = pyoxigraph.Store()
    store.extend(native_store(graph))
    return open_dataset(store)


def derived(graph: Dataset) -> set[Fact]:
    """List what the rules have concluded in a graph, as CURIEs."""
    quads = native_store(graph).quads_for_pattern(None, None, None, DERIVED)
    return {
        (compact_iri(quad.subject.value), compact_iri(quad.predicate.value), object_name(quad))
        for quad in quads
        if isinstance(quad.subject, pyoxigraph.NamedNode)
    }


def object_name(quad: pyoxigraph.Quad) -> str:
    """CURIE of a statement's object."""
    assert isinstance(quad.object, pyoxigraph.NamedNode)
    return compact_iri(quad.object.value)


def facts(table: pd.DataFrame, owner: str, link: str, value: str) -> set[Fact]:
    """List the facts of one kind that a table of answers bears out."""
    return {(start, link, end) for start, end in zip(table[owner], table[value], strict=True)}


def expected(graph: Dataset, day: str) -> set[Fact]:
    """List what the rules should conclude: from the packaged queries, and the tables in Python."""
    stated = hg.query(graph, "statements", as_of=day)
    offers, needs = (stated[stated["kind"] == kind] for kind in ("hg:Offer", "hg:Need"))
    network = hg.query(graph, "networks")["network"].iloc[0]
    members = hg.query(graph, "members", as_of=day).assign(network=network)
    return (
        facts(offers, "organisation", "hg:offers", "topic")
        | facts(needs, "organisation", "hg:needs", "topic")
        | facts(members, "hub", "org:memberOf", "network")
        | seats(network, day)
    )


def seats(network: str, day: str) -> set[Fact]:
    """List who had a seat where on a day, read from sites.csv."""
    name = "musterland" if "musterland" in network else "baden-wuerttemberg"
    sites = pd.read_csv(network_path(name) / "sites.csv", dtype=str, keep_default_na=False)
    begun = sites["valid_from"] <= day
    ended = (sites["valid_through"] != "") & (sites["valid_through"] + "-99" < day)
    chosen = sites[begun & ~ended & (sites["role"] == "seat")]
    return {
        (f"hgd:{owner}", "schema:location", f"hgd:place-{place}")
        for owner, place in zip(chosen["organisation"], chosen["place"], strict=True)
    }


@pytest.mark.parametrize("name", ["baden-wuerttemberg", "musterland"])
def test_rules_conclude_what_the_full_queries_say(name: str) -> None:
    graph = hg.load_graph(name)
    reference = hg.query(graph, "networks")["reference_date"].iloc[0]
    assert derived(graph) == expected(graph, reference)
    for day in DAYS:
        derive_facts(native_store(graph), as_of=day)
        assert derived(graph) == expected(graph, day), day


def test_every_rule_concludes_something(graph: Dataset) -> None:
    links = {link for _, link, _ in derived(graph)}
    assert links == {"hg:needs", "hg:offers", "org:memberOf", "schema:location"}


def test_a_rule_is_its_file(
    graph: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(ontology_path() / "rules", tmp_path / "rules")
    changed = tmp_path / "rules" / "members.rq"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("hg:memberRole", "hg:coordinatorRole"), encoding="utf-8")
    (tmp_path / "rules" / "seats.rq").unlink()
    monkeypatch.setattr(rules, "ontology_path", lambda: tmp_path)
    own = open_copy(graph)
    derive_facts(native_store(own), as_of="2020-12-31")
    links = [fact for fact in derived(own) if fact[1] not in {"hg:needs", "hg:offers"}]
    assert links == [("hgd:diz", "org:memberOf", "hgd:digital-hub-netzwerk-bw")]


def test_concluding_anew_replaces_what_was_concluded(graph: Dataset) -> None:
    own = open_copy(graph)
    derive_facts(native_store(own), as_of="2017-07-01")
    assert not any(link == "org:memberOf" for _, link, _ in derived(own))
    derive_facts(native_store(own), as_of="2020-12-31")
    assert derived(own) == derived(graph)
    assert len(own) == len(graph)


def test_the_public_part_is_concluded_from_public_statements() -> None:
    graph = hg.load_graph("musterland")
    public = build_public(graph)
    hidden = derived(graph) - derived(public)
    assert {topic for _, _, topic in hidden} == {"hgt:hub-funding", "hgt:skilled-it-staff"}
    assert derived(public) < derived(graph)
    assert derived(public) == expected(public, "2023-12-31")


def test_a_graph_without_conclusions_gets_none_by_publishing_it(graph: Dataset) -> None:
    own = open_copy(graph)
    native_store(own).remove_graph(DERIVED)
    assert not derived(build_public(own))


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_says_what_it_asks_and_of_which_day(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    header = yaml.safe_load("\n".join(line[3:] for line in lines if line.startswith("#+ ")))
    assert set(header["title"]) == {"de", "en"}
    assert all(sentence.endswith("?") for sentence in header["title"].values())
    assert header["parameters"] == {"as_of": "date"}
    assert set(header) == {"title", "parameters"}
    assert "$as_of" in text
