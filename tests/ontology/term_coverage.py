"""Which question and which network use each term of ours: ontology/questions/COVERAGE.md."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from question_files import NAMES, used_terms
from rdflib import SKOS, Graph, Literal

import hubgraph as hg
from hubgraph.knowledge.resources import ontology_path
from hubgraph.knowledge.store import native_store
from hubgraph.vocabulary import PREFIXES, TERMS, compact_iri

NETWORKS = ("baden-wuerttemberg", "musterland")
PACKAGED = ("alignments", "ontology", "topics")

INTRO = """<!-- Written by tests/ontology/question_files.py from the files here. Do not edit. -->

# Coverage: which term serves which question

A question touches a term if the term stands in its query, its rows or its example. The data of a
network use it if a statement made from its tables, or concluded from them, does; where neither
network does, the term is a class above others or belongs to a closed list. A term that
no question touches needs a reason, `skos:editorialNote` in `../hubgraph.ttl` or `../levels.ttl`, or
it is taken out.

"""


def touching() -> Mapping[str, list[str]]:
    """Terms of ours (local names) and the questions that touch each."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in NAMES:
        for term in sorted(used_terms(name)):
            if term.startswith("hg:"):
                found[term.removeprefix("hg:")].append(name)
    return found


def using() -> Mapping[str, list[str]]:
    """Terms of ours and the bundled networks whose data use each."""
    found: dict[str, list[str]] = defaultdict(list)
    for network in NETWORKS:
        used: set[str] = set()
        for quad in native_store(hg.load_graph(network)):
            if compact_iri(str(quad.graph_name.value)).removeprefix("hgd:") not in PACKAGED:
                used |= {getattr(part, "value", "") for part in quad.triple}
        for iri in sorted(used):
            if iri.startswith(PREFIXES["hg"]):
                found[iri.removeprefix(PREFIXES["hg"])].append(network)
    return found


def reasons() -> Mapping[str, str]:
    """Terms of ours and the English note that says why they are there without a question."""
    notes = _ontology().subject_objects(SKOS.editorialNote)
    return {
        str(term).removeprefix(PREFIXES["hg"]): str(note)
        for term, note in notes
        if isinstance(note, Literal) and note.language == "en"
    }


def unjustified(terms: Collection[str]) -> list[str]:
    """Those of the terms that no question touches and no note justifies."""
    return sorted(set(terms) - set(touching()) - set(reasons()))


def render_coverage() -> str:
    """Write the page from the questions, the ontology and the bundled data."""
    questions, data = touching(), using()
    untouched = sorted(TERMS - set(questions))
    lines = [f"Touched: {len(TERMS) - len(untouched)} of {len(TERMS)} terms.", ""]
    lines += [f"- Untouched: `hg:{term}`. {reasons()[term]}" for term in untouched]
    lines += [""] * bool(untouched) + ["| term | questions | data |", "|---|---|---|"]
    lines += [
        f"| `hg:{term}` | {', '.join(questions.get(term, ()))} | {', '.join(data.get(term, ()))} |"
        for term in sorted(TERMS)
    ]
    return INTRO + "\n".join(lines) + "\n"


def _ontology() -> Graph:
    """Terms of ours with everything said of them."""
    return Graph().parse(ontology_path() / "hubgraph.ttl").parse(ontology_path() / "levels.ttl")
