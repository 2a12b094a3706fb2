"""The command that draws: one entry per view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from hubgraph.cli.options import (
    read_graph,
    read_profiles,
    tell,
    with_day,
    with_graph,
    with_lang,
)

if TYPE_CHECKING:
    from hubgraph.diagrams.drawing import Drawing
    from hubgraph.diagrams.frame import Size
    from hubgraph.matching.profiles import Profiles
    from hubgraph.monitoring.network import Relation


@dataclass(frozen=True)
class Asked:
    """What a picture is asked of: a network on a day, and how it is to look."""

    name: str
    as_of: str | None
    lang: str
    size: "Size"
    relation: str
    hub: str | None

    @property
    def profiles(self) -> "Profiles":
        """Profiles of the network."""
        return read_profiles(self.name, self.as_of)

    @property
    def look(self) -> dict[str, str]:
        """Language and size, as every view takes them."""
        return {"lang": self.lang, "size": self.size}


def _draw_network(asked: Asked) -> "Drawing":
    """Draw the network of a relation, or of suggestions."""
    import hubgraph as hg

    if asked.relation == "suggestion":
        found = hg.suggest_learning(asked.profiles, lang=asked.lang)
        return hg.plot_network(found, lang=asked.lang, size=asked.size)
    relation: Relation = asked.relation  # type: ignore[assignment]
    graph = read_graph(asked.name)
    network = hg.build_network(graph, as_of=asked.as_of, relation=relation, lang=asked.lang)
    return hg.plot_network(network, lang=asked.lang, size=asked.size)


def _draw_hub(asked: Asked) -> "Drawing":
    """Draw one member with its surroundings."""
    import hubgraph as hg

    if asked.hub is None:
        message = "--view hub is about one member: give --hub NAME."
        raise click.UsageError(message)
    return hg.plot_hub(asked.profiles, hub=asked.hub, lang=asked.lang, size=asked.size)


def _draw_profiles(function: str, asked: Asked) -> "Drawing":
    """Draw a view of profiles, by the name of its public function."""
    import hubgraph as hg

    drawing: Drawing = getattr(hg, function)(asked.profiles, **asked.look)
    return drawing


VIEWS: Mapping[str, Callable[[Asked], "Drawing"]] = MappingProxyType(
    {
        "network": _draw_network,
        "matrix": partial(_draw_profiles, "plot_matrix"),
        "hub": _draw_hub,
        "tree": partial(_draw_profiles, "plot_tree"),
    }
)
"""View to the function that draws it."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--view", type=click.Choice(list(VIEWS)), default="network", show_default=True,
    help="What is shown.",
)  # fmt: skip
@click.option(
    "--relation", type=click.Choice(["learning", "contact", "strength", "suggestion"]),
    default="learning", show_default=True, help="What an edge of the network means.",
)  # fmt: skip
@click.option("--hub", metavar="NAME", help="Whom the view 'hub' is about.")
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
    view: str,
    relation: str,
    hub: str | None,
    size: "Size",
    dark: bool,
    lang: str,
    name: str,
    as_of: str | None,
) -> None:
    """Draw a view of the network to PATH (.svg, .pdf, .png or .txt)."""
    drawing = VIEWS[view](Asked(name, as_of, lang, size, relation, hub))
    written = (drawing.to_dark() if dark else drawing).save(path)
    tell("command.written", lang, path=written)
