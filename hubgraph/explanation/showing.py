"""How an explanation shows itself: a table that adds up, lines of evidence, nothing unescaped."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd

from hubgraph.catalogue import Catalogue
from hubgraph.explanation.sentences import write_when

_DIGITS = 3
_WIDTH = 88
_KINDS = {"hg:Need": "need", "hg:Offer": "offer", "hg:OwnLevel": "own_level"}
_CONFIDENCE = {"hg:highConfidence": "high", "hg:mediumConfidence": "medium",
               "hg:lowConfidence": "low"}  # fmt: skip
IN_PASSING = ("profile", "bounds", "asked")
"""Roles of which there may be dozens; a text counts them, the table lists them."""

Cells = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Shown:
    """What is shown of an explanation; `totals` are its parts as (name, value)."""

    parts: pd.DataFrame
    totals: Sequence[tuple[str, float]]
    score: float
    bounds: tuple[float, float]
    offers: pd.DataFrame
    paths: Sequence[Sequence[str]]
    statements: pd.DataFrame
    contacts: pd.DataFrame
    teacher: str
    catalogue: Catalogue

    def write_parts(self) -> list[str]:
        """Parts as lines that add up to the score, with the level steps of each need; bounds."""
        lines = []
        for (name, _), value in self._round_parts():
            lines.append(f"{self.catalogue.number(value):>8}  {name}")
            lines += [f"{'':>10}{line}" for line in wrap(self._write_steps(name, value), _WIDTH)]
        total = self.catalogue.text("table.sum")
        return [*lines, f"{self._number(self.score):>8}  {total}", f"{'':>10}{self._range}"]

    def draw_parts(self) -> str:
        """Parts as an escaped table that adds up; the level steps of a need unfold."""
        rows = []
        for (name, _), value in self._round_parts():
            steps, shown = self._write_steps(name, value), escape(name)
            if steps:
                shown = f"<details><summary>{shown}</summary>{escape(steps)}</details>"
            rows.append((shown, self.catalogue.number(value)))
        rows.append((escape(self.catalogue.text("table.sum")), self._number(self.score)))
        cells = "".join(
            f"<tr><td style='text-align:left'>{name}</td><td>{value}</td></tr>"
            for name, value in rows
        )
        return f"<table>{cells}</table><p>{escape(self._range)}</p>"

    def write_paths(self) -> list[str]:
        """Ways through the topics that lead to another one."""
        title = self.catalogue.text("table.path")
        return [f"{title}: {' → '.join(path)}" for path in self.paths if path[1:]]

    def write_footholds(self) -> list[str]:
        """Which own level makes which need easier to take up, one line each."""
        lines = self.parts.dropna(subset="foothold").drop_duplicates("topic")
        levels = self.statements.set_index("statement")["stated_level"]
        return [
            self.catalogue.text(
                "explanation.foothold_same"
                if row["foothold_topic"] == row["topic"]
                else "explanation.foothold",
                level=int(levels[row["foothold_statement"]]),
                own=self._quote(row["foothold_label"]),
                topic=self._quote(row["topic_label"]),
            )
            for row in lines.to_dict("records")
            if pd.notna(levels.get(row["foothold_statement"]))
        ]

    def write_offers(self) -> list[str]:
        """Shares of competing offers as lines, where there are several."""
        title = self.catalogue.text("explanation.offers")
        lines = self.list_offers()
        return [f"{title}:", *lines] if lines else []

    def list_offers(self) -> list[str]:
        """Share of each of the teacher's competing offers; empty if there is only one."""
        rows = self.offers.to_dict("records") if len(self.offers) > 1 else []
        values = round_to_sum([row["share"] for row in rows])
        return [
            f"{self.catalogue.number(value):>8}  "
            + self.catalogue.text(f"explanation.{row['kind']}", topic=row["topic_label"])
            for row, value in zip(rows, values, strict=True)
        ]

    def write_statements(self) -> list[str]:
        """Who stated, taught or met, when, and what it does; one line each, minor ones counted."""
        minor = self.statements["role"].isin(IN_PASSING)
        lines = [self._write_statement(row) for row in self.statements[~minor].to_dict("records")]
        lines += self._count_minor(self.statements[minor])
        lines += self._list_activities()
        return lines + [self._write_event(row) for row in self.contacts.to_dict("records")]

    @property
    def _range(self) -> str:
        """Bounds of the score in words."""
        low, high = (self.catalogue.percent(bound) for bound in self.bounds)
        return self.catalogue.text("table.range", low=low, high=high)

    def _round_parts(self) -> Iterable[tuple[tuple[str, float], float]]:
        """Parts with what is shown of them, which adds up to what is shown of the score."""
        shown = round_to_sum([value for _, value in self.totals])
        return zip(self.totals, shown, strict=True)

    def _write_steps(self, name: str, value: float) -> str:
        """Level steps of a need in one line, which add up to what is shown of it; '' if none."""
        rows = self.parts[(self.parts["topic_label"] == name).to_numpy(bool, na_value=False)]
        shown = round_to_sum(rows["value"].tolist(), total=value)
        steps = [
            self.catalogue.text(
                "explanation.step" if row["offer_label"] == name else "explanation.step_by",
                value=self.catalogue.number(part),
                step=int(row["step"]),
                offer=self._quote(row["offer_label"]),
            )
            for row, part in zip(rows.to_dict("records"), shown, strict=True)
        ]
        if not steps:
            return ""
        return self.catalogue.text("explanation.steps", list=self.catalogue.join(steps))

    def _write_statement(self, row: Cells) -> str:
        """Kind of a statement, whose, topic, level, wording; day, source, confidence; its role."""
        text, known = self.catalogue.text, isinstance(row["issued"], str)
        day = self.catalogue.day(row["issued"]) if known else text("date.none")
        proof = [day, ", ".join(row["sources"])]
        if row.get("confidence") in _CONFIDENCE:
            word = text(f"certainty.{_CONFIDENCE[row['confidence']]}")
            proof.append(text("explanation.confidence", word=word))
        said = f"{self._write_stated(row)} ({'; '.join(filter(None, proof))})"
        sentences = [f"{said}.", text(f"role.{row['role']}")]
        if row["role"] != "weighed":
            sentences.append(self._write_loss(row["loss"]))
        return " ".join(sentences)

    def _write_stated(self, row: Cells) -> str:
        """Kind of a statement, whose, topic, level and wording as far as they are stated."""
        text = self.catalogue.text
        key = f"evidence.{_KINDS[row['kind']]}"
        said = [text(key, name=row["organisation_label"], topic=row["topic_label"])]
        said += [
            text(f"evidence.{name}", level=int(row[name]))
            for name in ("level", "target_level")
            if pd.notna(row.get(name))
        ]
        if isinstance(row.get("wording"), str):
            said.append(self._quote(row["wording"]))
        return ", ".join(said)

    def _write_loss(self, loss: float) -> str:
        """What withdrawing something does to the score, in a sentence."""
        shown = round(loss, _DIGITS)
        if not loss:
            return self.catalogue.text("explanation.same")
        if not shown:
            return self.catalogue.text("explanation.hardly")
        key = "suggestion.loss" if loss > 0 else "explanation.gain"
        return self.catalogue.text(key, loss=self._number(abs(loss)))

    def _count_minor(self, rows: pd.DataFrame) -> list[str]:
        """How many statements matter in passing, and by how much at most; one line per role."""
        return [
            self.catalogue.count(
                f"explanation.{role}", len(found), most=self._number(found["loss"].abs().max())
            )
            for role in IN_PASSING
            if len(found := rows[rows["role"] == role])
        ]

    def _list_activities(self) -> list[str]:
        """One line per topic on which recorded activity covers something."""
        active = self.parts.dropna(subset="activities").drop_duplicates("offer_topic")
        return [
            self.catalogue.count(
                "evidence.activity",
                row["activities"],
                name=self.teacher,
                topic=row["offer_label"],
                when=write_when(row["newest"], self.catalogue),
            )
            for row in active.to_dict("records")
        ]

    def _write_event(self, row: Cells) -> str:
        """Label, day and role of an event, and what withdrawing it does."""
        name = row["event_label"]
        if not isinstance(name, str):
            name = self.catalogue.text("explanation.exchange")
        day = self.catalogue.day(row["begins"])
        role = self.catalogue.text(f"role.{row['role']}")
        return f"{name} ({day}). {role} {self._write_loss(row['loss'])}"

    def _quote(self, text: str) -> str:
        """Text in the quotation marks of the language."""
        return self.catalogue.text("suggestion.quoted", text=text)

    def _number(self, value: float) -> str:
        """Number as it is shown everywhere here."""
        return self.catalogue.number(value, _DIGITS)


def round_to_sum(values: Sequence[float], *, total: float | None = None) -> list[float]:
    """Round to three decimals so that what is shown adds up (largest remainders first).

    `total` is what the rounded numbers sum to; None is the rounded sum of the values.

    >>> round_to_sum([0.3334, 0.3334, 0.3334])
    [0.334, 0.333, 0.333]
    """
    unit = 10**-_DIGITS
    goal = round((sum(values) if total is None else total) / unit)
    units = [round(value / unit) for value in values]
    left = goal - sum(units)
    sign = 1 if left > 0 else -1
    gaps = [sign * (value / unit - shown) for value, shown in zip(values, units, strict=True)]
    order = sorted(range(len(values)), key=lambda place: (-gaps[place], place))
    for place in order[: abs(left)]:
        units[place] += sign
    return [shown / 10**_DIGITS for shown in units]
