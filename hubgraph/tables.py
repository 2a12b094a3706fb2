"""Column contracts of the answers: same columns and dtypes, also when empty."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class AnswerColumn:
    """One column of an answer: pandas dtype, unit ('' if none), meaning (with None's meaning)."""

    name: str
    dtype: str
    unit: str
    meaning: str


SUGGESTIONS: tuple[AnswerColumn, ...] = (
    AnswerColumn("learner", "str", "CURIE", "who should learn"),
    AnswerColumn("learner_name", "str", "", "its name"),
    AnswerColumn("teacher", "str", "CURIE", "from whom"),
    AnswerColumn("teacher_name", "str", "", "its name"),
    AnswerColumn("topic", "str", "CURIE", "need with the largest contribution"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn("topics", "object", "CURIEs", "all needs that contribute, largest first"),
    AnswerColumn(
        "score", "float64", "share 0-1", "share of the learner's open need, less deductions"
    ),
    AnswerColumn("rank", "int64", "", "1 = best for this learner; equal scores share a rank"),
    AnswerColumn("low", "float64", "share 0-1", "lowest score that missing levels allow"),
    AnswerColumn("high", "float64", "share 0-1", "highest score that missing levels allow"),
    AnswerColumn("certainty", "str", "", "high, medium or low"),
    AnswerColumn("why", "str", "", "the reason in a sentence"),
    AnswerColumn("statements", "object", "CURIEs", "statements the score rests on, sorted"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
)
OPEN_NEEDS: tuple[AnswerColumn, ...] = (
    AnswerColumn("learner", "str", "CURIE", "who has the need, or has stated none"),
    AnswerColumn("learner_name", "str", "", "its name"),
    AnswerColumn(
        "topic", "str", "CURIE", "the need nobody serves; missing where no need is stated"
    ),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn("reason", "str", "", "no_need_stated, fulfilled, nobody_offers or nobody_reaches"),
    AnswerColumn("sentence", "str", "", "the reason in a sentence"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
)
PARTS: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "contribution or deduction"),
    AnswerColumn("topic", "str", "CURIE", "need topic of a contribution"),
    AnswerColumn("topic_label", "str", "", "its label"),
    AnswerColumn("step", "Int64", "level", "level step that is covered"),
    AnswerColumn("offer_topic", "str", "CURIE", "topic of the offer that covers it best"),
    AnswerColumn("offer_label", "str", "", "its label"),
    AnswerColumn("relation", "str", "", "same, narrower, broader, sibling, related"),
    AnswerColumn("kernel", "Float64", "0-1", "how far the offer serves the need"),
    AnswerColumn("evidence", "Float64", "0-1", "weight of the offer's evidence"),
    AnswerColumn("absorption", "Float64", "0-1", "how well the learner can take it up"),
    AnswerColumn("need_statement", "str", "CURIE", "statement of the need"),
    AnswerColumn("offer_statement", "str", "CURIE", "statement of the offer"),
    AnswerColumn("factor", "str", "", "distance or novelty for a deduction"),
    AnswerColumn("value", "float64", "share", "summand of the score; deductions are negative"),
    AnswerColumn("loss", "Float64", "share", "what the score falls by without the offer"),
)
LEAKS: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "node or text"),
    AnswerColumn("value", "str", "", "what should not be there: a CURIE or a text"),
)
CANDIDATES: tuple[AnswerColumn, ...] = (
    AnswerColumn("text_number", "int64", "", "which of the given texts, from 1"),
    AnswerColumn("text", "str", "", "that text, as given"),
    AnswerColumn("topic", "str", "CURIE", "proposed topic; it exists in the graph"),
    AnswerColumn("topic_label", "str", "", "its label in the asked language, else the matched one"),
    AnswerColumn(
        "score", "float64", "0-1", "how fully and exactly a telling label stands in the text"
    ),
    AnswerColumn("start", "int64", "characters", "where the matched words begin in the text"),
    AnswerColumn("end", "int64", "characters", "where they end: text[start:end]"),
    AnswerColumn("words", "str", "", "the matched words, with what stands between them"),
    AnswerColumn("label", "str", "", "label of the topic that they match"),
    AnswerColumn("status", "str", "", "always candidate: a person has to confirm it"),
)
FINDINGS: tuple[AnswerColumn, ...] = (
    AnswerColumn("severity", "str", "", "violation, warning or info"),
    AnswerColumn("focus", "str", "CURIE", "node the finding is about"),
    AnswerColumn("label", "str", "", "its name, missing if it has none"),
    AnswerColumn(
        "path", "str", "CURIE", "property the finding is about, missing for the whole node"
    ),
    AnswerColumn("value", "str", "", "offending value, missing if something is absent"),
    AnswerColumn("shape", "str", "", "name of the shape"),
    AnswerColumn("message", "str", "", "what is wrong and what to do, in the chosen language"),
)


def build_table(
    rows: "list[dict[str, object]]", columns: tuple[AnswerColumn, ...]
) -> "pd.DataFrame":
    """Rows as a table that keeps its contract: these columns, these dtypes, also when empty.

    >>> list(build_table([], OPEN_NEEDS).columns)[:2]
    ['learner', 'learner_name']
    """
    import pandas as pd

    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    return table.astype({column.name: column.dtype for column in columns})


def to_text(table: "pd.DataFrame") -> str:
    """Table as aligned text: numbers to the right, everything else to the left."""
    from pandas.api.types import is_numeric_dtype

    lines = [""] * (len(table) + 1)
    for name, column in _write_days(table).items():
        texts = [str(name), *column.astype("str").where(column.notna(), "")]
        align = str.rjust if is_numeric_dtype(column) else str.ljust
        width = max(map(len, texts))
        lines = [f"{line}{align(text, width)}  " for line, text in zip(lines, texts, strict=True)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def to_csv(table: "pd.DataFrame") -> str:
    """Table as CSV; a list stands in one cell, with spaces between."""
    plain = _write_days(table).map(lambda cell: " ".join(cell) if isinstance(cell, list) else cell)
    return str(plain.to_csv(index=False, lineterminator="\n"))


def to_json(table: "pd.DataFrame") -> str:
    """Table as a JSON list of rows, missing as null."""
    plain = _write_days(table).astype(object)
    rows = plain.where(plain.notna(), None).to_dict("records")
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _write_days(table: "pd.DataFrame") -> "pd.DataFrame":
    """Table with its days written as YYYY-MM-DD."""
    days = table.select_dtypes("datetime").columns
    return table.assign(**{name: table[name].dt.strftime("%Y-%m-%d") for name in days})
