"""A network as every file format can hold it."""

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx

from hubgraph.errors import HubgraphError
from hubgraph.portable import Plain, clean_text, to_plain, to_text, unify
from hubgraph.vocabulary import compact_iri

RESERVED = frozenset({"edge_key", "id", "key", "source", "target", "type"})
"""Names that formats use themselves; an attribute called so gets an underscore behind."""


def to_portable(network: nx.Graph) -> nx.Graph:
    """Copy of a network with plain ids and values, in a decided order.

    Ids are text, IRIs shortened to CURIEs. Values are text, numbers or truth values (see
    `hubgraph.portable.to_plain`), of one kind for each attribute; missing ones are left out.
    Nodes are sorted by id, edges by their ends and keys. Parallel edges stay: their keys become
    'e0', 'e1' …, and a key that says something is kept as the attribute `edge_key`.

    Raises HubgraphError where two nodes or two attributes would get the same name.

    >>> dict(to_portable(nx.Graph([("b", "a", {"topics": ["x", "y"]})])).edges["a", "b"])
    {'topics': 'x; y'}
    """
    names = _name_nodes(network)
    copy = network.__class__()
    copy.graph.update(_plain(network.graph))
    nodes = sorted((name, node) for node, name in names.items())
    values = _unify([_plain(network.nodes[node]) for _, node in nodes])
    copy.add_nodes_from((name, each) for (name, _), each in zip(nodes, values, strict=True))
    edges = _list_edges(network, names)
    attributes = _unify([each for _, each in edges])
    rows = zip((pair for pair, _ in edges), attributes, strict=True)
    if network.is_multigraph():
        copy.add_edges_from((*pair, f"e{n}", each) for n, (pair, each) in enumerate(rows))
    else:
        copy.add_edges_from((*pair, each) for pair, each in rows)
    return copy


def _name_nodes(network: nx.Graph) -> dict[Any, str]:
    """Name of each node; HubgraphError where two would have the same."""
    names = {node: clean_text(compact_iri(to_text(node))) for node in network}
    taken: dict[str, Any] = {}
    for node, name in names.items():
        if name in taken:
            raise HubgraphError(
                f"The nodes {taken[name]!r} and {node!r} would both be called {name!r} in a file.",
                hint="Give one of them another id, e.g. with networkx.relabel_nodes.",
            )
        taken[name] = node
    return names


def _list_edges(
    network: nx.Graph, names: Mapping[Any, str]
) -> list[tuple[tuple[str, str], dict[str, Plain]]]:
    """Ends of all edges and their plain values, sorted by ends and key, then by values."""
    found = []
    for edge in network.edges(data=True, **({"keys": True} if network.is_multigraph() else {})):
        pair = (names[edge[0]], names[edge[1]])
        if not network.is_directed():
            pair = (min(pair), max(pair))
        key = edge[2] if network.is_multigraph() else None
        values = _plain(edge[-1])
        if key is not None and not isinstance(key, int):
            values["edge_key"] = to_text(key)
        found.append((pair, values))
    return sorted(found, key=lambda row: (row[0], str(row[1].get("edge_key", "")), str(row[1])))


def _unify(records: Sequence[Mapping[str, Plain]]) -> list[dict[str, Plain]]:
    """Records with each attribute of one kind, names sorted."""
    names = sorted({name for record in records for name in record})
    columns = {name: unify(record.get(name) for record in records) for name in names}
    return [
        {name: value for name in names if (value := columns[name][row]) is not None}
        for row in range(len(records))
    ]


def _plain(values: Mapping[Any, object]) -> dict[str, Plain]:
    """Plain values by name, sorted, missing ones left out."""
    plain: dict[str, Plain] = {}
    for name, value in values.items():
        text = to_text(name)
        text = f"{text}_" if text in RESERVED else text
        if text in plain:
            raise HubgraphError(
                f"Two attributes would both be called {text!r} in a file.",
                hint="Rename one of them.",
            )
        found = to_plain(value)
        if found is not None:
            plain[text] = found
    return dict(sorted(plain.items()))
