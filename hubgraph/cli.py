"""Command line: verbs, no logic. Data on stdout, messages on stderr, exit 0, 1 or 2."""

import json
import shutil
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hubgraph.errors import HubgraphError, OptionError, UnknownFormatError

if TYPE_CHECKING:
    import pandas as pd
    from rdflib import Dataset

    from hubgraph.monitoring.network import Relation

Command = TypeVar("Command", bound=Callable[..., Any])

_NO_TERMINAL = (500, 24)  # columns and lines in a pipe or a file

_PUBLIC = "hubgraph.public"
"""Note of a run that only what may be published is to be used."""

_with_day = click.option(
    "--as-of", metavar="DATE", help="Day, YYYY-MM-DD. Default: the network's reference date."
)
_with_lang = click.option(
    "--lang", type=click.Choice(["de", "en"]), default="en", envvar="HUBGRAPH_LANG",
    show_default=True, help="Language of labels and sentences.",
)  # fmt: skip


def _with_graph(command: Command) -> Command:
    """Add the options for the network, and for its public part alone."""
    public = click.option(
        "--public", is_flag=True, expose_value=False, help="Use only what may be published.",
        callback=lambda context, _option, given: context.meta.update({_PUBLIC: given}),
    )  # fmt: skip
    graph = click.option(
        "--graph", "name", default="baden-wuerttemberg", show_default=True,
        metavar="NAME|FOLDER", help="Bundled network, or a folder of tables.",
    )  # fmt: skip
    return graph(public(command))


def _with_overwrite(command: Command) -> Command:
    """Add the option to replace what is there."""
    return click.option("--overwrite", is_flag=True, help="Replace what is there.")(command)


def _with_format(*formats: str) -> Callable[[Command], Command]:
    """Add the option for the form of the answer, the first being the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True,
        help="Form of the answer.",
    )  # fmt: skip


def _complete_hub(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Identifiers of the network's members, for tab completion."""
    from hubgraph.knowledge.workbook import read_intake

    name = context.params.get("name") or "baden-wuerttemberg"
    rows = read_intake(_find_tables(name))[1].tables["memberships"].rows()
    members = {row["member"] for row in rows if row["role"] == "member"}
    return sorted(member for member in members if member.startswith(incomplete.casefold()))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hubgraph")
def cli() -> None:
    """Who should learn what from whom in a network of innovation hubs, and why."""


@cli.command()
@click.argument("hub", required=False, shell_complete=_complete_hub)
@click.option("--top", default=3, show_default=True, help="Teachers per hub.")
@_with_lang
@_with_format("table", "csv", "json")
@_with_graph
@_with_day
def suggest(
    *, hub: str | None, top: int, lang: str, form: str, name: str, as_of: str | None
) -> None:
    """Suggest from whom HUB should learn what; without HUB, for every member."""
    import hubgraph as hg

    profiles = hg.build_profiles(_read(name), as_of=as_of)
    suggestions = hg.suggest_learning(profiles, learner=hub, top=top, lang=lang)
    if form == "table":
        click.echo(suggestions.to_text(), nl=False)
        return
    _write_table(suggestions.table, form)
    for sentence in suggestions.gaps:
        click.echo(sentence, err=True)


@cli.command()
@click.argument("learner", shell_complete=_complete_hub)
@click.argument("teacher", shell_complete=_complete_hub)
@_with_lang
@_with_format("table", "json")
@_with_graph
@_with_day
def explain(
    *, learner: str, teacher: str, lang: str, form: str, name: str, as_of: str | None
) -> None:
    """Take apart why LEARNER should learn from TEACHER: parts, path, statements, sources."""
    import hubgraph as hg

    profiles = hg.build_profiles(_read(name), as_of=as_of)
    suggestions = hg.suggest_learning(profiles, learner=learner, lang=lang)
    explanation = hg.explain_suggestion(suggestions, learner=learner, teacher=teacher)
    if form == "json":
        click.echo(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(explanation.to_text(), nl=False)


@cli.command()
@click.option(
    "--shapes",
    metavar="FILE|FOLDER",
    help="Shapes (SHACL) of your own instead of the packaged ones.",
)
@_with_lang
@_with_format("table", "csv", "json")
@_with_graph
def check(*, shapes: str | None, lang: str, form: str, name: str) -> None:
    """Check a network against shapes; exit 1 if something is wrong or nothing was checked."""
    import hubgraph as hg

    findings = hg.check_graph(_read(name), shapes=shapes, lang=lang)
    _write_table(findings.table, form)
    click.echo(repr(findings)[1:-1], err=True)
    if not (findings.conforms and findings.checked.any()):
        sys.exit(1)


@cli.command()
@click.option("--questions", is_flag=True, help="Only what to ask, at most two questions per hub.")
@click.option(
    "--stale-after", default=24, show_default=True, metavar="MONTHS",
    help="Age from which a statement should be renewed.",
)  # fmt: skip
@_with_lang
@_with_format("table", "csv", "json")
@_with_graph
@_with_day
def missing(
    *, questions: bool, stale_after: int, lang: str, form: str, name: str, as_of: str | None
) -> None:
    """Say what is missing per hub, what it costs in certainty, and what to ask.

    Exit 1 if there is no statement to check.
    """
    import hubgraph as hg

    found = hg.find_missing(_open(name), as_of=as_of, lang=lang, stale_after=stale_after)
    if form == "table":
        click.echo(found.to_text(only_questions=questions), nl=False)
    else:
        _write_table(found.questions if questions else found.table, form)
        click.echo(found.summary, err=True)
    if not found.statements:
        sys.exit(1)


@cli.command()
@click.argument("question", metavar="NAME|SPARQL", required=False)
@click.option(
    "--param", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter."
)
@click.option("--list", "listing", is_flag=True, help="List the packaged queries.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only N rows, at random.")
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, metavar="S",
    help="Which sample: the same number draws the same rows.",
)  # fmt: skip
@_with_format("table", "csv", "json")
@_with_graph
@_with_day
def query(  # noqa: PLR0913 - one parameter per option
    *,
    question: str | None,
    params: tuple[str, ...],
    listing: bool,
    sample: int | None,
    seed: int,
    form: str,
    name: str,
    as_of: str | None,
) -> None:
    """Ask a packaged query by name, or any SPARQL text ('-' reads it from stdin)."""
    import hubgraph as hg

    if listing or question is None:
        _write_table(hg.load_queries(), form)
        return
    text = sys.stdin.read() if question == "-" else question
    bindings: dict[str, object] = dict(_split_parameter(param) for param in params)
    if as_of is not None:
        bindings["as_of"] = as_of
    table = hg.query(_read(name), text, **bindings)
    if sample is not None:
        table = table.sample(min(sample, len(table)), random_state=seed).sort_index()
    _write_table(table, form)


@cli.command()
@click.argument("texts", metavar="TEXT…", nargs=-1, required=True)
@click.option("--top", default=5, show_default=True, help="Candidates per text.")
@_with_lang
@_with_format("table", "csv", "json")
@_with_graph
def topics(*, texts: tuple[str, ...], top: int, lang: str, form: str, name: str) -> None:
    """Propose topics for each TEXT ('-' reads lines from stdin), the matched words marked."""
    import hubgraph as hg
    from hubgraph.catalogue import load_catalogue
    from hubgraph.knowledge.candidates import mark_candidates

    given = [line.strip() for line in sys.stdin] if texts == ("-",) else texts
    candidates = hg.suggest_topics(_open(name), given, lang=lang, top=top)
    _write_table(mark_candidates(candidates, lang=lang) if form == "table" else candidates, form)
    silent = len(given) - candidates["text_number"].nunique()
    messages = load_catalogue(lang)
    if silent:
        click.echo(messages.count("candidate.none", silent), err=True)
    click.echo(messages.text("candidate.status"), err=True)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--relation", type=click.Choice(["learning", "contact", "strength"]), default="learning",
    show_default=True, help="What an edge means.",
)  # fmt: skip
@_with_lang
@_with_graph
@_with_day
def draw(*, path: Path, relation: "Relation", lang: str, name: str, as_of: str | None) -> None:
    """Draw the network to PATH (.svg, .pdf or .png)."""
    import hubgraph as hg

    network = hg.build_network(_read(name), as_of=as_of, relation=relation, lang=lang)
    click.echo(f"Written: {hg.plot_network(network, lang=lang).save(path)}", err=True)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@_with_overwrite
@_with_lang
@_with_graph
@_with_day
def export(*, path: Path, overwrite: bool, lang: str, name: str, as_of: str | None) -> None:
    """Export to PATH: the graph, a workbook, or the network of a day.

    A graph is .ttl, .trig, .nq or .jsonld; a workbook .xlsx, .ods, a folder of tables
    (no suffix) or of Parquet files (.parquet); the network of a day is .graphml.
    """
    import hubgraph as hg
    from hubgraph.knowledge.export import SUFFIXES
    from hubgraph.knowledge.writing import SUFFIXES as WORKBOOKS

    suffix = path.suffix.lower()
    if suffix == ".graphml":
        written = hg.export_network(hg.build_network(_read(name), as_of=as_of), path)
    elif suffix not in {*SUFFIXES, *WORKBOOKS} and not path.is_dir():
        raise UnknownFormatError(path.suffix, (*SUFFIXES, *filter(None, WORKBOOKS), ".graphml"))
    elif as_of is not None:
        raise OptionError(
            "--as-of", as_of, "nothing, the graph holds every day; or export .graphml"
        )
    elif suffix in SUFFIXES:
        written = hg.export_graph(_read(name), path)
    else:
        written = hg.write_workbook(
            _open(name), path, lang=lang, public=_is_public(), overwrite=overwrite
        )
    click.echo(f"Written: {written}", err=True)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@_with_overwrite
@_with_lang
def template(*, path: Path, overwrite: bool, lang: str) -> None:
    """Write an empty survey workbook to PATH: .xlsx, .ods, or a folder."""
    import hubgraph as hg

    written = hg.write_template(path, lang=lang, overwrite=overwrite)
    click.echo(f"Written: {written}", err=True)


def main() -> None:
    """Run the command line; errors of hubgraph and of files become one message and exit 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        cli(prog_name="hubgraph")
    except HubgraphError as error:
        click.echo(f"{error}", err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{error.filename}: {error.strerror}.", err=True)
        sys.exit(2)


def _find_tables(name: str) -> Path:
    """Folder of a bundled network, or the folder given."""
    from hubgraph.knowledge.resources import network_path

    return Path(name) if Path(name).is_dir() else network_path(name)


def _read(name: str) -> "Dataset":
    """Graph of a network; with --public the part that may be published."""
    import hubgraph as hg

    graph = _open(name)
    return hg.build_public(graph) if _is_public() else graph


def _is_public() -> bool:
    """Whether only what may be published is to be used."""
    return bool(click.get_current_context().meta.get(_PUBLIC))


def _open(name: str) -> "Dataset":
    """Graph of a bundled network or of a folder of tables."""
    import hubgraph as hg

    return hg.read_workbook(_find_tables(name))


def _split_parameter(param: str) -> tuple[str, str]:
    """Name and value of NAME=VALUE."""
    name, equals, value = param.partition("=")
    if not equals:
        raise click.BadParameter(f"{param!r} is not NAME=VALUE.", param_hint="--param")
    return name, value


def _write_table(table: "pd.DataFrame", form: str) -> None:
    """Write a table to stdout in one of its forms; where it is too wide, row by row."""
    from hubgraph.tables import to_csv, to_json, to_text

    if form == "table":
        width = shutil.get_terminal_size(_NO_TERMINAL).columns
        click.echo(to_text(table, width=width), nl=False)
    else:
        click.echo({"csv": to_csv, "json": to_json}[form](table), nl=False)


if __name__ == "__main__":
    main()
