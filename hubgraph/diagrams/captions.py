"""The words on and about a picture of a network, in the language of a catalogue."""

from collections import Counter
from collections.abc import Mapping, Sequence

import networkx as nx

from hubgraph.catalogue import Catalogue
from hubgraph.diagrams.density import Choice
from hubgraph.diagrams.elements import Edge, Node, to_line
from hubgraph.diagrams.encoding import list_kinds
from hubgraph.languages import order_columns

_RELATIONS = ("contact", "learning", "strength", "suggestion")
_NAMED = 5


def find_relation(network: nx.Graph) -> str:
    """Return the relation drawn: of the network, else the one all its edges have, else 'other'.

    >>> find_relation(nx.Graph(relation="contact")), find_relation(nx.Graph())
    ('contact', 'other')
    """
    stated = to_line(network.graph.get("relation"))
    of_edges = {to_line(value) for _, _, value in network.edges(data="relation")}
    relation = stated or (of_edges.pop() if len(of_edges) == 1 else "")
    return relation if relation in _RELATIONS else "other"


def build_title(network: nx.Graph, catalogue: Catalogue) -> str:
    """Return the title stated in the network in that language, else one for its relation."""
    default = catalogue.text(f"diagram.title.{find_relation(network)}")
    return to_line(network.graph.get(f"title_{catalogue.lang}")) or default


def build_subtitle(
    network: nx.Graph,
    catalogue: Catalogue,
    *,
    nodes: Sequence[Node] | None = None,
    edges: int | None = None,
) -> str:
    """Return network name, as-of date and counts, separated by dots; unknown ones left out."""
    hubs = nodes and all(node.kind.endswith("_hub") for node in nodes)
    noun = "hub" if hubs else "organisation"
    noun = "node" if any(node.kind == "node" for node in nodes or ()) else noun
    parts = (
        name_network(network, catalogue),
        _as_of_phrase(network, catalogue),
        "" if nodes is None else catalogue.count(f"diagram.count.{noun}", len(nodes)),
        "" if edges is None else catalogue.count(f"diagram.count.{find_relation(network)}", edges),
    )
    return "  ·  ".join(part for part in parts if part)


def build_source_line(network: nx.Graph, catalogue: Catalogue) -> str:
    """Return the source line stated in the network, else how many sources it rests on.

    Restricted sources are counted apart from public ones; a kind without any is left out.
    """
    stated = to_line(network.graph.get("source_line"))
    counts = {
        kind: int(network.graph.get(name) or 0)
        for kind, name in (("public", "source_count"), ("restricted", "restricted_source_count"))
    }
    listed = ", ".join(
        catalogue.text(f"diagram.{kind}_sources", n=catalogue.number(count, digits=0))
        for kind, count in counts.items()
        if count
    )
    return stated or (catalogue.text("diagram.sources", list=listed) if listed else "hubgraph")


def name_network(network: nx.Graph, catalogue: Catalogue) -> str:
    """Return the name of the network by the rule of labels, empty if it has none."""
    names = map(str, network.graph)
    columns = order_columns(names, "network_name_", catalogue.lang)
    return next(filter(None, (to_line(network.graph[column]) for column in columns)), "")


def name_kinds(nodes: Sequence[Node], catalogue: Catalogue) -> dict[str, str]:
    """Return the kinds that occur with their names, in the order of the legend.

    An organisation is an *other* organisation where there are hubs as well.
    """
    kinds = list_kinds(node.kind for node in nodes)
    return {kind: catalogue.text(f"diagram.kind.{_noun_of(kind, kinds)}") for kind in kinds}


def explain_edges(relation: str, catalogue: Catalogue, *, directed: bool, heads: bool) -> list[str]:
    """Return what an edge means, for the legend; how it bows where it has no arrow head."""
    if relation in {"learning", "suggestion"} and not directed:
        relation = "other"
    if directed and relation == "other":
        relation = "other_directed"
    lines = [catalogue.text(f"diagram.edge.{relation}")]
    return lines + ([catalogue.text("diagram.edge_bow")] if directed and not heads else [])


def list_notes(omitted: int, choice: Choice, total: int, catalogue: Catalogue) -> list[str]:
    """Return what the picture leaves out: labels without room, edges of a dense network."""
    notes = []
    if choice.each:
        shown, count = (catalogue.number(n, digits=0) for n in (len(choice.shown), total))
        notes += [
            catalogue.count(
                _find_key("diagram.strongest", choice), choice.each, shown=shown, all=count
            )
        ]
    return notes + ([catalogue.count("diagram.omitted", omitted)] if omitted else [])


def describe(
    network: nx.Graph,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    choice: Choice,
    catalogue: Catalogue,
) -> str:
    """Return the picture in words: name, counts, date, strongest ties, nodes without a tie."""
    name = name_network(network, catalogue)
    if not nodes:
        return " ".join(filter(None, [name and f"{name}.", catalogue.text("diagram.empty")]))
    kinds = Counter(node.kind for node in nodes)
    listed = list_kinds(kinds)
    parts = [name] if name else []
    parts += [
        catalogue.count(f"diagram.count.{_noun_of(kind, listed)}", kinds[kind]) for kind in listed
    ]
    parts += [catalogue.count(f"diagram.count.{find_relation(network)}", len(edges))]
    parts += [part for part in [_as_of_phrase(network, catalogue)] if part]
    sentences = [catalogue.text("diagram.describe.parts", parts=", ".join(parts))]
    if choice.each:
        shown = catalogue.number(len(choice.shown), digits=0)
        sentences += [
            catalogue.count(_find_key("diagram.describe.shown", choice), choice.each, shown=shown)
        ]
    labels = {node.id: node.label for node in nodes}
    arrow = "→" if network.is_directed() else "—"
    if edges:
        ties = "; ".join(_describe_tie(edge, labels, arrow, catalogue) for edge in edges[:_NAMED])
        sentences += [catalogue.text("diagram.describe.ties", ties=ties)]
    return " ".join([*sentences, *_describe_alone(labels, edges, catalogue)])


def list_contents(
    network: nx.Graph, nodes: Sequence[Node], edges: Sequence[Edge], catalogue: Catalogue
) -> tuple[str, ...]:
    """Return a line per node, with its kind and seat, and per edge, those not drawn as well."""
    listed = list_kinds(node.kind for node in nodes)
    labels = {node.id: node.label for node in nodes}
    arrow = "→" if network.is_directed() else "—"
    kinds = {kind: catalogue.text(f"diagram.kind.{_noun_of(kind, listed)}") for kind in listed}
    told = [", ".join(filter(None, (n.label, kinds[n.kind], n.seat))) for n in nodes]
    return (*told, *(_describe_tie(edge, labels, arrow, catalogue) for edge in edges))


def _find_key(key: str, choice: Choice) -> str:
    """Return the key of a text on what is shown, another one where all are equally strong."""
    return f"{key}_equal" if choice.equal else key


def _describe_tie(edge: Edge, labels: Mapping[str, str], arrow: str, catalogue: Catalogue) -> str:
    """Return one edge with the names of its ends and its weight."""
    weight = catalogue.figure(edge.weight)
    topic = f": {edge.label}" if edge.label else ""
    return f"{labels[edge.source]} {arrow} {labels[edge.target]} ({weight}){topic}"


def _describe_alone(
    labels: Mapping[str, str], edges: Sequence[Edge], catalogue: Catalogue
) -> list[str]:
    """Return a sentence on the nodes without a tie, no sentence if there are none."""
    tied = {end for edge in edges for end in (edge.source, edge.target)}
    alone = [label for node, label in labels.items() if node not in tied]
    names = ", ".join(alone[:_NAMED])
    if len(alone) > _NAMED:
        names = catalogue.text("diagram.describe.more", names=names, count=len(alone) - _NAMED)
    return [catalogue.text("diagram.describe.alone", names=names)] if alone else []


def _noun_of(kind: str, kinds: Sequence[str]) -> str:
    """Return the noun of a kind among those that occur."""
    return "other_organisation" if kind == "organisation" and len(kinds) > 1 else kind


def _as_of_phrase(network: nx.Graph, catalogue: Catalogue) -> str:
    """Return the as-of date in words, as stated if it is no date, empty if unknown."""
    stated = to_line(str(network.graph.get("as_of", "")))
    try:
        return stated and catalogue.text("diagram.as_of", day=catalogue.day(stated, form="long"))
    except ValueError:
        return catalogue.text("diagram.as_of", day=stated)
