"""Checking a graph against shapes (SHACL): findings in the words of the data's owner."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from traceback import walk_tb

import pandas as pd
import pyshacl
from pyshacl.target import apply_target_types, gather_target_types
from rdflib import RDF, SH, Graph
from rdflib.term import Node, URIRef

from hubgraph.catalogue import load_catalogue
from hubgraph.errors import ShapesError, require_type
from hubgraph.knowledge.findings import SEVERITIES, Reading, find_label, name_shape
from hubgraph.knowledge.memory import build_graph, copy_graph, with_twin
from hubgraph.knowledge.shape_files import (
    TARGETS,
    lower_targets,
    read_class_tree,
    read_shapes,
    read_shapes_of_shapes,
)
from hubgraph.knowledge.store import find_snapshot
from hubgraph.knowledge.syntax import names_graphs, names_service
from hubgraph.tables import FINDINGS, build_table, mark_snapshot
from hubgraph.vocabulary import expand_curie

_MILD = ("warning", "info")
_LISTED = 5

# What pySHACL cannot use is raised here; it need not be on stderr as well.
logging.getLogger("pyshacl-validate").addFilter(lambda record: record.levelno < logging.ERROR)


@dataclass(frozen=True)
class Findings:
    """What a check found.

    `table` has one row per finding, worst first (columns: `hubgraph.tables.FINDINGS`).
    `checked` counts, per shape with a target, the nodes it was held against: a shape that
    met none has proven nothing. `network` is the name of the network, '' if it
    has none; `snapshot` is that of the public part that was checked, None if another graph was.
    """

    table: pd.DataFrame
    checked: pd.Series
    network: str
    snapshot: str | None

    @property
    def conforms(self) -> bool:
        """Whether there are warnings and hints at most; a severity of its own counts as worse.

        SHACL's sh:conforms is stricter: no finding at all.
        """
        return bool(self.table["severity"].isin(_MILD).all())

    def __len__(self) -> int:
        """Count the findings."""
        return len(self.table)

    def __repr__(self) -> str:
        """One line: findings per severity, shapes and nodes checked, network; a warning if none."""
        counts = self.table["severity"].value_counts()
        names = dict.fromkeys([*SEVERITIES.values(), *sorted(counts.index)])
        found = ", ".join(f"{counts.get(name, 0)} {name}" for name in names)
        met = int((self.checked > 0).sum())
        name = f"; {self.network}" if self.network else ""
        found = found if met or len(self) else "warning: nothing was checked"
        return f"<Findings: {found}; {met} of {len(self.checked)} shapes met nodes{name}>"

    def _repr_html_(self) -> str:
        """Summary line, table, and the shapes that met no node, for a notebook, escaped."""
        table = self.table[["severity", "label", "message", "value", "focus"]]
        unmet = ", ".join(self.checked.index[self.checked == 0])
        rest = f"<p>Met no node: {escape(unmet)}</p>" if unmet else ""
        origin = f" data-snapshot='{self.snapshot}'" if self.snapshot else ""
        head = f"<p{origin}>{escape(repr(self)[1:-1])}</p>"
        return f"{head}{table.to_html(index=False, na_rep='')}{rest}"


def check_graph(
    graph: Graph, *, shapes: str | Path | Graph | None = None, lang: str = "en"
) -> Findings:
    """Check a graph against shapes: the packaged ones, or any written in SHACL.

    `shapes` is None (ours), a file (.ttl .trig .nt .nq .n3 .jsonld .rdf), a folder of such
    files, or an rdflib Graph; SHACL Core, SHACL-SPARQL and the advanced features of pySHACL
    (SPARQL targets, functions, rules) work. `lang` is the language of the messages, such as
    'de': a shape's message in that language or in none, else a general one. Violation means
    wrong, warning thin, stale or unsourced, info worth knowing. A shape whose target has no
    node in the graph appears in `checked` with 0. Neither graph is changed, and nothing is
    fetched: owl:imports are not followed.

    Raises UnknownNameError for another language, MissingFileError or UnknownFormatError for
    a file that is no RDF file, ShapesError for shapes that cannot be read or applied, and
    WrongTypeError for a graph that is none.

    >>> import hubgraph as hg
    >>> hg.check_graph(hg.load_graph("baden-wuerttemberg")).conforms
    True
    """
    hint = "Make one with hg.load_graph(name) or hg.read_workbook(folder)."
    require_type(graph, Graph, hint=hint)
    catalogue = load_catalogue(lang)
    rules, data = read_shapes(shapes), copy_graph(graph)
    if shapes is None:
        data += build_graph(read_class_tree())
        report = _validate(with_twin(data), lower_targets(rules), place="the packaged shapes")
    else:
        place = "the graph of shapes" if isinstance(shapes, Graph) else str(shapes)
        _require_well_formed(rules, place=place)
        _require_local(rules, place=place)
        report = _validate(data, rules, place=place)
    rows = Reading(report, data, rules, catalogue).read_rows()
    snapshot = find_snapshot(graph)
    table = mark_snapshot(build_table(rows, FINDINGS), snapshot)
    return Findings(table, _count_checked(data, rules), _name_network(data, lang), snapshot)


def _name_network(data: Graph, lang: str) -> str:
    """Name of the network; several joined by dots, '' if there is none."""
    networks = sorted(data.subjects(RDF.type, URIRef(expand_curie("hg:Network"))), key=str)
    return " · ".join(filter(None, (find_label(data, network, lang) for network in networks)))


def _require_well_formed(shapes: Graph, *, place: str) -> None:
    """Raise ShapesError for shapes that SHACL does not allow; pySHACL takes some silently."""
    rules = read_shapes_of_shapes()
    report = _validate(shapes, rules, place=place)
    rows = Reading(report, shapes, rules, load_catalogue("en")).read_rows()
    if rows:
        lines = "".join(map(_describe_fault, rows[:_LISTED]))
        shape = str(rows[0]["focus"])
        raise ShapesError(f"these are ill-formed:{lines}\n", place=place, shape=shape)


def _require_local(shapes: Graph, *, place: str) -> None:
    """Raise ShapesError for a query that would call an endpoint or load a graph."""
    for name in (SH.select, SH.ask, SH.construct):
        for owner, text in shapes.subject_objects(name):
            if names_service(str(text)) or names_graphs(str(text)):
                reason = "a query here would fetch other data (SERVICE, FROM)"
                raise ShapesError(reason, place=place, shape=name_shape(owner, shapes))


def _describe_fault(row: Mapping[str, object]) -> str:
    """Line of a list: which shape, which property and value, what is wrong."""
    place = " ".join(str(row[name]) for name in ("path", "value") if row[name] is not None)
    return f"\n- {row['focus']}, {place}: {row['message']}"


def _validate(data: Graph, shapes: Graph, *, place: str) -> Graph:
    """Report of a validation; ShapesError, with the shape if it can be told, if there is none."""
    try:
        report = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)[1]
    except Exception as error:  # noqa: BLE001 - pySHACL meets ill-formed shapes with any
        report = error
    if isinstance(report, Graph):
        return report
    shape = _find_shape(report)
    name = None if shape is None else name_shape(shape, shapes)
    reason = str(getattr(report, "message", report)) or type(report).__name__
    raise ShapesError(f"this cannot be applied: {reason}", place=place, shape=name) from report


def _find_shape(error: Exception) -> Node | None:
    """Shape that was at work when pySHACL gave up, None if none was."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    owners = [frame.f_locals.get("self") for frame in reversed(frames)]
    return next((owner.node for owner in owners if isinstance(owner, pyshacl.Shape)), None)


def _count_checked(data: Graph, shapes: Graph) -> pd.Series:
    """Nodes each shape with a target was held against, as pySHACL finds them."""
    graph, met = pyshacl.ShapesGraph(shapes), defaultdict[str, set[Node]](set)
    apply_target_types(gather_target_types(graph))
    targeted = _targeted(shapes)
    for shape in graph.shapes:
        if shape.node in targeted or shape.implicit_class_targets():
            shape.set_advanced(True)
            name = name_shape(shape.node, shapes)
            met[name] |= set() if shape.deactivated else shape.focus_nodes(data)
    counts = {name: len(nodes) for name, nodes in sorted(met.items())}
    return pd.Series(counts, dtype="int64", name="checked")


def _targeted(shapes: Graph) -> set[Node]:
    """Shapes that say themselves which nodes they are held against."""
    return {shape for name in TARGETS for shape in shapes.subjects(name)}
