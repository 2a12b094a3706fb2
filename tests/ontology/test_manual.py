"""The manual: all is told in both languages, it needs nothing else, and is the same twice."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from rdflib import RDFS, SH, SKOS, Graph, Literal, URIRef

from hubgraph.knowledge.queries import load_queries, load_query
from hubgraph.knowledge.resources import ontology_path
from hubgraph.vocabulary import PREFIXES, TERMS, compact_iri, expand_curie
from ontology.manual.page import render_manual

ROOT = ontology_path().parent
LANGUAGES = ("de", "en")
VOID = {"br", "input", "meta"}
QUESTIONS = sorted((ontology_path() / "questions").glob("*.yaml"))


@dataclass
class Element:
    """An element of the page with what is in it."""

    tag: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element]":
        """The element and every one inside."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def text(self, language: str) -> str:
        """Text in one language, and what has none, on one line."""
        return " ".join("".join(self._pieces(language, shown=True)).split())

    def _pieces(self, language: str, *, shown: bool) -> Iterator[str]:
        """Pieces of text; `shown` says whether the text around is of the language."""
        shown = self.attributes.get("lang", language if shown else "") == language
        shown = shown and self.attributes.get("class") != "sep"
        for child in self.children:
            if isinstance(child, Element):
                yield from child._pieces(language, shown=shown)  # noqa: SLF001
            elif shown:
                yield child


class Reader(HTMLParser):
    """Reads a page into elements; a tag that is not closed in its turn is an error."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), (tag, self.getpos())
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element of the diagrams that closes itself."""
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the last element."""
        assert self.open.pop().tag == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        """Take text."""
        self.open[-1].children.append(data)


def read_page(text: str) -> Element:
    """Read a page."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert [element.tag for element in reader.open] == ["page"]
    (html,) = (child for child in reader.open[0].children if isinstance(child, Element))
    html.attributes.pop("lang")  # what says no language of its own is for both
    return html


@pytest.fixture(scope="module")
def text() -> str:
    """Return the manual."""
    return render_manual()


@pytest.fixture(scope="module")
def page(text: str) -> Element:
    """Return the manual as elements."""
    return read_page(text)


@pytest.fixture(scope="module")
def places(page: Element) -> dict[str, Element]:
    """Return the elements of the manual by their names."""
    return {e.attributes["id"]: e for e in page.walk() if "id" in e.attributes}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the ontology, to be changed."""
    return copytree(ontology_path(), tmp_path / "ontology")


@cache
def graph() -> Graph:
    """All that the ontology says, shapes included."""
    found = Graph()
    for path in (*ontology_path().glob("*.ttl"), *ontology_path().glob("shapes/*.ttl")):
        found.parse(path)
    return found


def one(term: URIRef, annotation: URIRef, language: str) -> str:
    """Text of a term in a language."""
    values = [v for v in graph().objects(term, annotation) if isinstance(v, Literal)]
    return next(" ".join(v.split()) for v in values if v.language == language)


def change(path: Path, old: str, new: str) -> None:
    """Replace the only occurrence of a text in a file."""
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1
    path.write_text(content.replace(old, new), encoding="utf-8", newline="\n")


# --- what is on the page ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_told(places: dict[str, Element], language: str) -> None:
    for name in sorted(TERMS):
        term, told = URIRef(expand_curie(f"hg:{name}")), places[name].text(language)
        for annotation in (SKOS.prefLabel, SKOS.definition):
            assert one(term, annotation, language) in told, name
        for annotation in (SKOS.scopeNote, SKOS.example, SKOS.note, SKOS.editorialNote):
            if (term, annotation, None) in graph():
                assert one(term, annotation, language) in told, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reused_term_is_told(places: dict[str, Element], language: str) -> None:
    names = re.findall(
        r"^(\w+:\w+) a ", (ontology_path() / "reused.ttl").read_text("utf-8"), re.MULTILINE
    )
    assert len(names) > 50
    for name in names:
        prefix, _, local = name.partition(":")
        iri = {**PREFIXES, "bibo": "http://purl.org/ontology/bibo/"}[prefix] + local
        told = places[f"{prefix}-{local}"].text(language)
        assert one(URIRef(iri), RDFS.label, language) in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_told(places: dict[str, Element], language: str) -> None:
    topics = list(graph().subjects(SKOS.inScheme, URIRef(PREFIXES["hgt"] + "scheme")))
    assert len(topics) > 150
    for topic in topics:
        assert isinstance(topic, URIRef)
        told = places["topic-" + topic.removeprefix(PREFIXES["hgt"])].text(language)
        for annotation in (SKOS.prefLabel, SKOS.definition):
            assert one(topic, annotation, language) in told
        for label in graph().objects(topic, SKOS.altLabel):
            assert isinstance(label, Literal)
            assert label.language != language or str(label) in told
        for match in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch):
            for target in graph().objects(topic, match):
                label = str(graph().value(target, RDFS.label))
                assert f"{compact_iri(match)} " in told
                assert label in places["topic-" + topic.removeprefix(PREFIXES["hgt"])].text("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shape_is_told(places: dict[str, Element], language: str) -> None:
    words = {
        SH.Violation: "Fehler violation",
        SH.Warning: "Warnung warning",
        SH.Info: "Hinweis info",
    }
    shapes = [s for s in set(graph().subjects(SH.message)) if isinstance(s, URIRef)]
    assert len(shapes) > 100
    for shape in shapes:
        told = places["shape-" + shape.removeprefix(PREFIXES["hgsh"])].text(language)
        severity = graph().value(shape, SH.severity)
        assert isinstance(severity, URIRef)
        assert one(shape, SH.message, language) in told
        assert words[severity].split()[LANGUAGES.index(language)] in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_told(places: dict[str, Element], language: str) -> None:
    assert QUESTIONS
    for path in QUESTIONS:
        question, told = yaml.safe_load(path.read_text("utf-8")), places[path.stem].text(language)
        assert question["question"][language] in told
        assert question["twin"][language] in told
        assert " ".join(re.findall(r"^SELECT.*$", load_query(path.stem).text, re.MULTILINE)) in told
        assert all(term in told for term in question["terms"])
        for case in question["cases"]:
            rows = case["rows"]
            if rows.endswith(".csv"):
                rows = (path.parent / rows).read_text("utf-8")
            assert re.search(rf"\b{len(rows.splitlines()) - 1} (rows?|Zeilen?)", told), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_query_is_told(places: dict[str, Element], language: str) -> None:
    for name, title in load_queries()[["name", f"title_{language}"]].itertuples(index=False):
        told = places[f"query-{name}"].text(language)
        assert title in told
        assert f" {', '.join(load_query(name).columns)} " in told


def test_every_class_leads_to_an_example_or_to_one_of_its_kin(places: dict[str, Element]) -> None:
    examples = {name for name in places if name.startswith("example-")}
    assert len(examples) == len(list(ontology_path().glob("examples/good/*.ttl")))
    for term in graph().subjects(RDFS.isDefinedBy, URIRef(PREFIXES["hg"][:-1])):
        assert isinstance(term, URIRef)
        if term.removeprefix(PREFIXES["hg"])[0].isupper():
            links = {e.attributes.get("href", "")[1:] for e in places[compact_iri(term)[3:]].walk()}
            assert links & examples, term


def test_a_term_names_shapes_columns_questions_and_queries(places: dict[str, Element]) -> None:
    links = {e.attributes.get("href") for e in places["targetLevel"].walk()}
    assert {"#shape-NeedTargetLevel", "#query-needs", "#Need"} <= links
    assert "statements.target_level" in places["targetLevel"].text("en")
    assert "statements.kind = need" in places["Need"].text("en")
    assert "#cq-01" in {e.attributes.get("href") for e in places["memberRole"].walk()} | {
        e.attributes.get("href") for e in places["Hub"].walk()
    }


def test_both_languages_say_as_much(page: Element) -> None:
    spoken = [e for e in page.walk() if "t" in e.attributes.get("class", "").split()]
    counts = Counter(element.attributes["lang"] for element in spoken)
    assert counts["de"] == counts["en"] > 1000
    assert sum(counts.values()) == len(spoken)


def test_each_heading_is_in_both_languages(page: Element) -> None:
    for heading in (e for e in page.walk() if e.tag == "h2"):
        assert heading.text("de") != heading.text("en")


# --- the page as such ---


def test_links_lead_somewhere(page: Element, places: dict[str, Element]) -> None:
    ids = Counter(e.attributes["id"] for e in page.walk() if "id" in e.attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    links = [e.attributes["href"] for e in page.walk() if "href" in e.attributes]
    assert len(links) > 1000
    assert {link[1:] for link in links if link.startswith("#")} <= places.keys()
    pointers = ("for", "aria-labelledby", "aria-controls")
    for element in page.walk():
        named = " ".join(element.attributes.get(pointer, "") for pointer in pointers)
        assert set(named.split()) <= places.keys()


def test_the_page_is_offline(page: Element) -> None:
    for element in page.walk():
        assert element.tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert not {"src", "srcset", "style"} & element.attributes.keys()
        assert element.tag == "a" or "href" not in element.attributes
        assert element.attributes.get("href", "#").startswith(("#", "http://", "https://"))
        if element.tag in {"script", "style"}:
            content = element.text("en")
            assert not re.search(r"https?:|//\w|@import|url\(|fetch|XMLHttp|import\(", content)


def test_headings_landmarks_and_diagrams(page: Element) -> None:
    levels = [int(e.tag[1]) for e in page.walk() if re.fullmatch(r"h\d", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tags = Counter(e.tag for e in page.walk())
    assert [tags[tag] for tag in ("header", "nav", "main", "footer", "figure")] == [1, 1, 1, 1, 6]
    for svg in (e for e in page.walk() if e.tag == "svg"):
        inside = {e.tag: e for e in svg.walk()}
        assert inside["title"].text(svg.attributes["lang"])
        assert inside["desc"].text(svg.attributes["lang"])
    assert [e.attributes["value"] for e in page.walk() if "checked" in e.attributes] == ["both"]


def test_the_command_writes_the_same_page(text: str, tmp_path: Path) -> None:
    out = tmp_path / "ontology.html"
    command = [sys.executable, "-m", "ontology.manual", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "1"})
    assert out.read_bytes() == text.encode()


# --- what the build refuses ---


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("hubgraph.ttl", '"Organisation that helps others to digitalise."@en', '"Hilfe"@de',
         "hg:Hub"),
        ("hubgraph.ttl", "rdfs:domain hg:Tie ;\n    rdfs:range skos:Concept",
         "rdfs:domain hg:Offer ;\n    rdfs:range skos:Concept", "hg:tieRole"),
        ("hubgraph.ttl", 'rdfs:subClassOf hg:Hub ;\n    skos:prefLabel "regionaler',
         'rdfs:subClassOf hg:Company ;\n    skos:prefLabel "regionaler', "hg:RegionalHub"),
        ("hubgraph.ttl", "hg:grantedTo a", "<urn:x> a", "hg:grantedTo"),
        ("reused.ttl", "org:Membership a", "<urn:x> a", "org:Membership"),
        ("topics.ttl", "skos:broader hgt:artificial-intelligence, hgt:medical-technology ;", "",
         "hgt:ai-in-medical-technology"),
        ("shapes/tie.ttl", "hgsh:TieSelf a", "\nhgsh:Other a sh:NodeShape .\nhgsh:TieSelf a",
         "hgsh:TieSelf"),
    ],
)  # fmt: skip
def test_what_is_missing_stops_the_build(
    folder: Path, file: str, old: str, new: str, named: str
) -> None:
    change(folder / file, old, new)
    with pytest.raises(LookupError, match=named):
        render_manual(folder)


def test_a_term_that_nothing_uses_stops_the_build(folder: Path) -> None:
    line = 'org:Post a owl:Class ; rdfs:label "Stelle"@de , "post"@en .\n'
    path = folder / "reused.ttl"
    path.write_text(path.read_text("utf-8") + line, encoding="utf-8")
    with pytest.raises(LookupError, match="org:Post"):
        render_manual(folder)


def test_texts_are_escaped(folder: Path) -> None:
    wild = 'a "b" <script> & </style>'
    change(folder / "hubgraph.ttl", '"Hub"@de , "hub"@en', f"'{wild}'@de , 'hub'@en")
    text = render_manual(folder)
    told = {e.attributes.get("id"): e for e in read_page(text).walk()}["Hub"]
    assert wild in told.text("de")
    assert wild in told.attributes["data-find"]
    assert wild not in text
