"""Two explanations side by side: which part makes the difference, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd

from hubgraph.catalogue import Catalogue, load_catalogue
from hubgraph.errors import require_type
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.sentences import write_heading
from hubgraph.explanation.showing import IN_PASSING, round_to_sum
from hubgraph.tables import COMPARED, COMPARED_STATEMENTS, build_table

_WIDTH = 88
_VISIBLE = 1e-9
_SAME_THING = ["kind", "organisation", "topic"]
_SAID = ("added", "removed", "level", "older")
"""What may have happened to a statement, what says most first."""


@dataclass(frozen=True)
class Comparison:
    """Two explanations, and what makes the difference of their scores.

    `table` has one row per part of either (`hubgraph.tables.COMPARED`); its column `difference`
    sums to `difference`, the score of `after` less that of `before`. `statements` are the cited
    statements that are not the same in both (`hubgraph.tables.COMPARED_STATEMENTS`), `options`
    the parameters of matching that differ, with both values. `why` says in a few sentences what
    makes most of the difference, and why.
    """

    before: Explanation
    after: Explanation
    difference: float
    table: pd.DataFrame
    statements: pd.DataFrame
    options: Mapping[str, tuple[object, object]]
    why: str
    lang: str

    def __repr__(self) -> str:
        """One line: both pairs, both scores."""
        sides = (
            f"{side.learner} from {side.teacher} as of {side.as_of}: {side.score:.3f}"
            for side in (self.before, self.after)
        )
        return f"<Comparison of {' with '.join(sides)}>"

    def to_text(self) -> str:
        """Sentences, parts of both that add up, and the statements that differ, as text."""
        catalogue = load_catalogue(self.lang)
        rows = [
            "  ".join(f"{catalogue.number(value):>8}" for value in values) + f"  {name}"
            for name, values in self._list_rows(catalogue)
        ]
        heads = "  ".join(f"{catalogue.text(f'compare.{side}'):>8}" for side in _COLUMNS)
        blocks = [
            self._list_heads(catalogue),
            wrap(self.why, _WIDTH),
            [heads, *rows],
            [line for text in self._list_changes(catalogue) for line in wrap(text, _WIDTH)],
        ]
        return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)

    def _repr_html_(self) -> str:
        """Sentences, parts of both that add up, and the statements that differ, all escaped."""
        catalogue = load_catalogue(self.lang)
        heads = ("", *(catalogue.text(f"compare.{side}") for side in _COLUMNS))
        head = "".join(f"<th>{escape(text)}</th>" for text in heads)
        rows = "".join(
            f"<tr><td style='text-align:left'>{escape(name)}</td>"
            + "".join(f"<td>{catalogue.number(value)}</td>" for value in values)
            + "</tr>"
            for name, values in self._list_rows(catalogue)
        )
        titles = "".join(f"<p>{escape(line)}</p>" for line in self._list_heads(catalogue))
        items = "".join(f"<li>{escape(line)}</li>" for line in self._list_changes(catalogue))
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        changes = f"<ul>{items}</ul>" if items else ""
        return f"<div>{titles}<p>{escape(self.why)}</p>{table}{changes}</div>"

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON: both explanations, the tables as lists of rows."""
        plain = {
            name: table.astype(object).where(table.notna(), None).to_dict("records")
            for name, table in (("table", self.table), ("statements", self.statements))
        }
        return {
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "difference": self.difference,
            **plain,
            "options": {name: list(values) for name, values in self.options.items()},
            "why": self.why,
            "lang": self.lang,
        }

    def _list_heads(self, catalogue: Catalogue) -> list[str]:
        """Pair, day and network of both sides."""
        return [
            catalogue.text(
                "compare.side",
                side=catalogue.text(f"compare.{name}"),
                learner=side.learner_name,
                teacher=side.teacher_name,
                heading=write_heading(side.as_of, side.network, catalogue),
            )
            for name, side in (("before", self.before), ("after", self.after))
        ]

    def _list_rows(self, catalogue: Catalogue) -> list[tuple[str, tuple[float, ...]]]:
        """Name and shown values of every part; each column adds up, and at last the sum."""
        columns = [round_to_sum(self.table[name].tolist()) for name in ("before", "after")]
        names = [*self.table["label"], catalogue.text("table.sum")]
        shown = [(*columns[0], round(sum(columns[0]), 3)), (*columns[1], round(sum(columns[1]), 3))]
        pairs = zip(*shown, strict=True)
        return [
            (name, (old, new, round(new - old, 3)))
            for name, (old, new) in zip(names, pairs, strict=True)
        ]

    def _list_changes(self, catalogue: Catalogue) -> list[str]:
        """Parameters and statements that are not the same, one line each."""
        lines = [_write_options(self.options, catalogue)] if self.options else []
        told = ~self.statements["role"].isin(IN_PASSING) & (self.statements["change"] != "older")
        records = self.statements[told].to_dict("records")
        return lines + [
            _write_change(row, catalogue) for row in records if row["change"] != "older"
        ]


_COLUMNS = ("before", "after", "difference")


def compare_explanations(
    before: Explanation, after: Explanation, *, lang: str | None = None
) -> Comparison:
    """Compare two suggestions, one pair at two dates, or one under two sets of parameters.

    `before` and `after` are explanations; whatever differs between them is named. `lang` is the
    language of the sentences, None means that of `before`; names of topics stay in the language
    the explanations were made in.

    Raises WrongTypeError for anything but explanations, UnknownNameError for a language.

    >>> import hubgraph as hg
    >>> profiles = hg.build_profiles(hg.load_graph("baden-wuerttemberg"))
    >>> found = hg.suggest_learning(profiles, learner="digiZ")
    >>> first, second = (hg.explain_suggestion(found, rank=rank) for rank in (1, 2))
    >>> compared = hg.compare_explanations(first, second)
    >>> bool(abs(compared.table["difference"].sum() - compared.difference) < 1e-9)
    True
    """
    for side in (before, after):
        require_type(side, Explanation, hint="Make them with hg.explain_suggestion(suggestions).")
    chosen = lang or before.lang
    catalogue = load_catalogue(chosen)
    table = _build_parts(before, after, catalogue)
    changed = _build_statements(before, after)
    options = {
        name: (before.parameters[name], after.parameters[name])
        for name in sorted(before.parameters)
        if before.parameters[name] != after.parameters[name]
    }
    return Comparison(
        before=before,
        after=after,
        difference=after.score - before.score,
        table=table,
        statements=changed,
        options=options,
        why=_write_why(before, after, table, changed, options, catalogue),
        lang=chosen,
    )


def _build_parts(before: Explanation, after: Explanation, catalogue: Catalogue) -> pd.DataFrame:
    """Parts of both by need topic and factor, largest difference first (contract `COMPARED`)."""
    sums = [_sum_parts(side.parts) for side in (before, after)]
    labels = pd.concat([before.parts, after.parts]).dropna(subset="topic")
    named = dict(zip(labels["topic"], labels["topic_label"], strict=True))
    rows: list[dict[str, object]] = []
    for key in {**sums[0], **sums[1]}:
        kind, name = key
        old, new = (side.get(key, 0.0) for side in sums)
        label = named[name] if kind == "contribution" else catalogue.text(f"deduction.{name}")
        what = {"topic": name} if kind == "contribution" else {"factor": name}
        row = {"kind": kind, "label": label, "before": old, "after": new, "difference": new - old}
        rows.append(row | what)
    table = build_table(rows, COMPARED)
    order = table.assign(size=-table["difference"].abs().round(9)).sort_values(
        ["size", "kind", "label"], kind="stable"
    )
    return table.loc[order.index].reset_index(drop=True)


def _sum_parts(parts: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Sum of the parts of one score by kind and need topic or factor."""
    sums: dict[tuple[str, str], float] = {}
    names = parts["topic"].fillna(parts["factor"])
    for kind, name, value in zip(parts["kind"], names, parts["value"], strict=True):
        sums[kind, name] = sums.get((kind, name), 0.0) + float(value)
    return sums


def _build_statements(before: Explanation, after: Explanation) -> pd.DataFrame:
    """Cited statements that are not the same in both (contract `COMPARED_STATEMENTS`)."""
    columns = [*_SAME_THING, "statement", "organisation_label", "topic_label", "role"]
    columns += ["stated_level", "age_years"]
    sides = [side.statements[columns].drop_duplicates(_SAME_THING) for side in (before, after)]
    both = sides[0].merge(sides[1], on=_SAME_THING, how="outer", suffixes=("_before", "_after"))
    rows = [row | {"change": change} for row in map(_merge, both.to_dict("records"))
            if (change := _name_change(row))]  # fmt: skip
    rows.sort(key=lambda row: (_SAID.index(str(row["change"])), str(row["statement"])))
    return build_table(rows, COMPARED_STATEMENTS)


def _merge(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Row of a statement, told as it is after, or as it was if it is no more."""
    told = {
        name: row[f"{name}_after"] if pd.notna(row[f"{name}_after"]) else row[f"{name}_before"]
        for name in ("statement", "organisation_label", "topic_label", "role")
    }
    kept = {name: row[name] for name in _SAME_THING}
    ends = {end: row[f"stated_level_{end}"] for end in ("before", "after")}
    there = {f"is_{end}": pd.notna(row[f"statement_{end}"]) for end in ("before", "after")}
    aged = row["age_years_before"] != row["age_years_after"]
    return told | kept | ends | there | {"aged": aged and pd.notna(row["age_years_after"])}


def _name_change(row: Mapping[str, Any]) -> str:
    """What happened to a statement: one of `_SAID`, '' if nothing did."""
    if not (row["is_before"] and row["is_after"]):
        return "added" if row["is_after"] else "removed"
    levels = [row[end] for end in ("before", "after")]
    known = [pd.notna(level) for level in levels]
    if known[0] != known[1] or (all(known) and levels[0] != levels[1]):
        return "level"
    return "older" if row["aged"] else ""


def _write_why(
    before: Explanation,
    after: Explanation,
    table: pd.DataFrame,
    changed: pd.DataFrame,
    options: Mapping[str, tuple[object, object]],
    catalogue: Catalogue,
) -> str:
    """Say both scores with their certainty, which part makes most of it, and why."""
    words = {
        name: text
        for number, side in (("1", before), ("2", after))
        for name, text in (
            (f"score{number}", catalogue.percent(side.score)),
            (f"certainty{number}", catalogue.text(f"certainty.{side.certainty}")),
        )
    }
    sentences = [catalogue.text("compare.scores", **words)]
    if table.empty or abs(table["difference"]).max() < _VISIBLE:
        return " ".join([*sentences, catalogue.text("compare.same")])
    first = table.iloc[0]
    ends = [round_to_sum(table[name].tolist())[0] for name in ("before", "after")]
    shown = catalogue.number(abs(ends[1] - ends[0]))
    key = "more" if first["difference"] > 0 else "less"
    part = catalogue.text("suggestion.quoted", text=first["label"])
    sentences.append(catalogue.text(f"compare.{key}", part=part, difference=shown))
    sentences += _write_cause(before, after, first, changed, options, catalogue)
    return " ".join(sentences)


def _write_cause(
    before: Explanation,
    after: Explanation,
    part: pd.Series,
    changed: pd.DataFrame,
    options: Mapping[str, tuple[object, object]],
    catalogue: Catalogue,
) -> Iterator[str]:
    """Say why the largest part differs: parameters, another teacher, or what was stated."""
    if options:
        yield _write_options(options, catalogue)
    elif (before.learner, before.teacher) != (after.learner, after.teacher):
        yield from _write_offers(before, after, part, catalogue)
    else:
        about = changed[_is_about(changed, before, after, part)]
        found = about if len(about) else changed
        if len(found) and found["change"].iloc[0] != "older":
            yield _write_change(found.iloc[0].to_dict(), catalogue)
        elif len(found):
            yield catalogue.text("compare.older")
        elif part["kind"] == "deduction":
            yield catalogue.text("compare.contacts")


def _is_about(
    changed: pd.DataFrame, before: Explanation, after: Explanation, part: pd.Series
) -> pd.Series:
    """Which changed statements the largest part names as its need, offer or foothold."""
    parts = pd.concat([before.parts, after.parts])
    rows = parts[parts["topic"] == part["topic"]] if part["kind"] == "contribution" else parts[:0]
    ids = rows[["need_statement", "offer_statement", "foothold_statement"]].to_numpy().ravel()
    return changed["statement"].isin(set(ids))


def _write_offers(
    before: Explanation, after: Explanation, part: pd.Series, catalogue: Catalogue
) -> Iterator[str]:
    """Say what each of two teachers brings to the need that makes the difference."""
    if part["kind"] == "deduction":
        return
    for side in (before, after):
        rows = side.parts[side.parts["topic"] == part["topic"]]
        if rows.empty:
            yield catalogue.text("compare.nothing", teacher=side.teacher_name)
            continue
        best = rows.iloc[0]
        yield catalogue.text(
            "compare.brings",
            teacher=side.teacher_name,
            offer=catalogue.text("suggestion.quoted", text=best["offer_label"]),
            relation=catalogue.text(f"relation.{best['relation']}"),
            steps=catalogue.join([str(step) for step in rows["step"]]),
        )


def _write_options(options: Mapping[str, tuple[object, object]], catalogue: Catalogue) -> str:
    """Say which parameters differ, from what to what."""
    listed = [
        f"{name} ({_write_value(old, catalogue)} → {_write_value(new, catalogue)})"
        for name, (old, new) in options.items()
    ]
    return catalogue.count("compare.options", len(listed), list=catalogue.join(listed))


def _write_value(value: object, catalogue: Catalogue) -> str:
    """Value of a parameter as readers write it."""
    if isinstance(value, (int, float)):
        return catalogue.figure(value) if value else "0"
    return str(value)


def _write_change(row: Mapping[Any, Any], catalogue: Catalogue) -> str:
    """Say what happened to a statement."""
    kind = {"hg:Need": "need", "hg:Offer": "offer", "hg:OwnLevel": "own_level"}[row["kind"]]
    what = catalogue.text(
        f"evidence.{kind}", name=row["organisation_label"], topic=row["topic_label"]
    )
    ends = {
        end: catalogue.text("level.unstated") if pd.isna(row[end]) else str(int(row[end]))
        for end in ("before", "after")
    }
    return catalogue.text(f"compare.{row['change']}", what=what, **ends)
