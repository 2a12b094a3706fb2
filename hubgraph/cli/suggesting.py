"""Commands that suggest: suggest, explain, compare, company, introducers, gaps, redundancy."""

import json
from typing import TYPE_CHECKING, Any

import click

from hubgraph.cli.ledger import record_suggestions, with_record
from hubgraph.cli.options import (
    complete_hub,
    read_profiles,
    with_day,
    with_format,
    with_graph,
    with_lang,
    write_table,
)

if TYPE_CHECKING:
    from hubgraph.explanation.learning import Order
    from hubgraph.explanation.suggestions import Suggestions

_ASKED = {
    "learning": ("suggest_learning", "learner"),
    "helping": ("suggest_helping", "teacher"),
    "swap": ("suggest_swaps", "member"),
    "colearning": ("suggest_colearning", "member"),
    "teamup": ("suggest_teamups", "member"),
    "opening": ("suggest_openings", "learner"),
}
"""Function that answers each query, and what it calls the hub asked about."""

with_top = click.option("--top", default=3, show_default=True, help="How many of them.")


@click.command()
@click.argument("hub", required=False, shell_complete=complete_hub)
@click.option(
    "--query", "question", type=click.Choice(list(_ASKED)), default="learning", show_default=True,
    help="Teachers of HUB, learners it can help, partners to swap with, groups to learn in, "
    "partners of like strengths, or what would become possible.",
)  # fmt: skip
@click.option("--top", type=int, help="How many.  [default: 3 per hub, 10 pairs or groups]")
@click.option(
    "--order", type=click.Choice(["score", "coverage", "diversity"]),
    help="How a list of teachers is made.  [default: score]",
)  # fmt: skip
@with_record
@with_lang
@with_format("table", "csv", "json")
@with_graph
@with_day
def suggest(  # noqa: PLR0913 - one parameter per option
    *,
    hub: str | None,
    question: str,
    top: int | None,
    order: "Order | None",
    record: bool,
    lang: str,
    form: str,
    name: str,
    as_of: str | None,
) -> None:
    """Suggest from whom HUB should learn what, or whom to meet; without HUB, for every member."""
    import hubgraph as hg

    if order and question != "learning":
        message = "Only a list of teachers has an order to choose (--query learning)."
        raise click.BadParameter(message, param_hint="--order")
    function, role = _ASKED[question]
    given: dict[str, Any] = {role: hub, "top": top, "order": order}
    chosen = {option: value for option, value in given.items() if value is not None}
    found = getattr(hg, function)(read_profiles(name, as_of), lang=lang, **chosen)
    _write(found, form)
    if record:
        record_suggestions(found, name)


@click.command()
@click.argument("learner", shell_complete=complete_hub)
@click.argument("teacher", shell_complete=complete_hub)
@with_lang
@with_format("table", "json")
@with_graph
@with_day
def explain(
    *, learner: str, teacher: str, lang: str, form: str, name: str, as_of: str | None
) -> None:
    """Take apart why LEARNER should learn from TEACHER: parts, path, statements, sources."""
    import hubgraph as hg

    suggestions = hg.suggest_learning(read_profiles(name, as_of), learner=learner, lang=lang)
    explanation = hg.explain_suggestion(suggestions, learner=learner, teacher=teacher)
    if form == "json":
        click.echo(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(explanation.to_text(), nl=False)


@click.command()
@click.argument("learner", shell_complete=complete_hub)
@click.argument("teacher", shell_complete=complete_hub)
@click.option("--with", "other", metavar="TEACHER", help="Another teacher of the same learner.")
@click.option("--and", "later", metavar="DATE", help="Another day, YYYY-MM-DD, of the same pair.")
@with_lang
@with_format("table", "json")
@with_graph
@with_day
def compare(  # noqa: PLR0913 - one parameter per option
    *,
    learner: str,
    teacher: str,
    other: str | None,
    later: str | None,
    lang: str,
    form: str,
    name: str,
    as_of: str | None,
) -> None:
    """Compare why LEARNER should learn from TEACHER with another teacher, or with another day."""
    import hubgraph as hg

    if not (other or later):
        message = "Name what to compare with: another teacher (--with) or another day (--and)."
        raise click.UsageError(message)
    sides = []
    for day, who in ((as_of, teacher), (later or as_of, other or teacher)):
        found = hg.suggest_learning(read_profiles(name, day), learner=learner, lang=lang)
        sides.append(hg.explain_suggestion(found, learner=learner, teacher=who))
    compared = hg.compare_explanations(*sides)
    if form == "json":
        click.echo(json.dumps(compared.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(compared.to_text(), nl=False)


@click.command()
@click.option(
    "--need", "needs", multiple=True, required=True, metavar="TOPIC[=LEVEL]",
    help="What the company needs, and the level to reach, 1 to 5. May be repeated.",
)  # fmt: skip
@click.option("--seat", metavar="PLACE|LAT,LON", help="Where the company is.")
@with_top
@with_record
@with_lang
@with_format("table", "csv", "json")
@with_graph
@with_day
def company(  # noqa: PLR0913 - one parameter per option
    *,
    needs: tuple[str, ...],
    seat: str | None,
    top: int,
    record: bool,
    lang: str,
    form: str,
    name: str,
    as_of: str | None,
) -> None:
    """Suggest which hubs can help a company, and how far they are."""
    import hubgraph as hg

    wanted, place = dict(map(_split_need, needs)), _split_seat(seat)
    profiles = read_profiles(name, as_of)
    found = hg.suggest_hubs_for_company(profiles, needs=wanted, seat=place, top=top, lang=lang)
    _write(found, form)
    if record:
        record_suggestions(found, name)


@click.command()
@click.argument("learner", shell_complete=complete_hub)
@click.argument("teacher", shell_complete=complete_hub)
@with_top
@with_format("table", "csv", "json")
@with_graph
@with_day
def introducers(
    *, learner: str, teacher: str, top: int, form: str, name: str, as_of: str | None
) -> None:
    """Name who knows both LEARNER and TEACHER and could introduce them."""
    import hubgraph as hg

    profiles = read_profiles(name, as_of)
    found = hg.find_introducers(profiles, learner=learner, teacher=teacher, top=top)
    shown = found.drop(columns=["introducer", "as_of"]).round(3)
    write_table(shown if form == "table" else found, form)


@click.command()
@click.option(
    "--least", default=1, show_default=True, metavar="N", help="Only what N members need."
)
@with_lang
@with_format("table", "csv", "json")
@with_graph
@with_day
def gaps(*, least: int, lang: str, form: str, name: str, as_of: str | None) -> None:
    """List needs that nobody in the network covers."""
    import hubgraph as hg

    found = hg.find_gaps(read_profiles(name, as_of), least=least, lang=lang)
    shown = found[["needed_by", "possible", "sentence"]].round(3)
    write_table(shown if form == "table" else found, form)


@click.command()
@with_lang
@with_format("table", "csv", "json")
@with_graph
@with_day
def redundancy(*, lang: str, form: str, name: str, as_of: str | None) -> None:
    """Say what the network would lose with each member."""
    import hubgraph as hg

    found = hg.measure_redundancy(read_profiles(name, as_of), lang=lang)
    shown = found[["name", "vulnerability", "sentence"]].round(3)
    write_table(shown if form == "table" else found, form)


def _write(suggestions: "Suggestions", form: str) -> None:
    """Write suggestions to stdout, and what is not in their table to stderr."""
    if form == "table":
        click.echo(suggestions.to_text(), nl=False)
        return
    write_table(suggestions.table, form)
    for sentence in suggestions.gaps:
        click.echo(sentence, err=True)


def _split_need(text: str) -> tuple[str, int | None]:
    """Topic and level of TOPIC[=LEVEL]."""
    topic, equals, level = text.rpartition("=")
    if not equals:
        return text, None
    if not level.isdecimal():
        raise click.BadParameter(f"{text!r} is not TOPIC or TOPIC=LEVEL.", param_hint="--need")
    return topic, int(level)


def _split_seat(text: str | None) -> str | tuple[float, float] | None:
    """Latitude and longitude of LAT,LON; the name of a place as it is."""
    try:
        lat, lon = (float(part) for part in (text or "").split(","))
    except ValueError:
        return text
    return lat, lon
