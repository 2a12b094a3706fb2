"""Commands that move data: export, template, import, history, undo."""

import sys
import time
from pathlib import Path

import click

from hubgraph.cli.options import (
    is_public,
    read_graph,
    with_day,
    with_format,
    with_graph,
    with_lang,
    with_overwrite,
    write_table,
)
from hubgraph.errors import OptionError, UnknownFormatError

_MOMENT = 2.0
"""Seconds after which an import shows how far it is."""

_with_network = click.option(
    "--graph", "folder", required=True, metavar="FOLDER", help="The network's folder: network.hg.",
)  # fmt: skip


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_overwrite
@with_lang
@with_graph
@with_day
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
        written = hg.export_network(hg.build_network(read_graph(name), as_of=as_of), path)
    elif suffix not in {*SUFFIXES, *WORKBOOKS} and not path.is_dir():
        raise UnknownFormatError(path.suffix, (*SUFFIXES, *filter(None, WORKBOOKS), ".graphml"))
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
    click.echo(f"Written: {written}", err=True)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_overwrite
@with_lang
def template(*, path: Path, overwrite: bool, lang: str) -> None:
    """Write an empty survey workbook to PATH: .xlsx, .ods, or a folder."""
    import hubgraph as hg

    written = hg.write_template(path, lang=lang, overwrite=overwrite)
    click.echo(f"Written: {written}", err=True)


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--into", required=True, metavar="FOLDER", help="The network's folder: network.hg.")
@click.option("--dry-run", is_flag=True, help="Write nothing, list what would change.")
@with_lang
@with_format("table", "csv", "json")
def import_(*, path: Path, into: str, dry_run: bool, lang: str, form: str) -> None:
    """Import the workbook at PATH as one batch, or not at all."""
    import hubgraph as hg

    begin = time.monotonic()
    with click.progressbar(length=1, file=sys.stderr, hidden=True) as bar:

        def show(done: int, total: int) -> None:
            """Move the bar, which shows where it takes longer than a moment."""
            bar.hidden = not sys.stderr.isatty() or time.monotonic() - begin < _MOMENT
            bar.length = total
            bar.update(done - bar.pos)

        found = hg.import_workbook(path, into=into, dry_run=dry_run, progress=show)
    for finding in found.findings:
        click.echo(finding.sentence(lang), err=True)
    if dry_run:
        write_table(found.table, form)
    click.echo(repr(found)[1:-1], err=True)


@click.command()
@_with_network
@with_format("table", "csv", "json")
def history(*, folder: str, form: str) -> None:
    """List the batches of a network, oldest first."""
    import hubgraph as hg

    write_table(hg.load_history(folder), form)


@click.command()
@_with_network
def undo(*, folder: str) -> None:
    """Take the latest batch of a network back, exactly."""
    import hubgraph as hg

    batch = hg.undo_batch(folder)
    click.echo(f"Taken back: batch {batch.number}, {batch.source}", err=True)
