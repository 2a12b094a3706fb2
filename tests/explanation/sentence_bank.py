"""Every sentence that people read about a network, by kind, in one language."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations

import hubgraph as hg
from hubgraph.explanation.explain import Explanation
from hubgraph.matching.profiles import Profiles

NETWORKS = ("baden-wuerttemberg", "musterland")
LANGUAGES = ("de", "en")
_EVERY = 40


@dataclass(frozen=True, order=True)
class Text:
    """One text of one or more sentences, and what it says."""

    kind: str
    text: str


@cache
def read_profiles(network: str) -> Profiles:
    """Profiles of a bundled network."""
    return hg.build_profiles(hg.load_graph(network))


@cache
def collect(network: str, lang: str) -> tuple[Text, ...]:
    """Every text about a network, each once, sorted."""
    profiles = read_profiles(network)
    texts = {
        *_suggest(profiles, lang),
        *_measure(profiles, lang),
        *_miss(network, lang),
    }
    return tuple(sorted(texts))


def _suggest(profiles: Profiles, lang: str) -> Iterator[Text]:
    """Reasons of suggestions and explanations, and why there is no suggestion."""
    learning = hg.suggest_learning(profiles, top=99, lang=lang)
    topics = profiles.statements["topic"].unique()[:6]
    answers = (
        learning,
        hg.suggest_learning(profiles, top=2, order="coverage", lang=lang),
        hg.suggest_helping(profiles, top=9, lang=lang),
        hg.suggest_swaps(profiles, top=99, power=1.0, lang=lang),
        hg.suggest_teamups(profiles, top=99, lang=lang),
        hg.suggest_colearning(profiles, top=99, lang=lang),
        hg.suggest_openings(profiles, lang=lang),
        hg.suggest_hubs_for_company(profiles, needs=topics, seat=(48.8, 9.2), lang=lang),
        hg.suggest_hubs_for_company(profiles, needs=dict.fromkeys(topics, 4), lang=lang),
    )
    for found in answers:
        yield from (Text(found.query, why) for why in found.table["why"])
        yield from (Text("open need", gap) for gap in found.gaps)
    for learner, teacher in list(permutations(profiles.organisations.index, 2))[::_EVERY]:
        told = hg.explain_suggestion(learning, learner=learner, teacher=teacher)
        yield Text("explanation", told.why)
        yield from (Text("evidence", line) for line in _list_told(told))
    robust = hg.measure_robustness(learning, draws=5, resamples=5)
    yield from (Text("robustness", sentence) for sentence in robust["sentence"])


def _list_told(told: Explanation) -> list[str]:
    """Lines of evidence that are sentences, and those on footholds; no addresses."""
    shown = told._shown  # noqa: SLF001 - its lines, before they are wrapped
    return [*shown.write_statements(), *shown.write_footholds()]


def _measure(profiles: Profiles, lang: str) -> Iterator[Text]:
    """Gaps, redundancy and questions."""
    yield from (Text("gap", text) for text in hg.find_gaps(profiles, lang=lang)["sentence"])
    losses = hg.measure_redundancy(profiles, lang=lang)["sentence"]
    yield from (Text("redundancy", text) for text in losses)
    asked = hg.rank_questions(profiles, top=99, lang=lang)
    for column in ("question", "settles"):
        yield from (Text(f"asked: {column}", text) for text in asked[column])


def _miss(network: str, lang: str) -> Iterator[Text]:
    """What is missing."""
    found = hg.find_missing(hg.load_graph(network), lang=lang)
    yield Text("summary", found.summary)
    for column in ("sentence", "question", "settles"):
        yield from (Text(f"missing: {column}", text) for text in found.table[column])


@cache
def list_names(network: str) -> tuple[str, ...]:
    """What hubs, topics, events and sources call themselves or were quoted with, longest first."""
    profiles = read_profiles(network)
    columns = [
        *(profiles.organisations[name] for name in ("name", "label")),
        *(profiles.topics[name] for name in ("label_de", "label_en")),
        *(profiles.contacts[name] for name in ("event_label_de", "event_label_en")),
        profiles.statements["wording"],
    ]
    names = {str(name) for column in columns for name in column.dropna()}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))
