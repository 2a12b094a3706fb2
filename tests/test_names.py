"""Finding a thing by what people call it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubgraph.errors import AmbiguousNameError, UnknownNameError
from hubgraph.names import find_name, name_key, name_slug

NAMES = {
    "DIGIHUB Südbaden": ["hgd:suedbaden"],
    "ZD.BB": ["hgd:boeblingen"],
    "Digital Hub kurpfalz@bw": ["hgd:kurpfalz"],
    "hgd:suedbaden": ["hgd:suedbaden"],
    "数字": ["hgd:shuzi"],
    "数据": ["hgd:shuju"],
    "!!!": ["hgd:loud"],
}


@pytest.mark.parametrize(
    ("given_name", "found"),
    [
        ("DIGIHUB Südbaden", "hgd:suedbaden"),
        ("digihub suedbaden", "hgd:suedbaden"),
        ("Digihub-SUDBADEN ", "hgd:suedbaden"),
        ("DIGIHUB Su\u0308dbaden", "hgd:suedbaden"),
        ("hgd:suedbaden", "hgd:suedbaden"),
        ("zd bb", "hgd:boeblingen"),
        ("digital hub kurpfalz bw", "hgd:kurpfalz"),
        ("数字", "hgd:shuzi"),
        ("数据", "hgd:shuju"),
    ],
)
def test_case_umlauts_and_punctuation_are_forgiven(given_name: str, found: str) -> None:
    assert find_name(given_name, NAMES, kind="hub") == found


@pytest.mark.parametrize("given_name", ["", " ", "???", "…"])
def test_a_name_without_letters_finds_nothing(given_name: str) -> None:
    with pytest.raises(UnknownNameError):
        find_name(given_name, NAMES, kind="hub")


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(UnknownNameError, match="no hub 'Digihub Sudbadn'") as caught:
        find_name("Digihub Sudbadn", NAMES, kind="hub")
    assert caught.value.suggestions[0] == "DIGIHUB Südbaden"
    assert "hgd:suedbaden" not in caught.value.suggestions


def test_of_several_with_one_name_all_are_listed() -> None:
    names = {"Hub A": ["hgd:z"], "hub-a": ["hgd:a"], "Hub": ["hgd:x", "hgd:b"]}
    for given_name, candidates in (("HUB A", ("hgd:a", "hgd:z")), ("Hub", ("hgd:b", "hgd:x"))):
        with pytest.raises(AmbiguousNameError, match=f"'{given_name}'.*identifier") as caught:
            find_name(given_name, names, kind="hub")
        assert caught.value.candidates == candidates
        assert ", ".join(candidates) in str(caught.value)


def test_exactly_spelt_goes_before_alike() -> None:
    names = {"Hub A": ["hgd:z"], "hub-a": ["hgd:a"]}
    assert find_name("Hub A", names, kind="hub") == "hgd:z"
    assert find_name("hub-a", names, kind="hub") == "hgd:a"


@pytest.mark.parametrize(("name", "key"), [("Straße", "strasse"), ("ÄÖÜ", "aou"), ("a_b", "ab")])
def test_key(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text(), st.text(alphabet=" .-_|@–·", max_size=3))
def test_case_and_punctuation_never_change_a_key(name: str, noise: str) -> None:
    assert name_key(noise + name + noise) == name_key(name)
    assert name_key(name.casefold()) == name_key(name)


@given(st.text())
def test_a_slug_is_made_of_letters_digits_and_single_hyphens(name: str) -> None:
    slug = name_slug(name)
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert all(letter.isalnum() or letter == "-" for letter in slug)


def test_slugs_of_our_names_are_plain() -> None:
    assert name_slug("Zentrum für Digitalisierung Landkreis Böblingen") == (
        "zentrum-fur-digitalisierung-landkreis-boblingen"
    )
    assert name_slug("5-HT Digital Hub Chemistry & Health") == "5-ht-digital-hub-chemistry-health"
