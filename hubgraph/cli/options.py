"""What several commands share: options, the network they are about, the form of an answer."""

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hubgraph.languages import list_languages

if TYPE_CHECKING:
    import pandas as pd
    from rdflib import Dataset

    from hubgraph.matching.profiles import Profiles

Command = TypeVar("Command", bound=Callable[..., Any])

_BUNDLED = "baden-wuerttemberg"
_NO_TERMINAL = (500, 24)  # columns and lines in a pipe or a file

_PUBLIC = "hubgraph.public"
"""Note of a run that only what may be published is to be used."""

with_day = click.option(
    "--as-of", metavar="DATE", help="Day, YYYY-MM-DD. Default: the network's reference date."
)
with_relation = click.option(
    "--relation", type=click.Choice(["learning", "contact", "strength"]), default="learning",
    show_default=True, help="What an edge of a network means.",
)  # fmt: skip
with_lang = click.option(
    "--lang", type=click.Choice(list_languages()), default="en", envvar="HUBGRAPH_LANG",
    show_default=True, help="Language of labels and sentences.",
)  # fmt: skip


def with_graph(command: Command) -> Command:
    """Add the options for the network, and for its public part alone."""
    public = click.option(
        "--public", is_flag=True, expose_value=False, help="Use only what may be published.",
        callback=lambda context, _option, given: context.meta.update({_PUBLIC: given}),
    )  # fmt: skip
    graph = click.option(
        "--graph", "name", default=_BUNDLED, show_default=True, metavar="NAME|PATH|URL",
        help="Workbook, network.hg, bundled network, graph file such as .ttl, or endpoint.",
    )  # fmt: skip
    return graph(public(command))


with_network = click.option(
    "--graph", "folder", required=True, metavar="FOLDER", help="The network's folder: network.hg.",
)  # fmt: skip


def with_overwrite(command: Command) -> Command:
    """Add the option to replace what is there."""
    return click.option("--overwrite", is_flag=True, help="Replace what is there.")(command)


def with_format(*formats: str) -> Callable[[Command], Command]:
    """Add the option for the form of the answer, the first being the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True,
        help="Form of the answer.",
    )  # fmt: skip


def complete_hub(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Identifiers of the network's members, for tab completion."""
    import hubgraph as hg

    graph = hg.open_graph(context.params.get("name") or _BUNDLED)
    members = hg.query(graph, "members")["hub"].str.partition(":")[2]
    return sorted(set(members[members.str.startswith(incomplete.casefold())]))


def read_graph(name: str) -> "Dataset":
    """Graph of a network; with --public the part that may be published."""
    import hubgraph as hg

    graph = hg.open_graph(name)
    return hg.build_public(graph) if is_public() else graph


def read_profiles(name: str, as_of: str | None) -> "Profiles":
    """Profiles of a network on a day, None being its reference date."""
    import hubgraph as hg

    return hg.build_profiles(read_graph(name), as_of=as_of)


def is_public() -> bool:
    """Whether only what may be published is to be used."""
    return bool(click.get_current_context().meta.get(_PUBLIC))


def tell(key: str, lang: str, **words: object) -> None:
    """Write a sentence of the catalogue to stderr."""
    from hubgraph.catalogue import load_catalogue

    click.echo(load_catalogue(lang).text(key, **words), err=True)


def find_width() -> int:
    """Width of the terminal in characters."""
    return shutil.get_terminal_size(_NO_TERMINAL).columns


def write_table(table: "pd.DataFrame", form: str) -> None:
    """Write a table to stdout in one of its forms; where it is too wide, row by row."""
    from hubgraph.table_texts import to_csv, to_json, to_text

    if form == "table":
        click.echo(to_text(table, width=find_width()), nl=False)
    else:
        click.echo({"csv": to_csv, "json": to_json}[form](table), nl=False)
