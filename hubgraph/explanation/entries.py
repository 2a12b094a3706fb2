"""Suggestions as plain nodes of the ledger: the run, and each suggestion with its parts."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pandas as pd

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import HubgraphError
from hubgraph.explanation.members import find_member, to_row
from hubgraph.explanation.parts import Evidence
from hubgraph.explanation.rows import build_pair_row
from hubgraph.explanation.sentences import write_nothing
from hubgraph.knowledge.entries import Fields
from hubgraph.knowledge.ledger import open_entry
from hubgraph.knowledge.queries import to_date
from hubgraph.matching.contents import hash_contents, list_contents, write_contents
from hubgraph.matching.options import MatchingOptions
from hubgraph.matching.profiles import Profiles
from hubgraph.table_texts import to_json

if TYPE_CHECKING:
    from datetime import date

    from rdflib import Dataset

    from hubgraph.explanation.suggestions import Suggestions

DIGITS = 12
"""Hexadecimal digits of the id of an entry."""

ADDITIVE = ("learning", "helping", "company")
"""Questions whose scores are the sum of contributions and deductions."""

_WORDS = {"teamup": "teamUp"}
_ROLES = ("learner", "teacher", "member")


def name_question(query: str) -> str:
    """Concept (CURIE) of a question, one of `explanation.rows.QUERIES`."""
    return f"hg:{_WORDS.get(query, query)}Question"


def list_settings(suggestions: "Suggestions") -> dict[str, Any]:
    """All settings of a run, enough to repeat it on the same data; plain values for JSON."""
    asked, profiles = dict(suggestions.asked), suggestions.scores.profiles
    for role in set(_ROLES) & set(asked):
        asked[role] = None if asked[role] is None else find_member(profiles, asked[role])
    return {
        "query": suggestions.query,
        "asked": asked,
        "lang": suggestions.lang,
        **settle(profiles, suggestions.scores.options),
    }


def settle(profiles: Profiles, options: MatchingOptions) -> dict[str, Any]:
    """Settings of matching: day, parameters with their hash, version of the program, rights."""
    return {
        "as_of": profiles.as_of,
        "options": asdict(options),
        "options_hash": options.hash,
        "hubgraph": version("hubgraph"),
        "public": profiles.snapshot is not None,
    }


def list_rows(table: pd.DataFrame) -> list[str]:
    """Rows of a table as JSON, one text each, whatever public part it was made from."""
    bare = table.copy()
    bare.attrs.clear()
    return [json.dumps(row, ensure_ascii=False) for row in json.loads(to_json(bare))]


def build_run(
    name: str,
    profiles: Profiles,
    settings: Mapping[str, Any],
    *,
    sources: Iterable[str],
    made_on: str,
    listed: bool = True,
) -> Fields:
    """Node of a run with the state of the data and the settings it used.

    `made_on` is the day (YYYY-MM-DD) it was made on; the time of day is not kept. The data rest
    on `sources` (CURIEs) and on the decisions that were read: where one of them may not be
    published, the run may not either. Unless `listed`, only the fingerprint of all data together
    is told, not that of each row.
    """
    contents = list_contents(profiles)
    read = {*sources, *profiles.decisions["decision"]}
    return {
        "id": name,
        "rdf:type": "hg:Run",
        "dcterms:identifier": name.rpartition("-")[2],
        "hg:inNetwork": profiles.network or None,
        "hg:question": name_question(settings["query"]),
        "prov:endedAtTime": f"{made_on}T00:00:00",
        "prov:used": [
            {
                "id": f"{name}-data",
                "rdf:type": "prov:Entity",
                "dcterms:identifier": f"sha256:{hash_contents(contents)}",
                "dcterms:tableOfContents": write_contents(contents) if listed else None,
                "dcterms:source": sorted(read),
            },
            {
                "id": f"{name}-settings",
                "rdf:type": "prov:Entity",
                "prov:value": json.dumps(settings, sort_keys=True, ensure_ascii=False),
            },
        ],
    }


def build_suggestion(
    name: str, run: str, row: Mapping[str, Any], evidence: Evidence | None
) -> Fields:
    """Node of a suggestion with its parts; `row` has the columns of `tables.SUGGESTIONS`.

    `evidence` is what its score is the sum of, None where it is no sum of parts. A company that
    asks is not in the graph, so neither it nor its needs are named.
    """
    parts = (
        [] if evidence is None else [*_list_contributions(evidence), *_list_deductions(evidence)]
    )
    rests = {*row["statements"], *(each for part in parts for each in part[_FROM])}
    return {
        "id": name,
        "rdf:type": "hg:Suggestion",
        "prov:wasGeneratedBy": run,
        "hg:learner": _keep([row["learner"]]),
        "hg:teacher": _keep([row["teacher"]]),
        "hg:involves": _keep(row["organisations"]),
        "hg:topic": row["topic"],
        "hg:score": row["score"],
        "hg:rank": row["rank"],
        "hg:lowestScore": row["low"],
        "hg:highestScore": row["high"],
        "hg:certainty": f"hg:{row['certainty']}Certainty",
        _FROM: _keep(sorted(rests)),
        "dcterms:hasPart": parts,
    }


_FROM = "prov:wasDerivedFrom"


def write_pair(evidence: Evidence, *, lang: str, made_on: "str | date | None" = None) -> "Dataset":
    """Write one suggestion as RDF in the terms of the ledger, with its parts and its run.

    Nothing is recorded. `made_on` dates the run, a date or YYYY-MM-DD; None takes the day the
    suggestion refers to. Organisations, statements and topics are named, not repeated: the shapes
    hold it together with the graph it was made from. Its sources are those of the suggestion.

    Raises HubgraphError for a score of 0, which is no suggestion, and InvalidDateError.
    """
    profiles, catalogue = evidence.scores.profiles, load_catalogue(lang)
    if not evidence.contributions:
        hint = "Explain a pair with a score above 0."
        raise HubgraphError(write_nothing(evidence, catalogue), hint=hint)
    day = to_date(profiles.as_of if made_on is None else made_on)
    row = build_pair_row(evidence, 1, catalogue).to_dict(profiles, "learning", catalogue)
    asked = {"learner": row["learner"], "teacher": row["teacher"]}
    matching = settle(profiles, evidence.scores.options)
    settings = {"query": "learning", "asked": asked, "lang": lang, **matching}
    content = json.dumps([settings, hash_contents(list_contents(profiles)), day])
    name = f"hgd:run-{sha256(content.encode()).hexdigest()[:DIGITS]}"
    counted = profiles.statements.iloc[evidence.counted]
    sources = [f"hgd:{source}" for source in evidence.list_sources(counted)]
    run = build_run(name, profiles, settings, sources=sources, made_on=day, listed=False)
    suggestion = build_suggestion(f"{name}-1", name, {**row, "rank": None}, evidence)
    return open_entry(name, [run, suggestion])


def find_evidence(suggestions: "Suggestions", row: Mapping[str, Any]) -> Evidence | None:
    """What the score of a row is the sum of; None where it is no sum of parts."""
    if suggestions.query not in ADDITIVE:
        return None
    learner, teacher = (
        to_row(suggestions.scores.profiles, str(row[role])) for role in ("learner", "teacher")
    )
    return Evidence(suggestions.scores, learner, teacher)


def _list_contributions(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Contributions with the need, and the offer or the recorded exchanges that meet it."""
    profiles = evidence.scores.profiles
    for atom in evidence.contributions:
        met = [atom.offer_statement]
        if atom.activities:
            met = list(profiles.find_activities(evidence.teacher, atom.offer)["activity"])
        yield {
            "rdf:type": "hg:Contribution",
            "hg:score": atom.value,
            "hg:topic": str(profiles.topics.index[atom.need]),
            "hg:level": atom.step,
            _FROM: _keep(sorted({atom.need_statement, *met})),
        }


def _list_deductions(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Deductions by name of the factor."""
    for factor, value in sorted(evidence.deductions.items()):
        yield {
            "rdf:type": "hg:Deduction",
            "hg:score": -value,
            "dcterms:type": factor,
            _FROM: (),
        }


def _keep(names: Sequence[Any]) -> list[str]:
    """Names of nodes that are in the graph: neither missing nor of the question."""
    return [str(name) for name in names if isinstance(name, str) and not name.startswith("_:")]
