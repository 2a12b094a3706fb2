"""Commands about certainty: ask, robustness."""

import sys

import click

from hubgraph.cli.options import (
    complete_hub,
    read_profiles,
    with_day,
    with_format,
    with_graph,
    with_lang,
    write_table,
)


@click.command()
@click.option("--top", default=10, show_default=True, help="Number of questions.")
@with_lang
@with_format("table", "csv", "json")
@with_graph
@with_day
def ask(*, top: int, lang: str, form: str, name: str, as_of: str | None) -> None:
    """Say what to ask first: whose answer makes the first suggestions most certain."""
    import hubgraph as hg

    profiles = read_profiles(name, as_of)
    write_table(hg.rank_questions(profiles, top=top, lang=lang), form)


@click.command()
@click.argument("hub", required=False, shell_complete=complete_hub)
@click.option("--top", default=3, show_default=True, help="Teachers per hub.")
@with_lang
@with_format("table", "csv", "json")
@with_graph
@with_day
def robustness(
    *, hub: str | None, top: int, lang: str, form: str, name: str, as_of: str | None
) -> None:
    """Say how robust the suggestions for HUB are; without HUB, for every member."""
    import hubgraph as hg

    profiles = read_profiles(name, as_of)
    suggestions = hg.suggest_learning(profiles, learner=hub, top=top, lang=lang)
    with click.progressbar(length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int) -> None:
            """Move the bar."""
            bar.length = total
            bar.update(done - bar.pos)

        table = hg.measure_robustness(suggestions, progress=show)
    write_table(table, form)
