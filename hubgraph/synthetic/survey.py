"""The invented surveys: what each hub says of itself each year, and who learns from whom."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hubgraph.synthetic.country import WAVES, Hub, are_neighbours, load_country, zipf_weights
from hubgraph.synthetic.dice import Dice

_HIGHEST = 5
_TEACHES_FROM = 3
_ANSWER_DAYS = 44
_NEAR_WEIGHT, _FAR_WEIGHT = 4.0, 1.0
_PRIORITIES = ("1", "0.5", "0.25")
_LEVEL_WEIGHTS = ((1.0, 3.0, 4.0, 0.8), (3.0, 4.0, 2.0, 0.4), (6.0, 3.0, 1.0, 0.1))
"""Weights of levels 0 to 3 outside the focus: usual topics, middling ones, rare ones."""


@dataclass
class Answer:
    """Answer of one hub to one survey: own levels, offers with level, needs with target.

    `needs` maps a topic to target level and priority; a thin hub states no target (0).
    `reached` are topics whose level an exchange has raised to the target since.
    """

    hub: Hub
    wave: int
    day: str
    levels: dict[str, int]
    offers: dict[str, int]
    needs: dict[str, tuple[int, str]]
    reached: frozenset[str]


@dataclass(frozen=True)
class Exchange:
    """One hub learning a topic from another in the months after a survey."""

    learner: Hub
    teacher: Hub
    topic: str
    format: str
    begins: str
    outcome: str
    wave: int


@dataclass
class _State:
    """What is true of one hub, whether it says so or not."""

    hub: Hub
    levels: dict[str, int]
    shared: dict[str, int]
    needs: dict[str, tuple[int, str]] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)


def hold_surveys(hubs: list[Hub], seed: int) -> tuple[list[Answer], list[Exchange]]:
    """All answers, by survey and hub, and all exchanges, by survey and learner."""
    dice = Dice(seed, "survey")
    states = {hub.id: _draw_state(hub, dice) for hub in hubs}
    answers: list[Answer] = []
    exchanges: list[Exchange] = []
    current: dict[str, Answer] = {}
    for wave in WAVES:
        for hub in hubs:
            state = states[hub.id]
            _draw_needs(state, dice)
            if wave in hub.answered:
                current[hub.id] = _answer(state, wave, dice)
                answers.append(current[hub.id])
        known = [answer for answer in current.values() if answer.hub.is_member(f"{wave}-11-01")]
        agreed = [each for answer in known for each in _agree(answer, known, wave, dice)]
        for exchange in agreed:
            _learn(states[exchange.learner.id], current, exchange)
        exchanges += agreed
    return answers, exchanges


def _draw_state(hub: Hub, dice: Dice) -> _State:
    """Levels a hub starts with, and the part of each it is willing to share."""
    topics = load_country()["topics"]
    levels, shared = {}, {}
    for place, topic in enumerate(topics):
        if topic in hub.focus:
            levels[topic] = dice.pick((3, 4, 5), (0, 2, 3) if hub.thematic else (2, 3, 1))
        else:
            levels[topic] = dice.pick(range(4), _LEVEL_WEIGHTS[3 * place // len(topics)])
        willing = topic in hub.focus or dice.happens(0.7)
        shared[topic] = -dice.number(0, 1) if willing else -_HIGHEST
    return _State(hub, levels, shared)


def _draw_needs(state: _State, dice: Dice) -> None:
    """Drop needs that are met or given up, and add new ones, usual topics more often."""
    kept = {
        topic: need
        for topic, need in state.needs.items()
        if need[0] > state.levels[topic] and not dice.happens(0.1)
    }
    topics = load_country()["topics"]
    usual = zipf_weights(len(topics))
    weights = [
        weight * (topic not in kept and state.levels[topic] < _TEACHES_FROM)
        for topic, weight in zip(topics, usual, strict=True)
    ]
    for topic in dice.pick_several(topics, weights, dice.number(3, 5) - len(kept)):
        step = dice.pick((1, 2, 3), (4, 4, 2))
        priority = dice.pick(_PRIORITIES, (4, 4, 2))
        kept[topic] = (min(state.levels[topic] + step, _HIGHEST), priority)
    state.needs = kept


def _answer(state: _State, wave: int, dice: Dice) -> Answer:
    """What a hub says of itself: some cells stay empty, most of them with a thin hub."""
    hub = state.hub
    day = date(wave, 9, 1) + timedelta(days=dice.number(0, _ANSWER_DAYS))
    filled = {topic for topic in state.levels if dice.happens(0.3 if hub.thin else 0.97)}
    offers = {topic: level + state.shared[topic] for topic, level in state.levels.items()}
    answer = Answer(
        hub=hub,
        wave=wave,
        day=day.isoformat(),
        levels={topic: level for topic, level in state.levels.items() if topic in filled},
        offers={
            topic: level
            for topic, level in offers.items()
            if level > 0 and state.levels[topic] >= _TEACHES_FROM
        },
        needs={t: (0, p) if hub.thin else (target, p) for t, (target, p) in state.needs.items()},
        reached=frozenset(state.reached & filled),
    )
    state.reached.clear()
    return answer


def _agree(answer: Answer, known: list[Answer], wave: int, dice: Dice) -> list[Exchange]:
    """Exchanges of one learner until the next survey; neighbours are asked more often."""
    agreed = []
    for topic, (target, _) in sorted(answer.needs.items()):
        own = answer.levels.get(topic, 0)
        teachers = [each for each in known if each.offers.get(topic, 0) > own]
        if not teachers or not dice.happens(0.4):
            continue
        weights = [
            _NEAR_WEIGHT if are_neighbours(answer.hub, each.hub) else _FAR_WEIGHT
            for each in teachers
        ]
        teacher = dice.pick(teachers, weights)
        reachable = 0 < target <= teacher.offers[topic]
        begins, outcome = _draw_course(wave, dice, reachable=reachable)
        form = dice.pick(load_country()["formats"])
        agreed.append(Exchange(answer.hub, teacher.hub, topic, form, begins, outcome, wave))
    return agreed


def _draw_course(wave: int, dice: Dice, *, reachable: bool) -> tuple[str, str]:
    """First day and outcome; after the last survey there are two months, and most is open."""
    last = wave == WAVES[-1]
    day = date(wave, 11, 1) + timedelta(days=dice.number(0, 55 if last else 200))
    weights = (5.0, 2.0, 3.0 if reachable else 0.0, 20.0 if last else 0.5)
    return day.isoformat(), dice.pick(("useful", "not_useful", "level_reached", "pending"), weights)


def _learn(state: _State, current: dict[str, Answer], exchange: Exchange) -> None:
    """Raise the learner's level: by one if it was useful, to the target if that was reached."""
    topic = exchange.topic
    offered = current[exchange.teacher.id].offers[topic]
    if exchange.outcome == "useful":
        state.levels[topic] = max(state.levels[topic], min(state.levels[topic] + 1, offered))
    elif exchange.outcome == "level_reached":
        state.levels[topic] = max(state.levels[topic], state.needs[topic][0])
        state.reached.add(topic)
