"""Networks as files that other tools open, with the looks and places of our own pictures."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import networkx as nx
import pandas as pd

from hubgraph.diagrams.gexf import to_gexf
from hubgraph.diagrams.looks import Look, build_looks
from hubgraph.diagrams.network_texts import to_cytoscape, to_dot, to_mermaid
from hubgraph.diagrams.portable import to_portable
from hubgraph.errors import UnknownFormatError
from hubgraph.files import write_folder_whole, write_whole
from hubgraph.portable import to_series, unify
from hubgraph.workbook.table_files import to_file


def export_network(
    network: nx.Graph, path: str | Path, *, layout: pd.DataFrame | None = None
) -> Path:
    """Write a network for other tools; the suffix decides the format.

    ``.graphml`` - Gephi, yEd, Cytoscape, igraph, NetworkX. ``.gexf`` - Gephi, with labels,
    colours, sizes and places, and, where `since` or `until` is known, the time. ``.cyjs`` or
    ``.json`` - Cytoscape and cytoscape.js, with places and a style. ``.dot`` or ``.gv`` -
    Graphviz. ``.mmd`` - Mermaid: labels, kinds and weights only. ``.csv`` and ``.parquet`` - a
    folder of that name with the tables ``nodes`` and ``edges``; nodes without a tie are in it.

    Values become plain (see `hubgraph.portable.to_plain`): lists are joined by '; ', dates
    ISO 8601, missing ones left out. Parallel edges stay. What the network says of itself is
    kept too, in CSV, Parquet and Mermaid only the snapshot of a public part. `layout` is a
    table as `build_layout` returns it, None for that of this network.

    Two exports are equal to the byte, and appear whole or not at all. Returns the path.
    Raises UnknownFormatError for another suffix, MissingFileError if the folder is missing,
    HubgraphError where two nodes would get the same name, ExistingPathError for a folder that
    holds something else.

    >>> import hubgraph as hg, tempfile
    >>> network = hg.build_network(hg.load_graph("baden-wuerttemberg"))
    >>> hg.export_network(network, f"{tempfile.mkdtemp()}/network.gexf").suffix
    '.gexf'
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnknownFormatError(target.suffix or target.name, SUFFIXES)
    portable = to_portable(network)
    if suffix in _FOLDERS:
        tables = {"nodes": list_nodes(portable), "edges": list_edges(portable)}
        files = {f"{name}{suffix}": to_file(table, suffix) for name, table in tables.items()}
        return write_folder_whole(target, files)
    if suffix == ".graphml":
        return write_whole(target, "\n".join(nx.generate_graphml(portable)) + "\n")
    return write_whole(target, _WRITERS[suffix](portable, build_looks(portable, layout)))


def list_nodes(portable: nx.Graph) -> pd.DataFrame:
    """Nodes of a portable network: `id` and all attributes, those without a tie as well."""
    rows = [{"id": node, **values} for node, values in portable.nodes(data=True)]
    return _to_table(rows, ("id",), portable)


def list_edges(portable: nx.Graph) -> pd.DataFrame:
    """Edges of a portable network: `source`, `target`, `type` and all attributes."""
    kind = "Directed" if portable.is_directed() else "Undirected"
    rows = [
        {"source": source, "target": target, "type": kind, **values}
        for source, target, values in portable.edges(data=True)
    ]
    return _to_table(rows, ("source", "target", "type"), portable)


def _to_table(
    rows: list[dict[str, str | float]], first: tuple[str, ...], portable: nx.Graph
) -> pd.DataFrame:
    """Table of records, some columns first, the others sorted; it bears the snapshot."""
    names = [*first, *sorted({name for row in rows for name in row} - set(first))]
    columns = {name: to_series(unify(row.get(name) for row in rows)) for name in names}
    table = pd.DataFrame(columns, columns=names)
    table.attrs |= {"snapshot": portable.graph.get("snapshot", "")}
    return table


_FOLDERS = frozenset({".csv", ".parquet"})
_WRITERS: Mapping[str, Callable[[nx.Graph, Mapping[str, Look]], str]] = MappingProxyType(
    {
        ".cyjs": to_cytoscape,
        ".dot": to_dot,
        ".gexf": to_gexf,
        ".gv": to_dot,
        ".json": to_cytoscape,
        ".mmd": to_mermaid,
    }
)
SUFFIXES = tuple(sorted({*_WRITERS, *_FOLDERS, ".graphml"}))
"""Suffixes a network can be exported with."""
