"""Where each node goes: a table of positions that depends on the network alone.

Nodes and edges are sorted before anything else, so that the order in which they were added
does not matter. A small network whose seats are known starts from the map; any other gets a
force-directed layout per connected part, and the parts share the picture by their size.
"""

from collections.abc import Sequence
from math import cos, pi, radians, sqrt

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from hubgraph.diagrams.elements import Node, to_edges, to_nodes
from hubgraph.diagrams.forces import settle
from hubgraph.errors import OptionError

Points = npt.NDArray[np.float64]

SMALL = 60
"""Up to so many nodes a network is laid out by its seats or by Kamada and Kawai."""

_ROUNDS = 400
_DIGITS = 6
"""Decimals of a position: a layout read from a file is the one that was written."""
_FEW = 8
_RIM = 0.06
"""Share of a part's box that stays free on each side."""
_GOLDEN = pi * (3 - sqrt(5))
_ASPECT = 1.6
"""Width to height of the part of a picture that holds the network."""


def build_layout(
    network: nx.Graph, *, seed: int = 0, keep: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return positions: one row per node, index `node` (sorted), columns `x` and `y`, 0 to 1.

    Up to `SMALL` nodes, if at least half of them have `lat` and `lon`, the picture resembles
    the map; others stand amid their neighbours. Without seats, small parts are laid out after
    Kamada and Kawai (1989), larger ones after Fruchterman and Reingold (1991) from a start
    drawn with `seed`. Nodes are then pushed apart until none is closer than
    `measure_spacing`. Parts without a tie between them share the square by their size.

    `keep` is an earlier layout, None for none: its nodes stay exactly where they are, also
    those the network no longer has, and only new ones look for a place among them. So pictures
    of several years can be laid side by side. To keep a layout with the data, write it with
    ``layout.to_csv("layout.csv")`` and read it with
    ``pandas.read_csv("layout.csv", index_col="node")``. Raises `OptionError` for a `keep`
    that is no layout.

    >>> build_layout(nx.Graph([("b", "a")])).index.to_list()
    ['a', 'b']
    """
    nodes = to_nodes(network)
    plain = nx.Graph()
    plain.add_nodes_from(node.id for node in nodes)
    plain.add_edges_from((edge.source, edge.target) for edge in to_edges(network))
    points = _place_on_map(nodes, plain) if _has_seats(nodes) else _place_by_parts(plain, seed)
    points = 0.5 + (points - 0.5) * min(1.0, len(nodes) / 4)
    points = _spread(points, measure_spacing(len(nodes)))
    layout = _to_table([node.id for node in nodes], points.round(_DIGITS))
    return layout if keep is None else _add_to(keep, layout)


def _to_table(nodes: Sequence[str], points: Points) -> pd.DataFrame:
    """Return positions as a table."""
    index = pd.Index(list(nodes), name="node", dtype="str")
    return pd.DataFrame(points, index=index, columns=["x", "y"])


def _add_to(keep: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Return an earlier layout with the new nodes of a later one, which give way to all others."""
    if not {"x", "y"} <= set(keep.columns) or not keep.index.is_unique:
        raise OptionError("keep", list(keep.columns), "a table as build_layout returns it")
    fixed = keep[["x", "y"]].to_numpy(dtype=float).reshape(-1, 2)
    new = layout[~layout.index.isin(keep.index)]
    points = np.concatenate((fixed, new.to_numpy()))
    moved = _spread(points, measure_spacing(len(points)), fixed=len(fixed)).round(_DIGITS)
    moved[: len(fixed)] = fixed
    return _to_table([*map(str, keep.index), *new.index], moved).sort_index()


def measure_spacing(count: int) -> float:
    """Return the least distance between two of so many nodes, in sides of the square.

    It is chosen so that discs of that diameter cover 30 % of the square.

    >>> round(measure_spacing(13), 3)
    0.171
    """
    return min(sqrt(0.3 * 4 / pi / max(count, 1)), 0.5)


def _has_seats(nodes: Sequence[Node]) -> bool:
    """Return whether the network is small and at least half its nodes have coordinates."""
    seated = sum(node.lat is not None and node.lon is not None for node in nodes)
    return 1 < len(nodes) <= SMALL and 2 * seated >= len(nodes)


def _place_on_map(nodes: Sequence[Node], plain: nx.Graph) -> Points:
    """Return map positions (equirectangular); a node without a seat stands amid its neighbours."""
    seats = {node.id: (node.lon, node.lat) for node in nodes if node.lat is not None}
    seats = {key: seat for key, seat in seats.items() if seat[0] is not None}
    known = np.array([seats[key] for key in sorted(seats)], dtype=np.float64)
    known[:, 0] *= cos(radians(float(known[:, 1].mean())))
    placed = dict(zip(sorted(seats), _fit(known), strict=True))
    return np.array([_seat_or_neighbours(node.id, placed, plain) for node in nodes])


def _seat_or_neighbours(node: str, placed: dict[str, Points], plain: nx.Graph) -> Points:
    """Return a node's own position, else the mean of its neighbours, else the lower middle."""
    if node in placed:
        return placed[node]
    near = [placed[other] for other in sorted(plain[node]) if other in placed]
    mean: Points = np.mean(near, axis=0) if near else np.array([0.5, 0.0])
    return mean


def _place_by_parts(plain: nx.Graph, seed: int) -> Points:
    """Lay out each connected part in a box of its own; rows follow the order of the nodes."""
    parts = [sorted(part) for part in nx.connected_components(plain)]
    parts.sort(key=lambda part: (-len(part), part))
    placed: dict[str, Points] = {}
    for part, (left, bottom, width, height) in _share_box(parts, (0.0, 0.0, 1.0, 1.0)):
        inside = _RIM + (1 - 2 * _RIM) * _place_part(plain.subgraph(part), part, seed)
        placed |= dict(zip(part, inside * (width, height) + (left, bottom), strict=True))
    points = np.array([placed[node] for node in plain], dtype=np.float64).reshape(-1, 2)
    return _fit(points)


def _place_part(plain: nx.Graph, part: list[str], seed: int) -> Points:
    """Lay out one connected part in the unit square; rows follow `part`, which is sorted."""
    ordered = nx.Graph()
    ordered.add_nodes_from(part)
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in plain.edges))
    if len(part) <= SMALL:
        found = nx.kamada_kawai_layout(ordered, weight=None)
        points = np.array([found[node] for node in part], dtype=np.float64)
    else:
        rows = {node: row for row, node in enumerate(part)}
        pairs = np.array([(rows[one], rows[other]) for one, other in ordered.edges])
        points = settle(pairs, len(part), seed=seed)
    fitted = _fit(points)
    return (fitted + _rank(fitted)) / 2 if len(part) > _FEW else fitted


def _rank(points: Points) -> Points:
    """Return the rank of each coordinate, 0 to 1, the mean rank among equal ones.

    Halfway to its rank, a crowded middle gives room and a straggler comes closer.
    """
    ranks = np.empty_like(points)
    for axis in range(points.shape[1]):
        _, group, sizes = np.unique(
            points[:, axis].round(6), return_inverse=True, return_counts=True
        )
        ranks[:, axis] = (np.cumsum(sizes) - (sizes + 1) / 2)[group]
    return ranks / max(len(points) - 1, 1)


def _share_box(
    parts: list[list[str]], box: tuple[float, float, float, float]
) -> list[tuple[list[str], tuple[float, float, float, float]]]:
    """Give each part a share of a box (left, bottom, width, height) by its number of nodes."""
    if len(parts) <= 1:
        return [(part, box) for part in parts]
    sizes = np.cumsum([len(part) for part in parts])
    cut = min(int(np.searchsorted(sizes, sizes[-1] / 2)) + 1, len(parts) - 1)
    share = float(sizes[cut - 1] / sizes[-1])
    left, bottom, width, height = box
    if width * _ASPECT >= height:
        first = (left, bottom, width * share, height)
        second = (left + width * share, bottom, width * (1 - share), height)
    else:
        first = (left, bottom + height * (1 - share), width, height * share)
        second = (left, bottom, width, height * (1 - share))
    return _share_box(parts[:cut], first) + _share_box(parts[cut:], second)


def _fit(points: Points) -> Points:
    """Stretch points to the unit square, each axis for itself unless it would more than double.

    A single point, or points at one place, come to the middle.
    """
    if not len(points):
        return points
    low, high = points.min(axis=0), points.max(axis=0)
    extent = np.maximum(high - low, float((high - low).max()) / 2)
    extent[extent == 0] = 1.0
    fitted: Points = (points - (low + high) / 2) / extent + 0.5
    return fitted


def _spread(points: Points, spacing: float, *, fixed: int = 0) -> Points:
    """Push points apart, inside the unit square, until none are closer than `spacing`.

    A tiny spiral first parts those at one place. The first `fixed` points stay. Stops after
    `_ROUNDS` at the latest.
    """
    turns = np.arange(len(points)) * _GOLDEN
    spiral = np.column_stack((np.cos(turns), np.sin(turns))) * spacing * 1e-3
    loose = (np.arange(len(points)) >= fixed)[:, None]
    moved = np.clip(points + spiral * loose, 0.0, 1.0) if len(points) > 1 else points
    for _ in range(_ROUNDS):
        pairs = _close_pairs(moved, spacing)
        pairs = pairs[pairs.max(axis=1) >= fixed]
        if not len(pairs):
            break
        moved = np.clip(moved + _push(moved, pairs, spacing) * loose, 0.0, 1.0)
    return moved


def _close_pairs(points: Points, spacing: float) -> npt.NDArray[np.intp]:
    """Return the pairs of rows closer than `spacing`, in a decided order.

    Points are taken from left to right; each is compared with its next, second next and so on
    until the nearest to the right is too far.
    """
    order = np.argsort(points[:, 0], kind="stable")
    swept, found = points[order], [np.empty((0, 2), dtype=np.intp)]
    for step in range(1, len(points)):
        gap = swept[step:] - swept[:-step]
        if gap[:, 0].min() >= spacing:
            break
        close = np.flatnonzero(np.hypot(gap[:, 0], gap[:, 1]) < spacing)
        found.append(np.column_stack((order[close], order[close + step])))
    return np.concatenate(found)


def _push(points: Points, pairs: npt.NDArray[np.intp], spacing: float) -> Points:
    """Return one step per point, away from each neighbour that is too close."""
    gap = points[pairs[:, 0]] - points[pairs[:, 1]]
    length = np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-12)
    step = gap * ((spacing * 1.02 - length) / length / 2)[:, None]
    total = np.zeros_like(points)
    np.add.at(total, pairs[:, 0], step)
    np.add.at(total, pairs[:, 1], -step)
    return total * 0.5
