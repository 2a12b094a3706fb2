"""Suggestions and explanations of the bundled network, made once per language."""

from collections.abc import Mapping
from itertools import permutations

import pytest

import hubgraph as hg
from hubgraph.explanation.explain import Explanation
from hubgraph.explanation.suggestions import Suggestions
from hubgraph.matching.profiles import Profiles

Explanations = Mapping[tuple[str, str], Explanation]


@pytest.fixture(scope="session", params=["de", "en"])
def suggestions(request: pytest.FixtureRequest, profiles: Profiles) -> Suggestions:
    """All suggestions of the bundled network, in German, then in English."""
    return hg.suggest_learning(profiles, top=12, lang=request.param)


@pytest.fixture(scope="session")
def explanations(suggestions: Suggestions, profiles: Profiles) -> Explanations:
    """Explanation of every second of the 156 ordered pairs in German, of every fifth in English."""
    pairs = list(permutations(profiles.organisations.index, 2))
    return {
        (learner, teacher): hg.explain_suggestion(suggestions, learner=learner, teacher=teacher)
        for learner, teacher in pairs[:: 2 if suggestions.lang == "de" else 5]
    }
