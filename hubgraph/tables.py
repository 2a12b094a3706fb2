"""Column contracts of the answers: same columns and dtypes, also when empty."""

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


_OPTIONS = AnswerColumn(
    "options", "str", "", "hash of the parameters of matching, `MatchingOptions`"
)

SUGGESTIONS: tuple[AnswerColumn, ...] = (
    AnswerColumn("query", "str", "", "what was asked: one of `explanation.rows.QUERIES`"),
    AnswerColumn("learner", "str", "CURIE", "who should learn; missing where nobody alone does"),
    AnswerColumn("learner_name", "str", "", "its name"),
    AnswerColumn(
        "teacher", "str", "CURIE", "from whom; missing where there is no one, or none is meant"
    ),
    AnswerColumn("teacher_name", "str", "", "its name"),
    AnswerColumn(
        "organisations", "object", "CURIEs", "all it is about; of a pair the learner first"
    ),
    AnswerColumn("names", "object", "", "their short names"),
    AnswerColumn("topic", "str", "CURIE", "topic with the largest contribution"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn("topics", "object", "CURIEs", "all topics that contribute, largest first"),
    AnswerColumn(
        "score", "float64", "share 0-1", "what it is worth; how it is made, the function says"
    ),
    AnswerColumn(
        "rank", "int64", "", "1 = best of what was asked; equal scores share a rank, places do not"
    ),
    AnswerColumn(
        "rank_best", "Int64", "", "best rank by score that missing levels allow; missing if unasked"
    ),
    AnswerColumn("rank_worst", "Int64", "", "worst rank they allow; missing if unasked"),
    AnswerColumn("low", "float64", "share 0-1", "lowest score that missing levels allow"),
    AnswerColumn("high", "float64", "share 0-1", "highest score that missing levels allow"),
    AnswerColumn("certainty", "str", "", "high, medium or low"),
    AnswerColumn("why", "str", "", "the reason in a sentence"),
    AnswerColumn(
        "introducer", "str", "CURIE", "who knows both sides best; missing where nobody does"
    ),
    AnswerColumn(
        "additional",
        "Float64",
        "share 0-1",
        "what the teacher adds to those above; missing in a list by score",
    ),
    AnswerColumn("distance_km", "Float64", "km", "as the crow flies; missing where not asked"),
    AnswerColumn("statements", "object", "CURIEs", "statements the score rests on, sorted"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
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
MISSING: tuple[AnswerColumn, ...] = (
    AnswerColumn("organisation", "str", "CURIE", "whose gap it is"),
    AnswerColumn("name", "str", "", "its name"),
    AnswerColumn("kind", "str", "", "what is missing: one of `monitoring.gaps.KINDS`"),
    AnswerColumn("statement", "str", "CURIE", "statement it is about; missing where none is"),
    AnswerColumn("topic", "str", "CURIE", "its topic; missing where no statement is"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn(
        "cost",
        "Float64",
        "score, 0 or more",
        "how much narrower all intervals together were without this gap alone; missing where"
        " no interval depends on the kind",
    ),
    AnswerColumn("suggestions", "Int64", "", "how many intervals that are; missing where cost is"),
    AnswerColumn("sentence", "str", "", "the gap in a sentence"),
    AnswerColumn("question", "str", "", "the question to the organisation that would close it"),
    AnswerColumn("settles", "str", "", "what the answer would settle"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
)
CHECKED: tuple[AnswerColumn, ...] = (
    AnswerColumn("organisation", "str", "CURIE", "member that was checked"),
    AnswerColumn("name", "str", "", "its name"),
    AnswerColumn("offers", "int64", "", "its offers that count on that day"),
    AnswerColumn("needs", "int64", "", "its needs"),
    AnswerColumn("own_levels", "int64", "", "its own levels"),
    AnswerColumn("gaps", "int64", "", "its gaps; never 0 where no offer or no need is stated"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
)
INTRODUCERS: tuple[AnswerColumn, ...] = (
    AnswerColumn("introducer", "str", "CURIE", "who knows both sides"),
    AnswerColumn("introducer_name", "str", "", "its name"),
    AnswerColumn("rank", "int64", "", "1 = strongest; equal strengths share a rank"),
    AnswerColumn("strength", "float64", "0-1", "strength of the weaker of the two contacts"),
    AnswerColumn("to_learner", "float64", "0-1", "strength of the contact with the learner"),
    AnswerColumn("to_teacher", "float64", "0-1", "strength of the contact with the teacher"),
    AnswerColumn("direct", "float64", "0-1", "strength of the contact of learner and teacher"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
)
GAPS: tuple[AnswerColumn, ...] = (
    AnswerColumn("topic", "str", "CURIE", "topic that is needed and not covered"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn("needed_by", "int64", "", "number of members with the open need"),
    AnswerColumn("learners", "object", "CURIEs", "those members"),
    AnswerColumn("names", "object", "", "their short names"),
    AnswerColumn("need", "float64", "weighted level steps", "weight of the open steps together"),
    AnswerColumn(
        "possible", "float64", "share 0-1", "share that the best possible levels would cover"
    ),
    AnswerColumn("reason", "str", "", "nobody_offers or nobody_reaches"),
    AnswerColumn("sentence", "str", "", "the gap in a sentence"),
    AnswerColumn("statements", "object", "CURIEs", "the needs, sorted"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
)
REDUNDANCY: tuple[AnswerColumn, ...] = (
    AnswerColumn("organisation", "str", "CURIE", "member"),
    AnswerColumn("name", "str", "", "its name"),
    AnswerColumn(
        "vulnerability",
        "Float64",
        "share 0-1",
        "share of what is covered that goes with it; missing where nothing is covered",
    ),
    AnswerColumn("learners", "object", "CURIEs", "who would be worse off without it"),
    AnswerColumn("only", "object", "CURIEs", "topics of needs that nobody else covers"),
    AnswerColumn("sentence", "str", "", "what would be lost, in a sentence"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
)
INDICATORS: tuple[AnswerColumn, ...] = (
    AnswerColumn("as_of", "str", "ISO date", "day the value refers to"),
    AnswerColumn("indicator", "str", "", "one of `monitoring.indicators.INDICATOR_NAMES`"),
    AnswerColumn("layer", "str", "", "members, meetings, contact, learning or needs"),
    AnswerColumn(
        "value", "Float64", "see `unit`", "the indicator; missing where it cannot be computed"
    ),
    AnswerColumn("unit", "str", "", "count, or share from 0 to 1"),
    AnswerColumn("members", "int64", "", "members on that day"),
    AnswerColumn(
        "without_data", "int64", "", "members about whom this layer says nothing on that day"
    ),
    AnswerColumn(
        "reason", "str", "", "why there is no value, see `REASONS`; missing where there is one"
    ),
)
QUESTIONS: tuple[AnswerColumn, ...] = (
    AnswerColumn("rank", "int64", "", "1 = ask first; equal values share a rank"),
    AnswerColumn("organisation", "str", "CURIE", "whom to ask"),
    AnswerColumn("name", "str", "", "its name"),
    AnswerColumn("kind", "str", "", "what is open: one of `monitoring.gaps.KINDS`"),
    AnswerColumn("statement", "str", "CURIE", "statement it is about"),
    AnswerColumn("topic", "str", "CURIE", "its topic"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn(
        "value",
        "float64",
        "score, above 0",
        "how much narrower the answer makes the intervals"
        " of the first five teachers of all learners together",
    ),
    AnswerColumn("learners", "int64", "", "how many learners have such an interval"),
    AnswerColumn("question", "str", "", "the question"),
    AnswerColumn("settles", "str", "", "what the answer would settle"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
)
ROBUSTNESS: tuple[AnswerColumn, ...] = (
    AnswerColumn("learner", "str", "CURIE", "who should learn"),
    AnswerColumn("learner_name", "str", "", "its name"),
    AnswerColumn("teacher", "str", "CURIE", "from whom"),
    AnswerColumn("teacher_name", "str", "", "its name"),
    AnswerColumn("rank", "int64", "", "rank of the suggestion"),
    AnswerColumn("rank_best", "int64", "", "best rank that missing levels allow"),
    AnswerColumn("rank_worst", "int64", "", "worst rank that missing levels allow"),
    AnswerColumn(
        "first",
        "float64",
        "share 0-1",
        "how often it comes first when parameters and missing"
        " levels are drawn; standard error at most 0.5 / √draws",
    ),
    AnswerColumn("listed", "float64", "share 0-1", "how often it is among the first three then"),
    AnswerColumn(
        "included",
        "float64",
        "share 0-1",
        "how often it is among the first three when the"
        " statements of each organisation are drawn anew",
    ),
    AnswerColumn(
        "order", "str", "", "sure or not_distinguishable from the next one, or last if none is"
    ),
    AnswerColumn("word", "str", "", "the order in the chosen language"),
    AnswerColumn("sentence", "str", "", "all of it in a sentence"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
)
PARTS: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "contribution or deduction"),
    AnswerColumn("topic", "str", "CURIE", "need topic of a contribution"),
    AnswerColumn("topic_label", "str", "", "its label"),
    AnswerColumn("step", "Int64", "level", "level step that is covered"),
    AnswerColumn(
        "offer_topic", "str", "CURIE", "topic of the offer or activity that covers it best"
    ),
    AnswerColumn("offer_label", "str", "", "its label"),
    AnswerColumn("relation", "str", "", "same, narrower, broader, sibling, related"),
    AnswerColumn("kernel", "Float64", "0-1", "how far the offer serves the need"),
    AnswerColumn(
        "evidence", "Float64", "0-1", "weight of the offer's evidence, or strength from activity"
    ),
    AnswerColumn("absorption", "Float64", "0-1", "how well the learner can take it up"),
    AnswerColumn("need_statement", "str", "CURIE", "statement of the need"),
    AnswerColumn("offer_statement", "str", "CURIE", "statement of the offer; missing if activity"),
    AnswerColumn("activities", "Int64", "", "recorded activities, if they cover it best"),
    AnswerColumn("newest", "str", "ISO date", "when the newest of them began: day, month or year"),
    AnswerColumn("factor", "str", "", "for a deduction, one of `matching.options.DEDUCTIONS`"),
    AnswerColumn("value", "float64", "share", "summand of the score; deductions are negative"),
    AnswerColumn(
        "loss", "Float64", "share", "what the score falls by without the offer or activity"
    ),
    AnswerColumn(
        "foothold",
        "Float64",
        "0-1",
        "how far the learner's nearest own level helps to take it up; missing if none does",
    ),
    AnswerColumn("foothold_topic", "str", "CURIE", "topic of that own level"),
    AnswerColumn("foothold_label", "str", "", "its label"),
    AnswerColumn("foothold_statement", "str", "CURIE", "its statement"),
)
OFFERS: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "offer, or activity where it is recorded"),
    AnswerColumn("topic", "str", "CURIE", "its topic"),
    AnswerColumn("topic_label", "str", "", "its label"),
    AnswerColumn("statement", "str", "CURIE", "statement of the offer; missing for activity"),
    AnswerColumn("activities", "Int64", "", "recorded activities; missing for an offer"),
    AnswerColumn(
        "share", "float64", "share", "Shapley value among all that compete; they sum to the score"
    ),
)
CITED: tuple[AnswerColumn, ...] = (
    AnswerColumn("statement", "str", "CURIE", "statement without which the answer is another"),
    AnswerColumn("role", "str", "", "what it does: one of `explanation.citations.ROLES`"),
    AnswerColumn("counted", "bool", "", "whether the sentence counts it"),
    AnswerColumn("loss", "float64", "share", "what the score falls by without it; it may rise"),
    AnswerColumn("loss_low", "float64", "share", "what the lower bound falls by"),
    AnswerColumn("loss_high", "float64", "share", "what the upper bound falls by"),
)
CONTACTS: tuple[AnswerColumn, ...] = (
    AnswerColumn(
        "event", "str", "CURIE", "meeting or exchange without which the answer is another"
    ),
    AnswerColumn("event_label", "str", "", "its label; missing if it has none"),
    AnswerColumn("begins", "str", "ISO date", "when it began: day, month or year"),
    AnswerColumn("role", "str", "", "contact, taught or introduction"),
    AnswerColumn("loss", "float64", "share", "what the score falls by without it; it may rise"),
    AnswerColumn("loss_low", "float64", "share", "what the lower bound falls by"),
    AnswerColumn("loss_high", "float64", "share", "what the upper bound falls by"),
)
COMPARED: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "contribution or deduction"),
    AnswerColumn("topic", "str", "CURIE", "need topic of a contribution"),
    AnswerColumn("factor", "str", "", "distance, novelty, travel or trust of a deduction"),
    AnswerColumn("label", "str", "", "what the part is called"),
    AnswerColumn("before", "float64", "share", "its value in the first score; 0 if it has none"),
    AnswerColumn("after", "float64", "share", "its value in the second score"),
    AnswerColumn("difference", "float64", "share", "after less before; sums to that of the scores"),
)
COMPARED_STATEMENTS: tuple[AnswerColumn, ...] = (
    AnswerColumn("statement", "str", "CURIE", "cited statement that is not the same in both"),
    AnswerColumn("kind", "str", "CURIE", "class of the statement"),
    AnswerColumn("organisation", "str", "CURIE", "who states it"),
    AnswerColumn("organisation_label", "str", "", "its short name"),
    AnswerColumn("topic", "str", "CURIE", "its topic"),
    AnswerColumn("topic_label", "str", "", "its label"),
    AnswerColumn("role", "str", "", "what it does, in the second if it is cited there"),
    AnswerColumn("change", "str", "", "added, removed, level or older"),
    AnswerColumn("before", "Int64", "level", "stated level in the first; missing if none is"),
    AnswerColumn("after", "Int64", "level", "stated level in the second"),
)
LEAKS: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "node, text, statement or origin"),
    AnswerColumn(
        "value", "str", "", "what should not be there; missing for an origin that is not stated"
    ),
    AnswerColumn("place", "str", "", "file or member it was found in, missing if in none"),
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
ACTIVITIES: tuple[AnswerColumn, ...] = (
    AnswerColumn("activity", "object", "", "what was done; an activity has one time"),
    AnswerColumn("time", "float64", "any, but one", "when: days, years or a running number"),
    AnswerColumn("organisation", "object", "", "who taught, led or took part"),
    AnswerColumn("topic", "object", "", "on what; one row per organisation and topic"),
    AnswerColumn("weight", "float64", "0 or more", "how much the role counts; 1 if all are alike"),
    AnswerColumn("learner", "object", "", "for whom; missing or no such column if for nobody"),
)
EVIDENCE_PARTS: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "start, event or activity"),
    AnswerColumn("topic", "object", "", "topic of an event, else missing"),
    AnswerColumn("activity", "object", "", "which activity an event is, else missing"),
    AnswerColumn("time", "Float64", "that of the activities", "when the event was"),
    AnswerColumn("left", "Float64", "0 or more", "what is left of it, or of all activities"),
    AnswerColumn("value", "float64", "log", "summand of the score"),
)
COLLABORATION_PARTS: tuple[AnswerColumn, ...] = (
    AnswerColumn("reason", "str", "", "one of `matching.collaboration.REASONS`"),
    AnswerColumn("through", "str", "", "the common partner, else missing"),
    AnswerColumn("value", "float64", "log odds", "summand of the score"),
)
FINDINGS: tuple[AnswerColumn, ...] = (
    AnswerColumn("severity", "str", "", "violation, warning or info; else a severity of the shape"),
    AnswerColumn("focus", "str", "CURIE", "node the finding is about"),
    AnswerColumn("label", "str", "", "its name, missing if it has none"),
    AnswerColumn("path", "str", "", "property or path it is about, missing for the whole node"),
    AnswerColumn("value", "str", "", "offending value, missing if something is absent"),
    AnswerColumn("shape", "str", "CURIE", "the shape, or the nearest around it that has a name"),
    AnswerColumn("constraint", "str", "CURIE", "kind of rule that is broken (SHACL component)"),
    AnswerColumn("message", "str", "", "what is wrong and what to do, in the chosen language"),
    AnswerColumn("file", "str", "", "of a workbook: file the finding is in, else missing"),
    AnswerColumn("sheet", "str", "", "of a workbook: sheet it is in, missing for the whole file"),
    AnswerColumn("row", "Int64", "", "row as a spreadsheet counts, missing for the whole sheet"),
    AnswerColumn("column", "str", "", "heading of the column, missing for the whole row"),
    AnswerColumn("remedy", "str", "", "of a workbook: what to do; else it is in the message"),
)
CHANGES: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "added, changed or removed"),
    AnswerColumn("table", "str", "", "table the row is in"),
    AnswerColumn("row", "str", "", "what identifies the row"),
    AnswerColumn("column", "str", "", "column that changes, missing for a whole row"),
    AnswerColumn("before", "str", "", "cell before, missing if it was empty"),
    AnswerColumn("after", "str", "", "cell after, missing if it is empty"),
)
OBSTACLES: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "one of `matching.obstacles.OBSTACLE_KINDS`, in that order"),
    AnswerColumn("organisation", "str", "CURIE", "whom it is about"),
    AnswerColumn("name", "str", "", "its name"),
    AnswerColumn("topic", "str", "CURIE", "need it is about; missing where it is about none"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn("offer", "str", "CURIE", "topic of the offer it is about; missing where none is"),
    AnswerColumn("offer_label", "str", "", "its label in the chosen language"),
    AnswerColumn("sentence", "str", "", "the obstacle in a sentence"),
)
REMEDIES: tuple[AnswerColumn, ...] = (
    AnswerColumn(
        "action", "str", "", "be_member, state_need, raise_need, state_offer, raise_offer"
    ),
    AnswerColumn("organisation", "str", "CURIE", "who would have to do it"),
    AnswerColumn("name", "str", "", "its name"),
    AnswerColumn("topic", "str", "CURIE", "topic of the statement; missing for a membership"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn(
        "level_before", "Int64", "0-5", "level that counts now, stated or taken; missing if none"
    ),
    AnswerColumn("level", "Int64", "1-5", "level, or target level, to state"),
    AnswerColumn("steps", "int64", "level steps", "from the one to the other, from 0 if none"),
    AnswerColumn("sentence", "str", "", "the change in a sentence"),
)
COUNTERFACTUALS: tuple[AnswerColumn, ...] = (
    AnswerColumn(
        "kind",
        "str",
        "",
        "what a change would do: first (make the teacher the first choice), threshold (lift the"
        " score over it), leaves (off the first three) or nothing (no score is left)",
    ),
    AnswerColumn("learner", "str", "CURIE", "who learns"),
    AnswerColumn("learner_name", "str", "", "its name"),
    AnswerColumn("teacher", "str", "CURIE", "from whom"),
    AnswerColumn("teacher_name", "str", "", "its name"),
    AnswerColumn(
        "statement", "str", "CURIE", "statement to raise or remove; missing where none is made yet"
    ),
    AnswerColumn("topic", "str", "CURIE", "its topic"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn(
        "level_before", "Int64", "0-5", "level that counts now, stated or taken; missing if none"
    ),
    AnswerColumn("level", "Int64", "1-5", "smallest level that does it; missing if removed"),
    AnswerColumn("steps", "Int64", "level steps", "from the one to the other, from 0 if none"),
    AnswerColumn("score_before", "float64", "share 0-1", "score of the pair now"),
    AnswerColumn("score_after", "float64", "share 0-1", "score of the pair then"),
    AnswerColumn("place_before", "Int64", "", "teacher's place in the list; missing if not on it"),
    AnswerColumn("place_after", "Int64", "", "its place then; missing if not on it"),
    AnswerColumn("certainty", "str", "", "of the larger of the two scores: high, medium or low"),
    AnswerColumn("sentence", "str", "", "all of it in a sentence"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
)
FRAGILE: tuple[AnswerColumn, ...] = (
    AnswerColumn("rank", "int64", "", "1 = most hangs on it; equal counts share a rank"),
    AnswerColumn("statement", "str", "CURIE", "statement to confirm"),
    AnswerColumn("organisation", "str", "CURIE", "who would know"),
    AnswerColumn("name", "str", "", "its name"),
    AnswerColumn("topic", "str", "CURIE", "topic of the statement"),
    AnswerColumn("topic_label", "str", "", "its label in the chosen language"),
    AnswerColumn("kind", "str", "", "hg:Offer, hg:Need or hg:OwnLevel"),
    AnswerColumn("sources", "object", "ids", "where it is stated, sorted"),
    AnswerColumn("first", "int64", "", "learners whose first suggestion changes without it"),
    AnswerColumn("first_of", "object", "CURIEs", "those learners, sorted"),
    AnswerColumn("suggestions", "int64", "", "suggestions that leave their list without it"),
    AnswerColumn("pairs", "object", "CURIEs", "those, each as learner<teacher, sorted"),
    AnswerColumn("flips", "bool", "", "whether any first suggestion changes"),
    AnswerColumn("sentence", "str", "", "what to confirm with whom, and what hangs on it"),
    AnswerColumn("as_of", "str", "ISO date", "day the answer refers to"),
    _OPTIONS,
)
BATCHES: tuple[AnswerColumn, ...] = (
    AnswerColumn("number", "int64", "", "number of the batch, from 1"),
    AnswerColumn("source", "str", "", "file or folder that was imported"),
    AnswerColumn("sha256", "str", "", "SHA-256 of its content"),
    AnswerColumn("when", "str", "ISO 8601, UTC", "when it was imported"),
    AnswerColumn("added", "int64", "rows", "rows that were added"),
    AnswerColumn("changed", "int64", "rows", "rows that were changed"),
    AnswerColumn("removed", "int64", "rows", "rows that were removed"),
    AnswerColumn("undone", "bool", "", "whether it was taken back"),
)

REPLAY: tuple[AnswerColumn, ...] = (
    AnswerColumn("kind", "str", "", "code, option, data or answer"),
    AnswerColumn("change", "str", "", "added, removed or changed since the run"),
    AnswerColumn(
        "key", "str", "", "name of the option; table and CURIE of the data; suggestion and column"
    ),
    AnswerColumn("stored", "str", "", "on record, of data its fingerprint; missing if added"),
    AnswerColumn("fresh", "str", "", "found now; missing if removed"),
)
UPTAKE: tuple[AnswerColumn, ...] = (
    AnswerColumn("by", "str", "", "all, question, facet, rank or certainty"),
    AnswerColumn("value", "str", "", "which one: a CURIE, of a rank its number; all for all"),
    AnswerColumn("label", "str", "", "its label in the chosen language"),
    AnswerColumn("step", "str", "", "decided, taken, met, useful or level_reached"),
    AnswerColumn("count", "int64", "suggestions", "how many got so far"),
    AnswerColumn(
        "of", "str", "", "counted among: shown, decided, or answered (met, and its worth told)"
    ),
    AnswerColumn("n", "int64", "suggestions", "how many those are"),
    AnswerColumn("rate", "Float64", "share 0-1", "count / n; missing where n is 0"),
    AnswerColumn("low", "Float64", "share 0-1", "lower end of its 95 % interval (Wilson 1927)"),
    AnswerColumn("high", "Float64", "share 0-1", "upper end"),
    AnswerColumn("reason", "str", "", "why there is no rate; missing where there is one"),
)


def build_table(
    rows: "list[dict[str, object]]", columns: tuple[AnswerColumn, ...], **same: str
) -> "pd.DataFrame":
    """Rows as a table that keeps its contract: these columns, these dtypes, also when empty.

    `same` are columns that hold one value in all rows.

    >>> list(build_table([], OPEN_NEEDS).columns)[:2]
    ['learner', 'learner_name']
    """
    import pandas as pd

    table = pd.DataFrame(rows, columns=[column.name for column in columns]).assign(**same)
    return table.astype({column.name: column.dtype for column in columns})


def mark_snapshot(table: "pd.DataFrame", snapshot: str | None) -> "pd.DataFrame":
    """Note in a table's `attrs` from which public part it was made; None notes nothing."""
    if snapshot is not None:
        table.attrs["snapshot"] = snapshot
    return table
