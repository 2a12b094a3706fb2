"""Commands that answer: check, missing, query, topics, draw."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubgraph.cli.options import (
    read_graph,
    tell,
    with_day,
    with_format,
    with_graph,
    with_lang,
    with_relation,
    write_table,
)
from hubgraph.errors import UnknownFormatError

if TYPE_CHECKING:
    from hubgraph.monitoring.network import Relation


@click.command()
@click.argument(
    "workbook", metavar="[WORKBOOK|FOLDER]", required=False, type=click.Path(path_type=Path)
)
@click.option(
    "--annotate", metavar="FILE", type=click.Path(path_type=Path),
    help="Write a copy of WORKBOOK (.xlsx) with each finding at its cell.",
)  # fmt: skip
@click.option(
    "--shapes", metavar="FILE|FOLDER",
    help="Shapes (SHACL) of your own instead of the packaged ones.",
)  # fmt: skip
@with_lang
@with_format("table", "csv", "json")
@with_graph
def check(
    *,
    workbook: Path | None,
    annotate: Path | None,
    shapes: str | None,
    lang: str,
    form: str,
    name: str,
) -> None:
    """Check a workbook, or a folder of tables, cell by cell; without one, a network by rules.

    A network is what --graph names. Exit 1 if something is wrong or nothing was checked.
    """
    import hubgraph as hg
    from hubgraph.knowledge.workbook_check import describe_check

    if workbook is not None:
        findings = hg.check_workbook(workbook, annotated=annotate, lang=lang)
        report, summary = describe_check(findings, workbook, annotated=annotate, lang=lang)
        if form == "table":
            click.echo(report, nl=False)
        else:
            write_table(findings.table, form)
        click.echo(f"\n{summary}" if report and form == "table" else summary, err=True)
    else:
        findings = hg.check_graph(read_graph(name), shapes=shapes, lang=lang)
        filled = findings.table.dropna(axis="columns", how="all")
        write_table(filled if form == "table" else findings.table, form)
        click.echo(repr(findings)[1:-1], err=True)
    if not (findings.conforms and findings.checked.any()):
        sys.exit(1)


@click.command()
@click.option("--questions", is_flag=True, help="Only what to ask, at most two questions per hub.")
@click.option(
    "--stale-after", default=24, show_default=True, metavar="MONTHS",
    help="Age from which a statement should be renewed.",
)  # fmt: skip
@with_lang
@with_format("table", "csv", "json")
@with_graph
@with_day
def missing(
    *, questions: bool, stale_after: int, lang: str, form: str, name: str, as_of: str | None
) -> None:
    """Say what is missing per hub, what it costs in certainty, and what to ask.

    Exit 1 if there is no statement to check.
    """
    import hubgraph as hg

    found = hg.find_missing(read_graph(name), as_of=as_of, lang=lang, stale_after=stale_after)
    if form == "table":
        click.echo(found.to_text(only_questions=questions), nl=False)
    else:
        write_table(found.questions if questions else found.table, form)
        click.echo(found.summary, err=True)
    if not found.statements:
        sys.exit(1)


@click.command()
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
@with_format("table", "csv", "json")
@with_graph
@with_day
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
        write_table(hg.load_queries(), form)
        return
    text = sys.stdin.read() if question == "-" else question
    bindings: dict[str, object] = dict(_split_parameter(param) for param in params)
    if as_of is not None:
        bindings["as_of"] = as_of
    table = hg.query(read_graph(name), text, **bindings)
    if sample is not None:
        table = table.sample(min(sample, len(table)), random_state=seed).sort_index()
    write_table(table, form)


@click.command()
@click.argument("texts", metavar="TEXT…", nargs=-1, required=True)
@click.option("--top", default=5, show_default=True, help="Candidates per text.")
@with_lang
@with_format("table", "csv", "json")
@with_graph
def topics(*, texts: tuple[str, ...], top: int, lang: str, form: str, name: str) -> None:
    """Propose topics for each TEXT ('-' reads lines from stdin), the matched words marked."""
    import hubgraph as hg
    from hubgraph.catalogue import load_catalogue
    from hubgraph.knowledge.candidates import mark_candidates

    given = [line.strip() for line in sys.stdin] if texts == ("-",) else texts
    candidates = hg.suggest_topics(read_graph(name), given, lang=lang, top=top)
    write_table(mark_candidates(candidates, lang=lang) if form == "table" else candidates, form)
    silent = len(given) - candidates["text_number"].nunique()
    messages = load_catalogue(lang)
    if silent:
        click.echo(messages.count("candidate.none", silent), err=True)
    click.echo(messages.text("candidate.status"), err=True)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_relation
@with_lang
@with_graph
@with_day
def draw(*, path: Path, relation: "Relation", lang: str, name: str, as_of: str | None) -> None:
    """Draw the network to PATH (.svg, .pdf or .png), or write it for another tool to draw.

    The other tools' formats are those of `hubgraph export`.
    """
    import hubgraph as hg
    from hubgraph.diagrams.drawing import FORMATS
    from hubgraph.diagrams.export import SUFFIXES

    suffix = path.suffix.lower()
    if suffix not in {*FORMATS, *SUFFIXES}:
        raise UnknownFormatError(path.suffix, (*FORMATS, *SUFFIXES))
    network = hg.build_network(read_graph(name), as_of=as_of, relation=relation, lang=lang)
    if suffix in FORMATS:
        written = hg.plot_network(network, lang=lang).save(path)
    else:
        written = hg.export_network(network, path)
    tell("command.written", lang, path=written)


def _split_parameter(param: str) -> tuple[str, str]:
    """Name and value of NAME=VALUE."""
    name, equals, value = param.partition("=")
    if not equals:
        raise click.BadParameter(f"{param!r} is not NAME=VALUE.", param_hint="--param")
    return name, value
