"""Commands that move data: export, template, import, history, undo."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubgraph.catalogue import load_catalogue
from hubgraph.cli.options import (
    find_width,
    is_public,
    read_graph,
    tell,
    with_day,
    with_format,
    with_graph,
    with_lang,
    with_network,
    with_overwrite,
    with_relation,
    write_table,
)
from hubgraph.errors import OptionError, UnknownFormatError

if TYPE_CHECKING:
    from hubgraph.knowledge.imports import Import
    from hubgraph.monitoring.network import Relation

_MOMENT = 2.0
"""Seconds after which an import shows how far it is."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_overwrite
@with_relation
@with_lang
@with_graph
@with_day
def export(
    *, path: Path, overwrite: bool, relation: "Relation", lang: str, name: str, as_of: str | None
) -> None:
    """Export to PATH: the graph, a workbook, or the network of a day.

    A graph is .ttl, .trig, .nq or .jsonld; a workbook .xlsx, .ods, a folder of tables
    (no suffix) or of Parquet files (.parquet). The network of a day is .graphml, .gexf (Gephi),
    .cyjs or .json (Cytoscape), .dot or .gv (Graphviz), .mmd (Mermaid), or .csv, a folder with
    a table of nodes and one of edges.
    """
    import hubgraph as hg
    from hubgraph.diagrams.export import SUFFIXES as NETWORKS
    from hubgraph.knowledge.export import SUFFIXES
    from hubgraph.knowledge.writing import SUFFIXES as WORKBOOKS

    suffix = path.suffix.lower()
    known = tuple(dict.fromkeys((*SUFFIXES, *filter(None, WORKBOOKS), *NETWORKS)))
    if suffix in NETWORKS and suffix not in WORKBOOKS:
        network = hg.build_network(read_graph(name), as_of=as_of, relation=relation, lang=lang)
        written = hg.export_network(network, path)
    elif suffix not in {*SUFFIXES, *WORKBOOKS} and not path.is_dir():
        raise UnknownFormatError(path.suffix, known)
    elif as_of is not None:
        raise OptionError(
            "--as-of", as_of, "nothing, the graph holds every day; or export .graphml"
        )
    elif suffix in SUFFIXES:
        written = hg.export_graph(read_graph(name), path)
    else:
        written = hg.write_workbook(
            hg.open_graph(name), path, lang=lang, public=is_public(), overwrite=overwrite
        )
    tell("command.written", lang, path=written)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_overwrite
@with_lang
def template(*, path: Path, overwrite: bool, lang: str) -> None:
    """Write an empty survey workbook to PATH: .xlsx, .ods, or a folder."""
    import hubgraph as hg

    written = hg.write_template(path, lang=lang, overwrite=overwrite)
    tell("command.written", lang, path=written)
    tell("command.fill", lang, path=written)


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--into", required=True, metavar="FOLDER", help="The network's folder: network.hg.")
@click.option("--dry-run", is_flag=True, help="Write nothing, list what would change.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@with_lang
@with_format("table", "csv", "json")
def import_(*, path: Path, into: str, dry_run: bool, yes: bool, lang: str, form: str) -> None:
    """Import the workbook at PATH as one batch, or not at all.

    What changes is shown first. In a terminal you are asked whether to write it, unless the
    network is new.
    """
    import hubgraph as hg

    begin = time.monotonic()
    with click.progressbar(length=1, file=sys.stderr, hidden=True) as bar:

        def confirm(found: "Import") -> bool:
            """Show what changes; ask whether to write it, where somebody can answer."""
            if not bar.hidden:
                click.echo(err=True)  # below the bar
            _show_import(found, lang)
            sure = yes or not found.before or not sys.stdin.isatty()
            return sure or _ask(lang)

        def progress(done: int, total: int) -> None:
            """Move the bar, which shows where it takes longer than a moment."""
            bar.hidden = not sys.stderr.isatty() or time.monotonic() - begin < _MOMENT
            bar.length = total
            bar.update(done - bar.pos)

        found = hg.import_workbook(
            path, into=into, dry_run=dry_run, confirm=confirm, progress=progress, lang=lang
        )
    if dry_run and form == "table":
        _show_import(found, lang, err=False)
    elif dry_run or not found.counts:
        _show_import(found, lang)
    if form != "table":
        write_table(found.table, form)
    if found.batch is not None:
        tell("import.written", lang, number=found.batch.number)


def _show_import(found: "Import", lang: str, *, err: bool = True) -> None:
    """Show the findings of an import on stderr, and what changes there or on stdout."""
    for finding in found.findings:
        click.echo(finding.sentence(lang), err=True)
    click.echo(found.to_text(width=find_width()), nl=False, err=err)


def _ask(lang: str) -> bool:
    """Ask in a terminal whether to write; no is the answer to anything but yes."""
    text = load_catalogue(lang).text
    answer = click.prompt(
        f"{text('import.confirm')} [{text('import.answers')}]",
        default="", show_default=False, err=True,
    )  # fmt: skip
    agreed = answer.strip().casefold() in {"y", "yes", "j", "ja"}
    if not agreed:
        click.echo(text("import.declined"), err=True)
    return agreed


@click.command()
@with_network
@with_lang
@with_format("table", "csv", "json")
def history(*, folder: str, lang: str, form: str) -> None:
    """List the batches of a network, oldest first."""
    import hubgraph as hg
    from hubgraph.catalogue import load_catalogue

    batches = hg.load_history(folder)
    if form == "table":
        texts = load_catalogue(lang)
        undone = batches["undone"].map({True: texts.text("template.yes"), False: ""})
        shown = batches.assign(undone=undone).drop(columns="sha256")
        batches = shown.rename(columns=texts.texts["batches"])
    write_table(batches, form)


@click.command()
@with_network
@with_lang
def undo(*, folder: str, lang: str) -> None:
    """Take the latest batch of a network back, exactly."""
    import hubgraph as hg

    batch = hg.undo_batch(folder)
    tell("command.taken_back", lang, number=batch.number, source=batch.source)
