"""Every shape can fail: each bad example breaks the shape it is named after, and no other."""

import re
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDFS, SH, BNode, Graph, Literal, URIRef

from hubgraph.knowledge.resources import ontology_path

SHAPES = "https://w3id.org/hubgraph/shapes#"
EXAMPLES = ontology_path() / "examples"
GOOD = sorted((EXAMPLES / "good").glob("*.ttl"))
BAD = sorted((EXAMPLES / "bad").glob("*.ttl"))


@cache
def shapes() -> Graph:
    """All shapes."""
    graph = Graph()
    for path in sorted((ontology_path() / "shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def ontology() -> Graph:
    """Our terms and the level scale."""
    folder = ontology_path()
    return Graph().parse(folder / "hubgraph.ttl").parse(folder / "levels.ttl")


@cache
def class_tree() -> Graph:
    """Keep the subclass axioms: all an example needs of the ontology; the rest only costs time."""
    tree = Graph()
    for triple in ontology().triples((None, RDFS.subClassOf, None)):
        tree.add(triple)
    return tree


def broken_shapes(data: Graph) -> set[str]:
    """Local names of the shapes that data break."""
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes(), inference="none", advanced=False, inplace=True
    )
    assert isinstance(report, Graph)
    results = report.objects(None, SH.result)
    return {str(report.value(result, SH.sourceShape)).removeprefix(SHAPES) for result in results}


def example(text: str) -> Graph:
    """Read example data and add the class tree."""
    return (Graph() + class_tree()).parse(data=text)


def reporting_shapes() -> set[URIRef]:
    """Shapes with a message, which findings name."""
    return {shape for shape in shapes().subjects(SH.message) if isinstance(shape, URIRef)}


def changed(name: str, old: str, new: str) -> Graph:
    """Read a good example with one text replaced."""
    text = (EXAMPLES / "good" / f"{name}.ttl").read_text(encoding="utf-8")
    assert old in text
    return example(text.replace(old, new, 1))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_example_conforms(path: Path) -> None:
    assert broken_shapes(example(path.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_example_breaks_exactly_its_shape(path: Path) -> None:
    assert broken_shapes(example(path.read_text(encoding="utf-8"))) == {path.stem}


def test_every_shape_has_a_bad_example() -> None:
    names = {shape.removeprefix(SHAPES) for shape in reporting_shapes()}
    assert {path.stem for path in BAD} == names


def test_every_class_with_a_shape_has_a_good_example() -> None:
    folder = ontology_path() / "shapes"
    files = {path.stem for path in folder.glob("*.ttl")} - {"common", "prefixes"}
    assert {path.stem for path in GOOD} == files


def test_every_shape_that_reports_has_severity_and_two_messages() -> None:
    severities = {SH.Violation, SH.Warning, SH.Info}
    for shape in reporting_shapes():
        messages = shapes().objects(shape, SH.message)
        tags = [message.language for message in messages if isinstance(message, Literal)]
        assert sorted(tags, key=str) == ["de", "en"], shape
        assert shapes().value(shape, SH.severity) in severities, shape


def test_every_property_shape_has_an_iri_and_a_message() -> None:
    """Those nested inside another shape only help it and stay nameless."""
    named = {shape for shape in shapes().subjects() if isinstance(shape, URIRef)}
    used = {shape for owner in named for shape in shapes().objects(owner, SH.property)}
    assert not [shape for shape in used if isinstance(shape, BNode)]
    assert used <= reporting_shapes()


def test_ontology_conforms_to_the_topic_shapes() -> None:
    assert broken_shapes(ontology()) == set()


@pytest.mark.skipif(not (ontology_path() / "topics.ttl").is_file(), reason="no topics yet")
def test_topics_conform_to_the_topic_shapes() -> None:
    assert broken_shapes(ontology().parse(ontology_path() / "topics.ttl")) == set()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("hg:level 3", "hg:level 1", set()),
        ("hg:level 3", "hg:level 5", set()),
        ("hg:level 3", "hg:level 6", {"OfferLevel"}),
        ("hg:level 3", "hg:level 3 , 4", {"OfferLevel"}),
        ("hg:level 3", "hg:level 3.0", {"OfferLevel"}),
        ("hg:level 3", 'hg:level "three"', {"OfferLevel"}),
        ("hg:level 1", "hg:level 0", set()),
        ("hg:level 1", "hg:level -1", {"OwnLevelRange"}),
        ("hg:level 1", "hg:level 3", {"NeedAboveOwnLevel"}),
        ("hg:targetLevel 3", "hg:targetLevel 0", {"NeedTargetLevel", "NeedAboveOwnLevel"}),
        ("hg:priority 0.5", "hg:priority 1.0", set()),
        ("hg:priority 0.5", "hg:priority 0.0", {"NeedPriority"}),
        ("hg:priority 0.5", "hg:priority 1", {"NeedPriority"}),
        ("ex:topic ;", "ex:topic , ex:x ;", {"StatementTopic", "StatementTopicKnown"}),
        ("hg:topic ex:topic", "hg:topic ex:office", {"StatementTopicKnown"}),
    ],
)  # fmt: skip
def test_limits_of_statements(old: str, new: str, expected: set[str]) -> None:
    assert broken_shapes(changed("statement", old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("hg:score 0.55 ", "hg:score 0.5500000009 ", set()),
        ("hg:score 0.55 ", "hg:score 0.5500000011 ", {"SuggestionSum"}),
        ("hg:score 0.55 ", "hg:score 0.55 , 0.55000000001 ", {"SuggestionScore"}),
        ("ex:need , ex:offer ;", "ex:need , ex:offer , ex:S01 ;", {"SuggestionStatement"}),
        ("ex:need , ex:offer ;", "ex:need ;", {"SuggestionPartStatement"}),
    ],
)  # fmt: skip
def test_a_suggestion_is_the_sum_of_its_parts(old: str, new: str, expected: set[str]) -> None:
    assert broken_shapes(changed("suggestion", old, new)) == expected


def test_parts_of_one_size_count_each() -> None:
    text = (EXAMPLES / "good" / "suggestion.ttl").read_text(encoding="utf-8")
    text = text.replace("hg:score 0.2 ", "hg:score 0.4 ").replace("hg:score 0.55", "hg:score 0.75")
    assert broken_shapes(example(text)) == set()


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ('"2018"^^xsd:gYear', '"2018"^^xsd:gYear', set()),
        ('"2018-10-10"^^xsd:date', '"2018-10-10"^^xsd:date', set()),
        ('"2018-10"^^xsd:gYearMonth', '"2018"^^xsd:gYear', set()),
        ('"2018"^^xsd:gYear', '"2018-01-01"^^xsd:date', set()),
        ('"2018-10-11"^^xsd:date', '"2018-10-10"^^xsd:date', {"IntervalOrder"}),
        ('"2018-11"^^xsd:gYearMonth', '"2018-10-31"^^xsd:date', {"IntervalOrder"}),
        ('"2019"^^xsd:gYear', '"2018-12"^^xsd:gYearMonth', {"IntervalOrder"}),
    ],
)
def test_intervals_of_any_precision(begin: str, end: str, expected: set[str]) -> None:
    interval = f"schema:validFrom {begin} ;\n    schema:validThrough {end} ;\n    schema:duration"
    old = 'schema:validFrom "2018-10-10"^^xsd:date ;\n    schema:duration'
    data = changed("membership", old, interval)
    assert broken_shapes(data) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Digital Hub kurpfalz@bw", set()),
        ("a.b@mail.example.org", {"PersonalData"}),
        ("ask A.B@EXAMPLE.DE!", {"PersonalData"}),
    ],
)
def test_only_addresses_look_like_personal_data(text: str, expected: set[str]) -> None:
    data = changed("name", 'skosxl:literalForm "EO"', f'skosxl:literalForm "{text}"')
    assert broken_shapes(data) == expected


def test_a_regional_tag_does_not_stand_in_for_a_missing_language() -> None:
    data = changed("topic", '"topic"@en', '"Thema"@de-AT')
    assert broken_shapes(data) == {"TopicLabelEnglish", "TopicLabelGerman"}


@pytest.mark.parametrize(
    ("opens", "decided", "expected"),
    [
        ('"2022-03-24"^^xsd:date', '"2022"^^xsd:gYear', set()),
        ('"2022-03"^^xsd:gYearMonth', '"2022-06-23"^^xsd:date', set()),
        ('"2022"^^xsd:gYear', '"2021-12-31"^^xsd:date', {"FundingRoundOrder"}),
    ],
)
def test_funding_rounds_run_in_order(opens: str, decided: str, expected: set[str]) -> None:
    text = (EXAMPLES / "good" / "funding-round.ttl").read_text(encoding="utf-8")
    text = re.sub(r"hg:opensOn [^;]+ ;", f"hg:opensOn {opens} ;", text)
    text = re.sub(r"    hg:closesOn [^;]+ ;\n", "", text)
    text = re.sub(r"hg:decidedOn [^;]+ ;", f"hg:decidedOn {decided} ;", text)
    assert broken_shapes(example(text)) == expected


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ('"2018-10"^^xsd:gYearMonth', '"2030"^^xsd:gYear', set()),
        ('"2019"^^xsd:gYear', '"2030"^^xsd:gYear', {"MembershipNetworkLife"}),
        ('"2017"^^xsd:gYear', '"2018-10-09"^^xsd:date', {"MembershipNetworkLife"}),
    ],
)
def test_memberships_lie_in_the_life_of_the_network(
    begin: str, end: str, expected: set[str]
) -> None:
    life = f"schema:validFrom {begin} ; schema:validThrough {end} ; hg:referenceDate"
    assert broken_shapes(changed("network", "hg:referenceDate", life)) == expected


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("TieDuplicate", "hg:partnerTie", "hg:hostTie"),
        ("TieDuplicate", '"2019"^^xsd:gYear', '"2022"^^xsd:gYear'),
        ("GrantDuplicate", "hg:exactAmount", "hg:aboutAmount"),
        ("StatementBeforeMembership", '"2018-09"^^xsd:gYearMonth', '"2018"^^xsd:gYear'),
    ],
)
def test_what_differs_is_no_duplicate_and_not_too_early(name: str, old: str, new: str) -> None:
    text = (EXAMPLES / "bad" / f"{name}.ttl").read_text(encoding="utf-8")
    assert old in text
    assert broken_shapes(example(text.replace(old, new, 1))) == set()


def test_a_milestone_needs_no_participants_but_a_meeting_does() -> None:
    assert broken_shapes(changed("milestone", "hg:Opening", "hg:Visit")) == set()
    assert broken_shapes(changed("milestone", "hg:Opening", "hg:Meeting")) == {"EventParticipation"}


def test_an_exchange_needs_no_name_but_a_begin() -> None:
    begin = 'schema:startDate "2020-02"^^xsd:gYearMonth ;'
    assert broken_shapes(changed("exchange", begin, "")) == {"EventBegin"}


def test_only_a_share_stands_without_its_amount() -> None:
    data = changed(
        "grant",
        "    hg:amount 950000.0 ;\n    hg:precision hg:exactAmount ;",
        "    hg:precision hg:shareAmount ;",
    )
    assert broken_shapes(data) == set()
