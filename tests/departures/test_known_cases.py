"""What is known of real elections, found without being told."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from hustings.counting import Lot, Profile, formats
from hustings.departures import margin, what_if

WARDS = Path(os.environ.get("HUSTINGS_SHARED", "../shared")) / "data" / "scottish"
needs_wards = pytest.mark.skipif(not WARDS.is_dir(), reason="the wards of ../shared are not there")
RULE = "scottish-stv"


def ward(name: str) -> Profile:
    return formats.load(WARDS / f"{name}.csv")


def numbers(winners: tuple[int, ...]) -> list[int]:
    return [c + 1 for c in winners]


@needs_wards
@pytest.mark.parametrize(
    ("name", "remove", "before", "after"),
    [
        ("north_lanarkshire_2017_ward3", {(1, 3, 4): 4}, [1, 3, 4, 7], [3, 4, 5, 7]),
        ("eilean_siar_2012_ward7", {(3, 4, 7, 0): 2, (3, 7, 0): 2}, [3, 5, 6, 8], [1, 5, 6, 8]),
        ("shetland_2017_ward7", {(0, 1, 2): 1}, [1, 2, 4, 5], [1, 2, 3, 5]),
    ],
)
def test_few_departures_change_the_result(
    name: str, remove: dict[tuple[int, ...], int], before: list[int], after: list[int]
) -> None:
    change = what_if(ward(name), RULE, None, remove)
    assert (numbers(change.before), numbers(change.after)) == (before, after)
    assert change.verify()
    found = margin(ward(name), RULE)
    assert (found.lower, found.upper) == (sum(remove.values()), sum(remove.values()))
    assert numbers(found.after) != before and found.verify()


@needs_wards
def test_margin_of_newlands_auldburn_is_201() -> None:
    found = margin(ward("glasgow_2007_newlands"), RULE, ties=Lot("unused"))
    assert (found.lower, found.upper, found.exact) == (201, 201, True)


def test_totals_of_a_block_vote_suffice() -> None:
    votes = [101_015, 94_500, 90_200, 87_100, 84_400, 81_863, 72_514, 60_000]
    found = margin(Profile.from_totals([f"C{i}" for i in range(8)], votes, 160_000), "block", 6)
    assert (found.lower, found.upper, found.exact) == (9350, 9350, True)
    assert numbers(found.after) == [1, 2, 3, 4, 5, 7]
    assert found.verify()
    assert not replace(found, certificate=(replace(found.certificate[0], count=9349),)).verify()
