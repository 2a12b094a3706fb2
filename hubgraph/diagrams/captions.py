"""The words on and about a picture of a network, in German and in English."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import networkx as nx

from hubgraph.diagrams.elements import Edge, Node, to_line
from hubgraph.diagrams.encoding import list_kinds
from hubgraph.errors import OptionError

_GERMAN = {
    "title.learning": "Wer von wem lernen kann",
    "title.contact": "Wer mit wem in Kontakt steht",
    "title.strength": "Wer Stärken teilt",
    "title.other": "Netzwerk",
    "as_of": "Stand {day}",
    "one.regional_hub": "Regional-Hub",
    "many.regional_hub": "Regional-Hubs",
    "one.thematic_hub": "thematischer Hub (de:hub)",
    "many.thematic_hub": "thematische Hubs (de:hub)",
    "one.organisation": "Organisation",
    "many.organisation": "Organisationen",
    "one.other_organisation": "weitere Organisation",
    "many.other_organisation": "weitere Organisationen",
    "one.hub": "Hub",
    "many.hub": "Hubs",
    "one.learning": "Lernmöglichkeit",
    "many.learning": "Lernmöglichkeiten",
    "one.contact": "Kontakt",
    "many.contact": "Kontakte",
    "one.strength": "Paar mit gemeinsamen Stärken",
    "many.strength": "Paare mit gemeinsamen Stärken",
    "one.other": "Verbindung",
    "many.other": "Verbindungen",
    "edge.learning": "A → B: A kann von B lernen",
    "edge.contact": "A — B: A und B stehen in Kontakt",
    "edge.strength": "A — B: A und B teilen Stärken",
    "edge.other": "A — B: A und B sind verbunden",
    "edge.other.directed": "A → B: Verbindung von A zu B",
    "edge.bow": "im Uhrzeigersinn gebogen: von A nach B",
    "weight": "dicker = stärker",
    "empty": "Dieses Netzwerk hat noch keine Organisationen.",
    "one.omitted": "Beschriftung ausgelassen",
    "many.omitted": "Beschriftungen ausgelassen",
    "strongest": "gezeigt: die {shown} stärksten von {all}",
    "describe": "Bild eines Netzwerks: {parts}.",
    "describe.shown": "Gezeigt sind die {shown} stärksten Verbindungen.",
    "describe.ties": "Am stärksten: {ties}.",
    "describe.alone": "Ohne Verbindung: {names}.",
    "more": "{names} und {count} weitere",
    "thousands": ".",
    "decimal": ",",
}

_ENGLISH = {
    "title.learning": "Who can learn from whom",
    "title.contact": "Who is in contact with whom",
    "title.strength": "Who shares strengths",
    "title.other": "Network",
    "as_of": "as of {day}",
    "one.regional_hub": "regional hub",
    "many.regional_hub": "regional hubs",
    "one.thematic_hub": "thematic hub (de:hub)",
    "many.thematic_hub": "thematic hubs (de:hub)",
    "one.organisation": "organisation",
    "many.organisation": "organisations",
    "one.other_organisation": "other organisation",
    "many.other_organisation": "other organisations",
    "one.hub": "hub",
    "many.hub": "hubs",
    "one.learning": "learning opportunity",
    "many.learning": "learning opportunities",
    "one.contact": "contact",
    "many.contact": "contacts",
    "one.strength": "pair with shared strengths",
    "many.strength": "pairs with shared strengths",
    "one.other": "tie",
    "many.other": "ties",
    "edge.learning": "A → B: A can learn from B",
    "edge.contact": "A — B: A and B are in contact",
    "edge.strength": "A — B: A and B share strengths",
    "edge.other": "A — B: A and B are tied",
    "edge.other.directed": "A → B: a tie from A to B",
    "edge.bow": "bows clockwise from A to B",
    "weight": "wider = stronger",
    "empty": "This network has no organisations yet.",
    "one.omitted": "label omitted",
    "many.omitted": "labels omitted",
    "strongest": "shown: the {shown} strongest of {all}",
    "describe": "Picture of a network: {parts}.",
    "describe.shown": "The {shown} strongest ties are shown.",
    "describe.ties": "Strongest: {ties}.",
    "describe.alone": "Without a tie: {names}.",
    "more": "{names} and {count} more",
    "thousands": ",",
    "decimal": ".",
}

_CATALOGUE: Mapping[str, Mapping[str, str]] = MappingProxyType({"de": _GERMAN, "en": _ENGLISH})

_RELATIONS = ("contact", "learning", "strength")

_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
_NAMED = 5


def phrase(key: str, lang: str, **values: object) -> str:
    """Return a text of the catalogue in a language, its gaps filled.

    Raises `OptionError` for a language other than ``de`` and ``en``.

    >>> phrase("as_of", "de", day="31. Dezember 2020")
    'Stand 31. Dezember 2020'
    """
    if lang not in _CATALOGUE:
        raise OptionError(option="lang", value=lang, allowed="'de' or 'en'")
    return _CATALOGUE[lang][key].format(**values)


def count_phrase(count: int, noun: str, lang: str) -> str:
    """Return a number with its noun, in the singular for one.

    >>> count_phrase(1372, "contact", "en"), count_phrase(1, "hub", "de")
    ('1,372 contacts', '1 Hub')
    """
    return (
        f"{_format_count(count, lang)} {phrase(('one.' if count == 1 else 'many.') + noun, lang)}"
    )


def _format_count(count: int, lang: str) -> str:
    """Return a number with the separator of thousands of a language."""
    return f"{count:,}".replace(",", phrase("thousands", lang))


def find_relation(network: nx.Graph) -> str:
    """Return the relation drawn: of the network, else the one all its edges have, else 'other'.

    >>> find_relation(nx.Graph(relation="contact")), find_relation(nx.Graph())
    ('contact', 'other')
    """
    stated = to_line(network.graph.get("relation"))
    of_edges = {to_line(value) for _, _, value in network.edges(data="relation")}
    relation = stated or (of_edges.pop() if len(of_edges) == 1 else "")
    return relation if relation in _RELATIONS else "other"


def build_title(network: nx.Graph, lang: str) -> str:
    """Return the title stated in the network in that language, else one for its relation."""
    default = phrase(f"title.{find_relation(network)}", lang)
    return to_line(network.graph.get(f"title_{lang}")) or default


def build_subtitle(network: nx.Graph, nodes: Sequence[Node], edges: int, lang: str) -> str:
    """Return network name, as-of date and counts, separated by dots; unknown ones left out."""
    hubs = nodes and all(node.kind.endswith("_hub") for node in nodes)
    parts = (
        to_line(network.graph.get("network_name")),
        _as_of_phrase(network, lang),
        count_phrase(len(nodes), "hub" if hubs else "organisation", lang),
        count_phrase(edges, find_relation(network), lang),
    )
    return "  ·  ".join(part for part in parts if part)


def name_kinds(nodes: Sequence[Node], lang: str) -> dict[str, str]:
    """Return the kinds that occur with their names, in the order of the legend.

    An organisation is an *other* organisation where there are hubs as well.
    """
    kinds = list_kinds(node.kind for node in nodes)
    return {kind: phrase(f"one.{_noun_of(kind, kinds)}", lang) for kind in kinds}


def explain_edges(relation: str, lang: str, *, directed: bool, heads: bool) -> list[str]:
    """Return what an edge means, for the legend; how it bows where it has no arrow head."""
    if relation == "learning" and not directed:
        relation = "other"
    other = directed and relation == "other"
    lines = [phrase(f"edge.{relation}{'.directed' if other else ''}", lang)]
    return lines + ([phrase("edge.bow", lang)] if directed and not heads else [])


def list_notes(omitted: int, shown: int, total: int, lang: str) -> list[str]:
    """Return what the picture leaves out: labels without room, edges beyond the limit."""
    notes = (
        [phrase("strongest", lang, shown=shown, all=_format_count(total, lang))]
        if shown < total
        else []
    )
    return notes + ([count_phrase(omitted, "omitted", lang)] if omitted else [])


def describe(
    network: nx.Graph, nodes: Sequence[Node], edges: Sequence[Edge], shown: int, lang: str
) -> str:
    """Return the picture in words: counts, date, strongest ties, nodes without a tie."""
    if not nodes:
        return phrase("empty", lang)
    kinds = Counter(node.kind for node in nodes)
    listed = list_kinds(kinds)
    parts = [count_phrase(kinds[kind], _noun_of(kind, listed), lang) for kind in listed]
    parts += [count_phrase(len(edges), find_relation(network), lang)]
    parts += [part for part in [_as_of_phrase(network, lang)] if part]
    sentences = [phrase("describe", lang, parts=", ".join(parts))]
    if shown < len(edges):
        sentences += [phrase("describe.shown", lang, shown=shown)]
    labels = {node.id: node.label for node in nodes}
    arrow = "→" if network.is_directed() else "—"
    if edges:
        ties = "; ".join(_describe_tie(edge, labels, arrow, lang) for edge in edges[:_NAMED])
        sentences += [phrase("describe.ties", lang, ties=ties)]
    return " ".join([*sentences, *_describe_alone(labels, edges, lang)])


def _describe_tie(edge: Edge, labels: Mapping[str, str], arrow: str, lang: str) -> str:
    """Return one edge with the names of its ends and its weight."""
    weight = f"{edge.weight:.3g}".replace(".", phrase("decimal", lang))
    return f"{labels[edge.source]} {arrow} {labels[edge.target]} ({weight})"


def _describe_alone(labels: Mapping[str, str], edges: Sequence[Edge], lang: str) -> list[str]:
    """Return a sentence on the nodes without a tie, no sentence if there are none."""
    tied = {end for edge in edges for end in (edge.source, edge.target)}
    alone = [label for node, label in labels.items() if node not in tied]
    names = ", ".join(alone[:_NAMED])
    if len(alone) > _NAMED:
        names = phrase("more", lang, names=names, count=len(alone) - _NAMED)
    return [phrase("describe.alone", lang, names=names)] if alone else []


def _noun_of(kind: str, kinds: Sequence[str]) -> str:
    """Return the noun of a kind among those that occur."""
    return "other_organisation" if kind == "organisation" and len(kinds) > 1 else kind


def _as_of_phrase(network: nx.Graph, lang: str) -> str:
    """Return the as-of date in words, as stated if it is not a full date, empty if unknown."""
    stated = network.graph.get("as_of")
    if stated is None:
        return ""
    try:
        day = date.fromisoformat(str(stated)[:10])
    except ValueError:
        return phrase("as_of", lang, day=to_line(str(stated)))
    dot = "." if lang == "de" else ""
    month = _MONTHS[lang].split()[day.month - 1]
    return phrase("as_of", lang, day=f"{day.day}{dot} {month} {day.year}")
