"""Commands on what is not there, and on what hangs by a thread: whynot, fragile."""

import json

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

with_length = click.option("--top", default=3, show_default=True, help="Length of the lists.")


@click.command()
@click.argument("learner", shell_complete=complete_hub)
@click.argument("teacher", shell_complete=complete_hub)
@click.argument("topic", required=False)
@with_length
@with_lang
@with_format("table", "json")
@with_graph
@with_day
def whynot(  # noqa: PLR0913 - one parameter per option
    *,
    learner: str,
    teacher: str,
    topic: str | None,
    top: int,
    lang: str,
    form: str,
    name: str,
    as_of: str | None,
) -> None:
    """Say why TEACHER is not suggested to LEARNER, on TOPIC or at all, and what would change it."""
    import hubgraph as hg

    absence = hg.explain_absence(
        read_profiles(name, as_of),
        learner=learner,
        teacher=teacher,
        topic=topic,
        top=top,
        lang=lang,
    )
    if form == "json":
        click.echo(json.dumps(absence.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(absence.to_text(), nl=False)


@click.command()
@with_length
@with_lang
@with_format("table", "csv", "json")
@with_graph
@with_day
def fragile(*, top: int, lang: str, form: str, name: str, as_of: str | None) -> None:
    """List the single statements on which most suggestions hang: what to confirm first."""
    import hubgraph as hg

    found = hg.rank_fragile_statements(read_profiles(name, as_of), top=top, lang=lang)
    shown = found[["rank", "first", "suggestions", "sentence"]]
    write_table(shown if form == "table" else found, form)
