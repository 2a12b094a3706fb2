"""Leaks are found in every carrier, by what it says and by what it was made from."""

import base64
import gzip
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure
from rdflib import Dataset, Graph
from small_networks import (
    WORKED_EXAMPLE,
    change_rows,
    need,
    offer,
    own,
    write_network,
    write_rows,
)

import hubgraph as hg
from hubgraph.diagrams.drawing import Drawing
from hubgraph.errors import MissingFileError, UnreadableFileError, WrongTypeError
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.knowledge.shapes import Findings
from hubgraph.knowledge.store import find_snapshot
from hubgraph.table_texts import to_csv, to_json
from hubgraph.tables import LEAKS

RESTRICTED = [{"id": "S1", "title": "Umfrage"}, {"id": "S2", "access": "restricted"}]
HIDDEN = 'Verborgener Hub „Süßmühle" & Co'
SHORT = "Süßmühle & Co"
Make = Callable[[Dataset, Path], object]


def make_suggestions(graph: Dataset) -> Suggestions:
    """All suggestions of a graph."""
    return hg.suggest_learning(hg.build_profiles(graph), lang="de")


def make_explanation(graph: Dataset) -> Explanation:
    """Why c teaches b."""
    return hg.explain_suggestion(make_suggestions(graph), learner="b", teacher="c")


def make_drawing(graph: Dataset) -> Drawing:
    """Picture of who met whom."""
    return hg.plot_network(hg.build_network(graph, relation="contact"), lang="de")


def make_findings(graph: Dataset) -> Findings:
    """What is wrong with a graph; checking it takes too long here."""
    table = hg.query(graph, "SELECT ?focus { ?focus a hg:RegionalHub } ORDER BY ?focus")
    table = table.assign(severity="info", label="", message="", value="")
    return Findings(table, pd.Series({"shape": 1}), "Netz", find_snapshot(graph))


def put(path: Path, text: str) -> Path:
    """Write a text."""
    path.write_text(text, "utf-8")
    return path


def put_zip(path: Path, members: dict[str, str]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def put_explanation(graph: Dataset, path: Path) -> Path:
    """Write an explanation as JSON, letters escaped."""
    return put(path, json.dumps(make_explanation(graph).to_dict()))


GRAPHS: dict[str, Make] = {
    suffix: lambda g, f, s=suffix: hg.export_graph(g, f / f"graph{s}")  # type: ignore[misc]
    for suffix in (".ttl", ".trig", ".nq", ".jsonld")
}
ANSWERS: dict[str, Make] = {
    ".graphml": lambda g, f: hg.export_network(
        hg.build_network(g, relation="contact"), f / "network.graphml"
    ),
    **{
        f"network{suffix}": lambda g, f, s=suffix: hg.export_network(  # type: ignore[misc]
            hg.build_network(g, relation="contact"), f / f"network{s}"
        )
        for suffix in (".csv", ".cyjs", ".dot", ".gexf", ".json", ".mmd")
    },
    **{
        f"table{suffix}": lambda g, f, s=suffix: hg.export_table(  # type: ignore[misc]
            make_suggestions(g), f / f"table{s}"
        )
        for suffix in (".csv", ".json", ".md", ".tex", ".xlsx")
    },
    ".svg": lambda g, f: make_drawing(g).save(f / "network.svg"),
    ".pdf": lambda g, f: make_drawing(g).save(f / "network.pdf"),
    ".png": lambda g, f: make_drawing(g).save(f / "network.png"),
    "suggestions.csv": lambda g, f: put(f / "s.csv", to_csv(make_suggestions(g).table)),
    "suggestions.json": lambda g, f: put(f / "s.json", to_json(make_suggestions(g).table)),
    "suggestions.txt": lambda g, f: put(f / "s.txt", make_suggestions(g).to_text()),
    "query.csv": lambda g, f: put(f / "q.csv", to_csv(hg.query(g, "members"))),
    "query.json": lambda g, f: put(f / "q.json", to_json(hg.query(g, "members"))),
    "findings.csv": lambda g, f: put(f / "f.csv", to_csv(make_findings(g).table)),
    "explanation.json": lambda g, f: put_explanation(g, f / "e.json"),
    "explanation.txt": lambda g, f: put(f / "e.txt", make_explanation(g).to_text()),
    "suggestions.html": lambda g, f: put(f / "s.html", make_suggestions(g)._repr_html_()),
    "archive.zip": lambda g, f: put_zip(f / "a.zip", {"s.csv": to_csv(hg.query(g, "members"))}),
    "workbook.xlsx": lambda g, f: put_zip(
        f / "a.xlsx",
        {
            "[Content_Types].xml": "<Types/>",
            "sheet.xml": to_csv(hg.query(g, "members")),
        },
    ),
    "markup of suggestions": lambda g, _: make_suggestions(g)._repr_html_(),
    "markup of an explanation": lambda g, _: make_explanation(g)._repr_html_(),
    "markup of findings": lambda g, _: make_findings(g)._repr_html_(),
    "markup of a drawing": lambda g, _: make_drawing(g)._repr_svg_(),
    "table": lambda g, _: hg.query(g, "members"),
    "suggestions": lambda g, _: make_suggestions(g),
    "explanation": lambda g, _: make_explanation(g),
    "findings": lambda g, _: make_findings(g),
    "network": lambda g, _: hg.build_network(g, relation="contact"),
    "drawing": lambda g, _: make_drawing(g),
}


@pytest.fixture(scope="module", name="secretive")
def read_secretive(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Read a network with a member that only a restricted source knows."""
    hubs = {"a": "Hub A", "b": "Hub B", "c": "Hub C", "hidden-hub": HIDDEN}
    inside = {"wording": "Bildverarb", "lang": "de"}  # a part of a word that is public
    statements = [*WORKED_EXAMPLE, offer("hidden-hub", "DS", 5, source="S2", **inside)]
    folder = write_network(tmp_path_factory.mktemp("secretive"), statements, hubs=hubs)
    write_rows(folder / "sources.csv", RESTRICTED)
    for table, column in (("organisations", "id"), ("memberships", "member")):
        change_rows(
            folder / f"{table}.csv",
            lambda rows, column=column: [  # type: ignore[misc]
                row | {"source": "S2"} if row[column] == "hidden-hub" else row for row in rows
            ],
        )
    change_rows(
        folder / "organisations.csv",
        lambda rows: [
            row | {"short_name": SHORT} if row["id"] == "hidden-hub" else row for row in rows
        ],
    )
    return hg.read_workbook(folder)


@pytest.fixture(scope="module", name="quiet")
def read_quiet(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Read a network where all that is restricted is that two members met."""
    meetings = {"2020-06-01": ("a", "b"), "2020-12-01": ("b", "c")}
    folder = write_network(tmp_path_factory.mktemp("quiet"), WORKED_EXAMPLE, meetings=meetings)
    write_rows(folder / "sources.csv", RESTRICTED)
    for table in ("events", "participations"):
        change_rows(
            folder / f"{table}.csv",
            lambda rows: [
                row | {"source": "S2"} if "2020-12-01" in row["id"] else row for row in rows
            ],
        )
    return hg.read_workbook(folder)


@pytest.mark.parametrize("name", [*GRAPHS, *ANSWERS])
def test_what_is_made_from_the_public_part_is_clean(
    secretive: Dataset, tmp_path: Path, name: str
) -> None:
    made = (GRAPHS | ANSWERS)[name](hg.build_public(secretive), tmp_path)
    assert hg.check_leaks(secretive, made).empty


@pytest.mark.parametrize("name", [*GRAPHS, *ANSWERS])
def test_what_is_made_from_the_whole_graph_leaks(
    secretive: Dataset, tmp_path: Path, name: str
) -> None:
    made = (GRAPHS | ANSWERS)[name](secretive, tmp_path)
    leaks = hg.check_leaks(secretive, public=made)
    assert ("statement" if name in GRAPHS else "origin") in set(leaks["kind"])
    if "explanation" not in name:  # this one is about two others, and only its origin tells
        assert {"node", "text"} & set(leaks["kind"]) or name == ".png"
    in_file = isinstance(made, Path)
    assert leaks["place"].notna().all() == in_file
    assert list(leaks.columns) == [column.name for column in LEAKS]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_score_is_known_by_its_origin_alone(quiet: Dataset, tmp_path: Path, name: str) -> None:
    leaks = hg.check_leaks(quiet, ANSWERS[name](quiet, tmp_path))
    assert "origin" in set(leaks["kind"])
    if "explanation" not in name:  # that one cites the events it rests on
        assert set(leaks["kind"]) == {"origin"}
    assert leaks.loc[leaks["kind"] == "origin", "value"].isna().all()


def test_the_score_did_rest_on_what_is_restricted(quiet: Dataset) -> None:
    whole, public = (make_suggestions(g).table for g in (quiet, hg.build_public(quiet)))
    assert whole["statements"].tolist() == public["statements"].tolist()
    assert whole["score"].tolist() != public["score"].tolist()
    ties = [
        hg.build_network(g, relation="contact").number_of_edges()
        for g in (quiet, hg.build_public(quiet))
    ]
    assert ties == [2, 1]


def test_another_public_part_is_another_origin(quiet: Dataset, secretive: Dataset) -> None:
    other = hg.build_public(secretive)
    leaks = hg.check_leaks(quiet, hg.query(other, "members"))
    assert leaks[["kind", "value"]].to_numpy().tolist() == [["origin", find_snapshot(other)]]


def test_one_row_of_another_origin_is_enough(quiet: Dataset, tmp_path: Path) -> None:
    table = hg.query(hg.build_public(quiet), "members")
    text = to_csv(table)
    mixed = text + text.splitlines()[1].rpartition(",")[0] + ",\n"
    assert hg.check_leaks(quiet, put(tmp_path / "mixed.csv", mixed))["kind"].tolist() == ["origin"]
    rows = [*json.loads(to_json(table)), {"hub": "x"}]
    path = put(tmp_path / "mixed.json", json.dumps(rows))
    assert hg.check_leaks(quiet, path)["kind"].tolist() == ["origin"]
    assert hg.check_leaks(quiet, put(tmp_path / "list.json", "[1]"))["kind"].tolist() == ["origin"]


def test_an_empty_table_keeps_its_origin(quiet: Dataset, tmp_path: Path) -> None:
    for graph, clean in ((quiet, False), (hg.build_public(quiet), True)):
        table = hg.query(graph, "SELECT ?x WHERE { ?x a hg:Visit }")
        assert table.empty
        path = put(tmp_path / "empty.csv", to_csv(table))
        assert hg.check_leaks(quiet, path).empty == clean


# ------------------------------------------------------- texts seeded into public files

SEEDS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "as JSON": json.dumps,
    "in tags": lambda text: f"<b>{text[:3]}</b>{text[3:]}",
    "on two lines": lambda text: text.replace(" ", "\n   ", 1),
    "as XML": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "as an address": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "as a cell": lambda text: f'"{text.replace(chr(34), chr(34) * 2)}"',
    "decomposed": lambda text: text.replace("ü", "u\u0308"),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("secret", [HIDDEN, SHORT, "hgd:hidden-hub", "m-hidden-hub"])
def test_a_seeded_text_is_found(secretive: Dataset, tmp_path: Path, seed: str, secret: str) -> None:
    public = make_suggestions(hg.build_public(secretive)).to_text()
    path = put(tmp_path / "text.txt", f"{public}\n({SEEDS[seed](secret)}).")
    leaks = hg.check_leaks(secretive, path)
    assert secret.replace("m-hidden", "hgd:m-hidden") in set(leaks["value"])
    assert "origin" not in set(leaks["kind"])


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".graphml", ".html"])
def test_a_seeded_label_is_found(secretive: Dataset, tmp_path: Path, suffix: str) -> None:
    public = hg.build_public(secretive)
    network = hg.build_network(public, relation="contact")
    network.nodes["hgd:a"]["label"] = SHORT
    path = tmp_path / f"seeded{suffix}"
    if suffix == ".graphml":
        hg.export_network(network, path)
    elif suffix == ".html":
        code = base64.b64encode(hg.plot_network(network)._repr_svg_().encode()).decode()
        page = make_suggestions(public)._repr_html_()
        put(path, f"{page}<img src='data:image/svg+xml;base64,{code}'>")
    else:
        hg.plot_network(network).save(path)
    leaks = hg.check_leaks(secretive, path)
    assert leaks.to_dict("records") == [{"kind": "text", "value": SHORT, "place": str(path)}]


def test_a_label_in_the_compressed_page_alone_is_found(secretive: Dataset, tmp_path: Path) -> None:
    figure, snapshot = Figure(), find_snapshot(hg.build_public(secretive))
    figure.text(0.1, 0.5, SHORT)
    path = tmp_path / "page.pdf"
    figure.savefig(path, metadata={"Keywords": str(snapshot)})
    assert b"hle" not in path.read_bytes()
    assert hg.check_leaks(secretive, path)["value"].tolist() == [SHORT]


def test_metadata_of_a_png_are_read_but_not_its_pixels(secretive: Dataset, tmp_path: Path) -> None:
    figure, snapshot = Figure(), str(find_snapshot(hg.build_public(secretive)))
    figure.text(0.1, 0.5, HIDDEN)
    path = tmp_path / "picture.png"
    figure.savefig(path, metadata={"Comment": HIDDEN, "Snapshot": snapshot})
    assert HIDDEN in hg.check_leaks(secretive, path)["value"].tolist()
    figure.savefig(path, metadata={"Snapshot": snapshot})
    assert hg.check_leaks(secretive, path).empty
    figure.savefig(path)
    assert hg.check_leaks(secretive, path)["kind"].tolist() == ["origin"]


@pytest.mark.parametrize("escape", [False, True])
def test_a_text_moved_to_another_node_is_found(
    secretive: Dataset, tmp_path: Path, *, escape: bool
) -> None:
    text = json.dumps(f"Gespräch mit {HIDDEN}!", ensure_ascii=escape)
    hg.export_graph(secretive, path := tmp_path / "graph.ttl", public=True)
    put(path, path.read_text("utf-8") + f"<urn:a> <urn:p> {text} .\n")
    leaks = hg.check_leaks(secretive, path)
    assert leaks["kind"].tolist() == ["text", "statement"]
    assert leaks["value"][0] == HIDDEN
    assert leaks["value"][1].startswith("urn:a urn:p ")


def test_a_number_of_unknown_origin_is_a_statement(secretive: Dataset) -> None:
    made = Graph().parse(data="<urn:x> <urn:score> 5 .")
    assert hg.check_leaks(secretive, made)["kind"].tolist() == ["statement"]


def test_a_number_is_the_same_however_it_is_written(tmp_path: Path) -> None:
    rows = [need("a", "AI", priority="0.50"), own("a", "DS", source="S2")]
    folder = write_network(tmp_path, rows)
    write_rows(folder / "sources.csv", RESTRICTED)
    graph = hg.read_workbook(folder)
    found = Graph().parse(hg.export_graph(graph, tmp_path / "graph.ttl", public=True))
    assert hg.check_leaks(graph, found).empty


def test_parts_of_longer_words_are_no_leaks(secretive: Dataset, tmp_path: Path) -> None:
    public = make_suggestions(hg.build_public(secretive)).to_text()
    path = put(tmp_path / "text.txt", f"{public} AS2 S2-x hidden-hubs un-hidden-hub 5.S2")
    assert hg.check_leaks(secretive, path).empty
    put(path, f"{public} (S2)")
    assert hg.check_leaks(secretive, path)["value"].tolist() == ["hgd:S2", "S2"]


# ------------------------------------------------------------ folders, archives, refusals


def test_every_file_of_a_folder_is_searched(secretive: Dataset, tmp_path: Path) -> None:
    public = hg.build_public(secretive)
    (tmp_path / "deep").mkdir()
    hg.export_graph(public, tmp_path / "graph.nq")
    svg = make_drawing(public).save(tmp_path / "deep" / "network.svg")
    assert hg.check_leaks(secretive, tmp_path).empty
    packed = tmp_path / "deep" / "network.svgz"
    packed.write_bytes(gzip.compress(svg.read_bytes().replace(b"Hub A", SHORT.encode())))
    leaks = hg.check_leaks(secretive, str(tmp_path))
    assert set(leaks["place"]) == {str(packed)}
    nested = BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        archive.write(packed, "network.svgz")
    packed.unlink()
    put_zip(tmp_path / "all.zip", {})
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("inner.zip", nested.getvalue())
    leaks = hg.check_leaks(secretive, tmp_path)
    assert set(leaks["place"]) == {str(tmp_path / "all.zip" / "inner.zip" / "network.svgz")}


def test_a_packed_graph_is_a_graph(secretive: Dataset, tmp_path: Path) -> None:
    for graph, clean in ((secretive, False), (hg.build_public(secretive), True)):
        data = hg.export_graph(graph, tmp_path / "graph.ttl").read_bytes()
        (tmp_path / "graph.ttl.gz").write_bytes(gzip.compress(data))
        found = hg.check_leaks(secretive, tmp_path / "graph.ttl.gz")
        assert found.empty == clean
        assert clean or "statement" in set(found["kind"])


def test_text_in_two_bytes_is_read(secretive: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(HIDDEN.encode("utf-16"))
    assert HIDDEN in hg.check_leaks(secretive, path)["value"].tolist()


def test_nothing_restricted_is_no_leak(graph: Dataset, tmp_path: Path) -> None:
    assert hg.check_leaks(graph, graph).empty
    assert hg.check_leaks(graph, put(tmp_path / "own.txt", "no snapshot")).empty
    with pytest.raises(MissingFileError):
        hg.check_leaks(graph, tmp_path / "missing")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.csv", b"", "it is empty"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "neither text in UTF-8 nor PDF"),
        ("table.parquet", b"PAR1\x00\x00PAR1", "neither text"),
        ("broken.zip", b"PK\x03\x04 half a file", "not a zip file"),
        ("broken.gz", b"\x1f\x8b half", "ended before the end"),
        ("broken.png", b"\x89PNG\r\n\x1a\n123", "unpack"),
        ("broken.ttl", b"<urn:a> <urn:p> ", "broken.ttl cannot be read"),
        ("broken.json", b"[1, ", "Expecting value"),
    ],
)
def test_what_cannot_be_searched_is_refused(
    secretive: Dataset, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    for path in (tmp_path / name, tmp_path):
        with pytest.raises(UnreadableFileError, match=reason):
            hg.check_leaks(secretive, path)


def test_what_is_not_there_is_named(
    secretive: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MissingFileError, match=r"absent\.ttl does not exist"):
        hg.check_leaks(secretive, tmp_path / "absent.ttl")
    with pytest.raises(UnreadableFileError, match="it holds no file"):
        hg.check_leaks(secretive, tmp_path)
    with pytest.raises(WrongTypeError, match="This is a int"):
        hg.check_leaks(secretive, 3)

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = put(tmp_path / "locked.txt", "text")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableFileError, match=r"locked\.txt cannot be read: Permission"):
        hg.check_leaks(secretive, path)
