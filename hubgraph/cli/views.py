"""The pictures that `draw` knows by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rdflib import Dataset

    from hubgraph.diagrams.drawing import Drawing
    from hubgraph.diagrams.frame import Size
    from hubgraph.explanation.explain import Explanation
    from hubgraph.monitoring.network import Relation


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """What a picture may be asked for; None where the option was not given."""

    lang: str
    size: "Size"
    as_of: str | None
    relation: "Relation | None"
    learner: str | None
    teacher: str | None


def _draw_network(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the network of a day."""
    import hubgraph as hg

    relation = given.relation or "learning"
    network = hg.build_network(graph, as_of=given.as_of, relation=relation, lang=given.lang)
    return hg.plot_network(network, lang=given.lang, size=given.size)


def _draw_map(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the map of a day, with ties if a relation was given."""
    import hubgraph as hg

    ties = None
    if given.relation is not None:
        ties = hg.build_network(graph, as_of=given.as_of, relation=given.relation, lang=given.lang)
    return hg.plot_map(graph, as_of=given.as_of, ties=ties, lang=given.lang, size=given.size)


def _draw_timeline(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the timeline."""
    import hubgraph as hg

    return hg.plot_timeline(graph, lang=given.lang, size=given.size)


def _draw_years(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the network at the end of each year."""
    import hubgraph as hg

    relation = given.relation or "learning"
    return hg.plot_years(graph, relation=relation, lang=given.lang, size=given.size)


def _draw_waterfall(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw how the score of a pair comes about."""
    import hubgraph as hg

    return hg.plot_waterfall(_explain(graph, given), size=given.size)


def _draw_path(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the paths of a pair from need to offer."""
    import hubgraph as hg

    return hg.plot_path(_explain(graph, given), size=given.size)


def _draw_indicators(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the indicators at the end of each year."""
    import hubgraph as hg

    return hg.plot_indicators(graph, lang=given.lang, size=given.size)


def _explain(graph: "Dataset", given: ViewOptions) -> "Explanation":
    """Take apart the suggestion of a pair; without a teacher, the learner's first."""
    import hubgraph as hg

    if given.learner is None:
        message = "This view needs the hub that learns."
        raise click.BadParameter(message, param_hint="--learner")
    profiles = hg.build_profiles(graph, as_of=given.as_of)
    found = hg.suggest_learning(profiles, learner=given.learner, top=1, lang=given.lang)
    return hg.explain_suggestion(found, learner=given.learner, teacher=given.teacher)


VIEWS: Mapping[str, Callable[["Dataset", ViewOptions], "Drawing"]] = MappingProxyType(
    {
        "network": _draw_network,
        "map": _draw_map,
        "timeline": _draw_timeline,
        "years": _draw_years,
        "waterfall": _draw_waterfall,
        "path": _draw_path,
        "indicators": _draw_indicators,
    }
)
"""Name of a view to what draws it."""

IGNORED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "network": frozenset({"learner", "teacher"}),
        "map": frozenset({"learner", "teacher"}),
        "timeline": frozenset({"learner", "teacher", "as_of", "relation"}),
        "years": frozenset({"learner", "teacher", "as_of"}),
        "waterfall": frozenset({"relation"}),
        "path": frozenset({"relation"}),
        "indicators": frozenset({"learner", "teacher", "as_of", "relation"}),
    }
)
"""Name of a view to the options that mean nothing to it; to give one of them is an error."""


def draw_view(view: str, graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw a view; raises click.BadParameter for an option that it does not take."""
    for name in sorted(IGNORED[view]):
        if getattr(given, name) is not None:
            message = f"The view {view} does not take it."
            raise click.BadParameter(message, param_hint=f"--{name.replace('_', '-')}")
    return VIEWS[view](graph, given)
