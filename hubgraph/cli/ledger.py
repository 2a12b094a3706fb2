"""Commands of the ledger: runs, decide, outcome, replay, uptake."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from hubgraph.cli.options import (
    Command,
    read_graph,
    tell,
    with_format,
    with_graph,
    with_lang,
    with_network,
    write_table,
)

if TYPE_CHECKING:
    from hubgraph.explanation.suggestions import Suggestions
    from hubgraph.ledger.reactions import Decision

_with_on = click.option("--on", metavar="DATE", help="Day, YYYY-MM-DD.  [default: today]")


def with_record(command: Command) -> Command:
    """Add the option to keep what is suggested."""
    return click.option(
        "--record", is_flag=True, help="Keep it in the ledger of --graph network.hg."
    )(command)


def record_suggestions(suggestions: "Suggestions", folder: str) -> None:
    """Keep suggestions in the ledger of a network's folder, dated today."""
    import hubgraph as hg

    entry = hg.record_run(suggestions, into=folder, recorded_on=_find_today())
    key = "ledger.recorded" if len(suggestions) else "ledger.recorded_none"
    tell(key, suggestions.lang, run=entry.identifier, n=len(suggestions))


@click.command()
@click.option("--run", metavar="RUN", help="List its suggestions, with what came of them.")
@with_format("table", "csv", "json")
@with_graph
def runs(*, run: str | None, form: str, name: str) -> None:
    """List the runs on record, or the suggestions of one."""
    import hubgraph as hg

    graph = read_graph(name)
    if run is None:
        write_table(hg.query(graph, "runs"), form)
        return
    found = hg.query(graph, "suggested")
    found = found[found["run"] == run].drop(columns=["run", "decision", "report"])
    found["suggestion"] = found["suggestion"].str.removeprefix("hgd:run-")
    shown = found.dropna(axis="columns", how="all") if form == "table" else found
    write_table(shown, form)


@click.command()
@click.argument("suggestion")
@click.argument("decision", type=click.Choice(["taken", "declined", "postponed"]))
@click.option("--reason", metavar="REASON", help="no_capacity, in_contact, need_met, unsuitable, "
    "long_way or other.")  # fmt: skip
@click.option("--note", help="More about the reason; roles, no names of persons.")
@_with_on
@with_lang
@with_network
def decide(  # noqa: PLR0913 - one parameter per option
    *,
    suggestion: str,
    decision: "Decision",
    reason: str | None,
    note: str | None,
    on: str | None,
    lang: str,
    folder: str,
) -> None:
    """Record what was decided on SUGGESTION (RUN-PLACE), e.g. 0a1b2c3d4e5f-1 declined."""
    import hubgraph as hg
    from hubgraph.catalogue import load_catalogue

    day = on or _find_today()
    hg.record_decision(suggestion, into=folder, decision=decision, on=day, reason=reason, note=note)
    word = load_catalogue(lang).text(f"decision.{decision}")
    tell("ledger.decided", lang, suggestion=suggestion, decided=word)


@click.command()
@click.argument("suggestion")
@click.option("--met/--not-met", required=True, help="Whether those concerned have met.")
@click.option("--useful", type=int, help="Grade of the learner, 0 (nothing) to 3 (very much).")
@click.option("--level", type=int, help="Its level on the main topic now, 1 to 5.")
@_with_on
@with_lang
@with_network
def outcome(  # noqa: PLR0913 - one parameter per option
    *,
    suggestion: str,
    met: bool,
    useful: int | None,
    level: int | None,
    on: str | None,
    lang: str,
    folder: str,
) -> None:
    """Record what came of SUGGESTION (RUN-PLACE)."""
    import hubgraph as hg
    from hubgraph.catalogue import load_catalogue

    entry = hg.record_outcome(
        suggestion, into=folder, met=met, useful=useful, level_reached=level,
        on=on or _find_today(),
    )  # fmt: skip
    found = hg.query(entry.graph, "suggested").set_index("report").at[entry.name, "outcome"]
    word = load_catalogue(lang).text(f"decision.{str(found).removeprefix('hg:')}")
    tell("ledger.followed", lang, suggestion=suggestion, outcome=word)


@click.command()
@click.argument("run")
@with_lang
@with_format("table", "csv", "json")
@with_graph
def replay(*, run: str, lang: str, form: str, name: str) -> None:
    """Make RUN again; exit 1 if it is not the same to the byte, and say what differs."""
    import hubgraph as hg

    found = hg.replay_run(read_graph(name), run=run, lang=lang)
    if form == "table":
        click.echo(found.to_text(), nl=False)
    else:
        write_table(found.table, form)
    if not found.same:
        click.get_current_context().exit(1)


@click.command()
@with_lang
@with_format("table", "csv", "json")
@with_graph
def uptake(*, lang: str, form: str, name: str) -> None:
    """Count which advice was followed and what it was worth, with n and intervals."""
    import hubgraph as hg
    from hubgraph.catalogue import load_catalogue

    found = hg.measure_uptake(read_graph(name), lang=lang)
    if form == "table":
        texts = load_catalogue(lang).texts["uptake"]
        found = found.assign(by=found["by"].map(texts["by"]), step=found["step"].map(texts["step"]))
        found = found[list(texts["table"])].round(3).rename(columns=texts["table"])
    write_table(found, form)


def _find_today() -> str:
    """Day of the clock (YYYY-MM-DD); nothing below the command line looks at it."""
    return datetime.now().astimezone().date().isoformat()
