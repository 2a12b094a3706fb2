"""What the bundled tables hold, counted: write RECORD.md beside them from their rows.

Run as a program, it writes hubgraph/data/baden-wuerttemberg/RECORD.md anew.
"""

from collections.abc import Iterator

import pandas as pd

from hubgraph.knowledge.resources import network_path
from hubgraph.knowledge.workbook import read_intake

FOLDER = network_path("baden-wuerttemberg")
PAGE = FOLDER / "RECORD.md"
TABLES = {
    name: pd.DataFrame(table.cells)
    for name, table in read_intake(FOLDER)[1].tables.items()
    if len(table)
}
AIM = {"offer": 12, "need": 4}  # per hub

INTRO = """<!-- Written by tests/data/record_page.py from the tables here. Do not edit. -->

# The record in numbers · Die Angaben in Zahlen

Counted from the tables in this folder, which [README.md](README.md) describes. After a change:
`python tests/data/record_page.py`. Zero means that no source read says it, not that there is none.

The aim is {offer} offers and {need} needs per hub. The year is that of issue, or else of the begin.
Sources are counted for the statements of a hub, and for all rows that name it.

Gezählt aus den Tabellen in diesem Ordner, die [README.md](README.md) beschreibt. Nach einer
Änderung: `python tests/data/record_page.py`. Null heißt: Keine gelesene Quelle sagt es, nicht:
Es gibt keine. Das Ziel sind {offer} Angebote und {need} Bedarfe je Hub. Das Jahr ist das der
Veröffentlichung, sonst das des Beginns. Quellen sind für die Angaben eines Hubs gezählt und für
alle Zeilen, die ihn nennen.
"""


def render_page() -> str:
    """Write the page from the tables."""
    sections = {
        "Rows per table · Zeilen je Tabelle": count_rows(),
        "What they add up to · Was zusammenkommt": count_all(),
        "Offers and needs, and the aim · Angebote und Bedarfe, und das Ziel": compare_with_aim(),
        "Statements by confidence · Angaben nach Sicherheit": count_by("confidence"),
        "Statements by year · Angaben nach Jahr": count_by("year"),
        "Sources per hub · Quellen je Hub": count_sources(),
    }
    return "\n".join(
        [
            INTRO.format_map(AIM),
            *(line for item in sections.items() for line in render_table(*item)),
        ]
    )


def render_table(heading: str, table: pd.DataFrame) -> Iterator[str]:
    """Lines of one section: heading and Markdown table, its index first."""
    rows = [tuple(table.columns), *table.itertuples(index=False, name=None)]
    first = [table.index.name, *table.index]
    lines = [
        f"| {' | '.join(map(str, (name, *row)))} |" for name, row in zip(first, rows, strict=True)
    ]
    rule = "|---|" + "---|" * len(table.columns)
    yield "\n".join([f"## {heading}\n", lines[0], rule, *lines[1:], ""])


def find_hubs() -> list[str]:
    """Identifiers of all hubs, in the order of the table."""
    organisations = TABLES["organisations"]
    return organisations.loc[organisations["kind"].str.endswith("_hub"), "id"].tolist()


def find_statements() -> pd.DataFrame:
    """Statements with the year they are from, `undated` where no date is known."""
    stated = TABLES["statements"]
    dates = stated["issued"].where(stated["issued"] != "", stated["valid_from"])
    return stated.assign(year=dates.str[:4].where(dates != "", "undated"))


def count_by(column: str) -> pd.DataFrame:
    """Statements per hub, and per network that has some, and value of a column, with the sum."""
    stated = find_statements()
    others = sorted(set(stated["organisation"]) - set(find_hubs()))
    table = pd.crosstab(stated["organisation"], stated[column])
    table = table.reindex([*find_hubs(), *others], fill_value=0)
    table = table.assign(all=table.sum(axis="columns"))
    table.loc["all"] = table.sum()
    return table.rename_axis("hub")


def compare_with_aim() -> pd.DataFrame:
    """Offers and needs per hub, and how many are missing to the aim."""
    counted = count_by("kind").loc[find_hubs()]
    missing = {f"{kind}s missing": (aim - counted[kind]).clip(lower=0) for kind, aim in AIM.items()}
    table = counted[list(AIM)].add_suffix("s").assign(**missing)
    table.loc["all"] = table.sum()
    return table


def count_rows() -> pd.DataFrame:
    """Rows per table, and how many of them of which confidence."""
    grades = ["high", "medium", "low"]
    rows = {
        name: [len(table), *((table["confidence"] == grade).sum() for grade in grades)]
        if "confidence" in table
        else [len(table), "", "", ""]
        for name, table in sorted(TABLES.items())
    }
    columns = ["rows", *grades]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("table")


def count_all() -> pd.DataFrame:
    """Members, organisations, districts and sources of the network."""
    members = TABLES["memberships"].query("role == 'member'")
    districts, sources = TABLES["districts"]["key"], TABLES["sources"]
    served = districts.isin(TABLES["areas"]["district"]).sum()
    named = set().union(*map(split_sources, TABLES.values()))
    kinds = TABLES["organisations"]["kind"].value_counts().sort_index()
    rows = {
        "hubs ever · Hubs überhaupt": members["member"].nunique(),
        "founding members · Gründungsmitglieder": (members["valid_from"] == "2018-10-10").sum(),
        **{f"organisations · Organisationen: {kind}": count for kind, count in kinds.items()},
        "districts of the state · Kreise des Landes": districts.str.startswith("08").sum(),
        "districts a hub serves · Kreise mit Hub": served,
        "sources S (compiled) · Quellen S": sources["id"].str.startswith("S").sum(),
        "sources N (further) · Quellen N": sources["id"].str.startswith("N").sum(),
        "sources without address · Quellen ohne Adresse": (sources["url"] == "").sum(),
        "sources no row names · von keiner Zeile genannt": (~sources["id"].isin(named)).sum(),
    }
    return pd.DataFrame({"count": rows}).rename_axis("what")


def count_sources() -> pd.DataFrame:
    """Different sources per hub: how many, and which."""
    rows = {}
    for hub in find_hubs():
        naming = {name: table[(table == hub).any(axis="columns")] for name, table in TABLES.items()}
        own = split_sources(naming["statements"])
        every = own.union(*map(split_sources, naming.values()))
        rows[hub] = [len(own), len(every), " ".join(sorted(every, key=source_key))]
    columns = ["of statements", "of all rows", "which"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("hub")


def split_sources(table: pd.DataFrame) -> set[str]:
    """Identifiers of all sources a part of a table names."""
    return {name for cell in table.get("source", ()) for name in cell.split()}


def source_key(name: str) -> tuple[bool, int, str]:
    """Order of sources: compiled ones first, by number."""
    return name[0] != "S", int("".join(filter(str.isdigit, name))), name


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8", newline="\n")
