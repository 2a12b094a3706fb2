"""Command line: verbs, no logic. Data on stdout, messages on stderr, exit 0, 1 or 2."""

import sys
from io import TextIOWrapper

import click

from hubgraph.cli.answers import check, missing, query, topics
from hubgraph.cli.certainty import ask, robustness
from hubgraph.cli.data import export, history, import_, template, undo
from hubgraph.cli.evaluation import evaluate
from hubgraph.cli.ledger import decide, outcome, replay, runs, uptake
from hubgraph.cli.suggesting import (
    company,
    compare,
    explain,
    gaps,
    introducers,
    redundancy,
    suggest,
)
from hubgraph.cli.views import draw
from hubgraph.cli.whynot import fragile, whynot
from hubgraph.errors import HubgraphError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hubgraph")
def cli() -> None:
    """Who should learn what from whom in a network of innovation hubs, and why."""


for _command in (
    suggest, explain, whynot, compare, company, introducers, gaps, redundancy, check, missing, ask,
    robustness, fragile, query, topics, draw, export, template, import_, history, undo, evaluate,
    runs, decide, outcome, replay, uptake,
):  # fmt: skip
    cli.add_command(_command)


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
