"""Each segment has a folder of its own, whatever its name is."""

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_analysis.analysis.segments import Segment
from referral_analysis.extract.codes import AGENCY_GROUPS
from referral_analysis.runs.disk.places import slug

FOLDER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def district(name: str) -> str:
    return slug(Segment(kind="district", name=name))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Swale", "swale"),
        ("Tonbridge and Malling", "tonbridge-and-malling"),
        ("Kingston upon Hull", "kingston-upon-hull"),
    ],
)
def test_a_usual_name_is_its_own_folder(name: str, wanted: str) -> None:
    assert district(name) == wanted


def test_agencies_are_their_groups() -> None:
    found = [slug(Segment(kind="agency", name=name)) for name in AGENCY_GROUPS]
    assert "local-authority" in found
    assert len(set(found)) == len(AGENCY_GROUPS)


def test_names_that_read_alike_have_folders_apart() -> None:
    names = [
        "Swale",
        "swale",
        "SWALE",
        "Swale ",
        "Swale.",
        "Swäle",
        "Sw\u0430le",
        "S/wale",
        "Police",
    ]
    found = [*map(district, names), slug(Segment(kind="agency", name="police"))]
    assert len({one.casefold() for one in found}) == len(found)


@pytest.mark.parametrize(
    "name", ["../../etc", "/", "..", "", "\n", "a" * 200, "CON", "-p", "%2e%2e", "\ud800", "東京"]
)
def test_a_hostile_name_is_a_plain_folder(name: str) -> None:
    found = district(name)
    assert FOLDER.fullmatch(found)
    assert len(found) < 60


@settings(max_examples=50)
@given(st.lists(st.text(max_size=60), min_size=2, max_size=4, unique=True))
def test_no_two_names_share_a_folder(names: list[str]) -> None:
    folders = [district(name) for name in names]
    assert all(FOLDER.fullmatch(one) for one in folders)
    assert all(one != other for one, other in combinations(folders, 2))
