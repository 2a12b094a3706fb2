"""The command that back-tests: evaluate."""

import json
from pathlib import Path

import click

from hubgraph.cli.options import with_format, write_table


@click.command()
@click.option(
    "--data", required=True, metavar="FILE", help="Questions or participations (.tsv, .gz)."
)
@click.option("--parts", metavar="FILE", help="Programme parts of the projects.")
@click.option(
    "--split", metavar="SHARE|DAYS",
    help="Questions: training share, 0.8. Participations: validate,test,end as YYYY-MM-DD.",
)  # fmt: skip
@click.option("--prequential", is_flag=True, help="Keep profiles up to date from block to block.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of ties, resamples."
)
@click.option(
    "--record", metavar="FILE", type=click.Path(path_type=Path),
    help="Write figures, versions, sizes and commit as JSON.",
)  # fmt: skip
@with_format("table", "csv", "json")
def evaluate(  # noqa: PLR0913 - one parameter per option
    *,
    data: str,
    parts: str | None,
    split: str | None,
    prequential: bool,
    seed: int,
    record: Path | None,
    form: str,
) -> None:
    """Back-test hubgraph and all baselines on data with a known outcome."""
    import hubgraph as hg
    from hubgraph.table_texts import to_json

    table = hg.measure_ranking(data, parts=parts, split=split, prequential=prequential, seed=seed)
    if record is not None:
        content = {**table.attrs["record"], "systems": json.loads(to_json(table))}
        record.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
        click.echo(f"Written: {record}", err=True)
    figures = table.select_dtypes("float").columns
    write_table(table.round(dict.fromkeys(figures, 3)) if form == "table" else table, form)
