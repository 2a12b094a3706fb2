"""The command that draws, and the pictures that it knows by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import click

from hubgraph.cli.options import read_graph, tell, with_day, with_graph, with_lang
from hubgraph.errors import OptionError, UnknownFormatError

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

    from hubgraph.diagrams.drawing import Drawing
    from hubgraph.diagrams.frame import Size
    from hubgraph.explanation.explain import Explanation
    from hubgraph.explanation.suggestions import Suggestions
    from hubgraph.matching.profiles import Profiles
    from hubgraph.monitoring.network import Relation


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """What a picture may be asked for; None where the option was not given."""

    lang: str
    size: "Size"
    as_of: str | None
    relation: str | None
    hub: str | None
    learner: str | None
    teacher: str | None

    @property
    def ties(self) -> "Relation":
        """What an edge means, of those a graph knows."""
        return "learning" if self.relation is None else cast("Relation", self.relation)


def _draw_network(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the network of a day, or of suggestions."""
    import hubgraph as hg

    if given.relation == "suggestion":
        found = hg.suggest_learning(_profile(graph, given), lang=given.lang)
        return hg.plot_network(found, lang=given.lang, size=given.size)
    network = hg.build_network(graph, as_of=given.as_of, relation=given.ties, lang=given.lang)
    return hg.plot_network(network, lang=given.lang, size=given.size)


def _draw_matrix(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw offers against needs."""
    import hubgraph as hg

    return hg.plot_matrix(_profile(graph, given), lang=given.lang, size=given.size)


def _draw_hub(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw one member with its surroundings."""
    import hubgraph as hg

    if given.hub is None:
        message = "This view needs the hub it is about."
        raise click.BadParameter(message, param_hint="--hub")
    profiles = _profile(graph, given)
    return hg.plot_hub(profiles, hub=given.hub, lang=given.lang, size=given.size)


def _draw_tree(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the topics and who covers them."""
    import hubgraph as hg

    return hg.plot_tree(_profile(graph, given), lang=given.lang, size=given.size)


def _draw_map(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the map of a day, with ties if a relation was given."""
    import hubgraph as hg

    ties: nx.Graph | Suggestions | None = None
    if given.relation == "suggestion":
        ties = hg.suggest_learning(_profile(graph, given), lang=given.lang)
    elif given.relation is not None:
        ties = hg.build_network(graph, as_of=given.as_of, relation=given.ties, lang=given.lang)
    return hg.plot_map(graph, as_of=given.as_of, ties=ties, lang=given.lang, size=given.size)


def _draw_timeline(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the timeline."""
    import hubgraph as hg

    return hg.plot_timeline(graph, lang=given.lang, size=given.size)


def _draw_years(graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw the network at the end of each year."""
    import hubgraph as hg

    return hg.plot_years(graph, relation=given.ties, lang=given.lang, size=given.size)


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


def _profile(graph: "Dataset", given: ViewOptions) -> "Profiles":
    """Build the profiles of the day."""
    import hubgraph as hg

    return hg.build_profiles(graph, as_of=given.as_of)


def _explain(graph: "Dataset", given: ViewOptions) -> "Explanation":
    """Take apart the suggestion of a pair; without a teacher, the learner's first."""
    import hubgraph as hg

    if given.learner is None:
        message = "This view needs the hub that learns."
        raise click.BadParameter(message, param_hint="--learner")
    profiles = _profile(graph, given)
    found = hg.suggest_learning(profiles, learner=given.learner, top=1, lang=given.lang)
    return hg.explain_suggestion(found, learner=given.learner, teacher=given.teacher)


VIEWS: Mapping[str, Callable[["Dataset", ViewOptions], "Drawing"]] = MappingProxyType(
    {
        "network": _draw_network,
        "map": _draw_map,
        "matrix": _draw_matrix,
        "hub": _draw_hub,
        "tree": _draw_tree,
        "timeline": _draw_timeline,
        "years": _draw_years,
        "waterfall": _draw_waterfall,
        "path": _draw_path,
        "indicators": _draw_indicators,
    }
)
"""Name of a view to what draws it."""

TAKEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "network": frozenset({"as_of", "relation"}),
        "map": frozenset({"as_of", "relation"}),
        "matrix": frozenset({"as_of"}),
        "hub": frozenset({"as_of", "hub"}),
        "tree": frozenset({"as_of"}),
        "timeline": frozenset(),
        "years": frozenset({"relation"}),
        "waterfall": frozenset({"as_of", "learner", "teacher"}),
        "path": frozenset({"as_of", "learner", "teacher"}),
        "indicators": frozenset(),
    }
)
"""Name of a view to the options that mean something to it; to give another is an error."""

_CHOICES = ("as_of", "hub", "learner", "relation", "teacher")


def draw_view(view: str, graph: "Dataset", given: ViewOptions) -> "Drawing":
    """Draw a view; raises click.BadParameter for an option that it does not take."""
    for name in _CHOICES:
        unwanted = name not in TAKEN[view] or (view == "years" and given.relation == "suggestion")
        if unwanted and getattr(given, name) is not None:
            message = f"The view {view} does not take it."
            raise click.BadParameter(message, param_hint=f"--{name.replace('_', '-')}")
    return VIEWS[view](graph, given)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--view", type=click.Choice(list(VIEWS)),
    help="What the picture shows.  [default: network; with .html the interactive page]",
)  # fmt: skip
@click.option(
    "--relation", type=click.Choice(["learning", "contact", "strength", "suggestion"]),
    help="What an edge means.  [default: learning; on a map there are none without it]",
)  # fmt: skip
@click.option("--hub", metavar="NAME", help="Whom the view hub is about.")
@click.option("--learner", metavar="HUB", help="Who learns, for waterfall and path.")
@click.option("--teacher", metavar="HUB", help="From whom.  [default: the first suggestion]")
@click.option(
    "--size", type=click.Choice(["print", "slide"]), default="print", show_default=True,
    help="A page of a report, or a slide (16:9).",
)  # fmt: skip
@click.option("--dark", is_flag=True, help="On a dark ground.")
@with_lang
@with_graph
@with_day
def draw(  # noqa: PLR0913 - one parameter per option
    *,
    path: Path,
    view: str | None,
    relation: str | None,
    hub: str | None,
    learner: str | None,
    teacher: str | None,
    size: "Size",
    dark: bool,
    lang: str,
    name: str,
    as_of: str | None,
) -> None:
    """Draw a picture to PATH (.svg, .pdf, .png, .txt for its words, .html for a page to click).

    With a suffix of `hubgraph export`, the network is written for another tool to draw.
    """
    from hubgraph.diagrams.drawing import FORMATS
    from hubgraph.diagrams.export import SUFFIXES

    given = ViewOptions(
        lang=lang, size=size, as_of=as_of, relation=relation, hub=hub, learner=learner,
        teacher=teacher,
    )  # fmt: skip
    suffix = path.suffix.lower()
    if suffix not in {*FORMATS, *SUFFIXES}:
        raise UnknownFormatError(path.suffix or path.name, (*FORMATS, *SUFFIXES))
    graph = read_graph(name)
    if suffix == ".html" and view is None:
        written = _export_page(graph, path, given)
    elif suffix in SUFFIXES:
        written = _export_network(graph, path, given)
    else:
        drawing = draw_view(view or "network", graph, given)
        written = (drawing.to_dark() if dark else drawing).save(path)
    tell("command.written", lang, path=written)


def _export_page(graph: "Dataset", path: Path, given: ViewOptions) -> Path:
    """Write the interactive page; raises OptionError for a relation, as it has them all."""
    import hubgraph as hg

    if given.relation is not None:
        raise OptionError("--relation", given.relation, "nothing, a page (.html) has all relations")
    return hg.export_page(graph, path, as_of=given.as_of, lang=given.lang)


def _export_network(graph: "Dataset", path: Path, given: ViewOptions) -> Path:
    """Write the network of a day for another tool to draw."""
    import hubgraph as hg

    network = hg.build_network(graph, as_of=given.as_of, relation=given.ties, lang=given.lang)
    return hg.export_network(network, path)
