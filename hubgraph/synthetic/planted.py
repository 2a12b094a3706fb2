"""Planted worlds: networks of any size in which it is known who should learn from whom.

Every organisation has one need, and for every need there is one hidden teacher: the only
one that offers this very topic above the learner's level. The others offer it at most at the
level the learner has, or offer a topic near it. Without noise, deletions and missing levels
the hidden teacher must come first.

>>> world = plant_world(Planting(organisations=13, topics=40, seed=7))
>>> len(world.truth)
13
>>> learner, topic, teacher = world.truth[0]
>>> KINDS[world.kind[(world.organisation == learner) & (world.topic == topic)][0]]
'need'

`hubgraph.synthetic.planted_tables` writes such a world as the tables of a network.
"""

from dataclasses import dataclass, fields

import numpy as np

from hubgraph.errors import OptionError
from hubgraph.synthetic.draws import Draws, Ints

KINDS = ("offer", "need", "own_level")
"""Kinds of statements, by their number."""

UNKNOWN = -1
"""Level of a statement that states none."""

_OFFER, _NEED, _OWN = range(len(KINDS))
_LEVELS = 5
_SHARES = ("second_parents", "related", "missing_levels", "deletions")


@dataclass(frozen=True)
class Planting:
    """What a planted world is like.

    `organisations` (from 2) state `offers` offers each (at most, for a topic drawn twice counts
    once) on `topics` topics (from 10), with an own level beside each. Topics are drawn by
    Zipf's law and form a tree with `branching` topics below each; a share of
    `second_parents` has two broader topics, a share `related` of the lowest is related to
    another. A need is 1 to `gap` steps (1 to 3) above the own level.

    Then the world is spoilt: every organisation makes `noise` more offers on random topics at
    random levels, a share of `missing_levels` of all levels is not stated, a share of
    `deletions` of all offers is not stated. Shares are 0 to 1. The same `seed` gives the same
    world.

    Raises OptionError for a value outside its range.
    """

    organisations: int = 13
    topics: int = 60
    offers: int = 6
    branching: int = 6
    second_parents: float = 0.25
    related: float = 0.1
    gap: int = 2
    noise: int = 0
    missing_levels: float = 0.0
    deletions: float = 0.0
    seed: int = 2018

    def __post_init__(self) -> None:
        """Refuse values outside their range."""
        least = {"organisations": 2, "topics": 10, "branching": 2, "gap": 1}
        most = {"gap": 3, **dict.fromkeys(_SHARES, 1)}
        for name in (field.name for field in fields(self)):
            value, low = getattr(self, name), least.get(name, 0)
            high = most.get(name)
            if value < low or (high is not None and value > high):
                allowed = f"from {low}" if high is None else f"{low} to {high}"
                raise OptionError(name, value, allowed)


@dataclass(frozen=True)
class PlantedWorld:
    """A network with a known truth, as numbers: organisations 0 … n-1, topics 0 … m-1.

    `broader` and `related` hold pairs of topics, one per row; topic 0 is the top. Of each
    statement, in order of organisation, kind and topic: `kind` (place in `KINDS`), `organisation`,
    `topic`, `level` (of a need: the target; `UNKNOWN` if not stated). `truth` has one row per need:
    learner, topic, hidden teacher.
    """

    planting: Planting
    broader: Ints
    related: Ints
    kind: Ints
    organisation: Ints
    topic: Ints
    level: Ints
    truth: Ints


def plant_world(planting: Planting) -> PlantedWorld:
    """World with these properties; the same planting gives the same world, everywhere."""
    broader, related = _grow_tree(planting)
    truth, floor = _hide_teachers(planting)
    stated = [*_state_truth(planting, truth, floor), _state_offers(planting, truth, floor)]
    table = np.concatenate([*stated, _state_noise(planting)])
    table = _spoil(planting, _keep_first(table, planting))
    kind, organisation, topic, level = table.T
    return PlantedWorld(planting, broader, related, kind, organisation, topic, level, truth)


def _grow_tree(planting: Planting) -> tuple[Ints, Ints]:
    """Pairs of topics: narrower and broader, related."""
    draws, m = Draws(planting.seed, "tree"), planting.topics
    topics = np.arange(1, m)
    parent = (topics - 1) // planting.branching
    other = draws.below(topics)
    second = (draws.shares(m - 1) < planting.second_parents) & (other != parent)
    broader = np.concatenate(
        [np.stack([topics, parent]), np.stack([topics[second], other[second]])], axis=1
    ).T
    leaves = np.setdiff1d(topics, broader[:, 1])
    chosen = leaves[draws.shares(len(leaves)) < planting.related]
    partner = leaves[draws.below(np.full(len(chosen), len(leaves)))]
    related = np.stack([chosen, partner], axis=1)[chosen != partner]
    return broader, np.unique(np.sort(related, axis=1), axis=0)


def _hide_teachers(planting: Planting) -> tuple[Ints, Ints]:
    """Truth (learner, topic, teacher), and the learners' own level by topic, 0 if no need."""
    draws, n, m = Draws(planting.seed, "truth"), planting.organisations, planting.topics
    count = max(2, min(n, m // 4))
    hidden = 1 + draws.order(m - 1)[:count]
    teachers = draws.order(n)[:count]
    floor = np.zeros(m, dtype=np.int64)
    floor[hidden] = 1 + draws.below(np.full(count, _LEVELS - planting.gap))
    learners = np.arange(n)
    place = draws.zipf(count, n)
    place = np.where(teachers[place] == learners, (place + 1) % count, place)
    return np.stack([learners, hidden[place], teachers[place]], axis=1), floor


def _state_truth(planting: Planting, truth: Ints, floor: Ints) -> list[Ints]:
    """Needs, the learners' own levels there, and the hidden offers with theirs."""
    draws = Draws(planting.seed, "needs")
    learner, topic, _ = truth.T
    own = floor[topic]
    target = own + 1 + draws.below(np.full(len(learner), planting.gap))
    pairs = np.unique(truth[:, 1:], axis=0)
    taught, teacher = pairs.T
    level = floor[taught] + planting.gap
    return [
        _to_rows(_OFFER, teacher, taught, level),
        _to_rows(_OWN, teacher, taught, level),
        _to_rows(_NEED, learner, topic, target),
        _to_rows(_OWN, learner, topic, own),
    ]


def _state_offers(planting: Planting, truth: Ints, floor: Ints) -> Ints:
    """Offers of all on usual topics, with own levels; nobody offers what they need.

    A topic somebody needs is offered at most at the level the learners have.
    """
    draws, n, m = Draws(planting.seed, "offers"), planting.organisations, planting.topics
    owner = np.repeat(np.arange(n), planting.offers)
    topic = (1 + draws.order(m - 1))[draws.zipf(m - 1, len(owner))]
    highest = np.where(floor[topic] > 0, floor[topic], _LEVELS)
    level = 1 + draws.below(highest)
    kept = truth[owner, 1] != topic
    offers = _keep_first(_to_rows(_OFFER, owner[kept], topic[kept], level[kept]), planting)
    owns = offers.copy()
    owns[:, 0] = _OWN
    return np.concatenate([offers, owns])


def _state_noise(planting: Planting) -> Ints:
    """Offers on random topics at random levels."""
    draws = Draws(planting.seed, "noise")
    owner = np.repeat(np.arange(planting.organisations), planting.noise)
    topic = 1 + draws.below(np.full(len(owner), planting.topics - 1))
    level = 1 + draws.below(np.full(len(owner), _LEVELS))
    return _to_rows(_OFFER, owner, topic, level)


def _spoil(planting: Planting, table: Ints) -> Ints:
    """Statements without some of the offers, and without some of the levels."""
    draws = Draws(planting.seed, "spoil")
    table = table.copy()
    gone = (table[:, 0] == _OFFER) & (draws.shares(len(table)) < planting.deletions)
    table[draws.shares(len(table)) < planting.missing_levels, 3] = UNKNOWN
    kept: Ints = table[~gone]
    return kept


def _to_rows(kind: int, owner: Ints, topic: Ints, level: Ints) -> Ints:
    """Statements of one kind, one per row."""
    return np.stack([np.full(len(owner), kind), owner, topic, level], axis=1)


def _keep_first(table: Ints, planting: Planting) -> Ints:
    """One statement per organisation, kind and topic, in this order: the first of several."""
    kind, owner, topic, _ = table.T
    _, first = np.unique((owner * len(KINDS) + kind) * planting.topics + topic, return_index=True)
    found: Ints = table[first]
    return found
