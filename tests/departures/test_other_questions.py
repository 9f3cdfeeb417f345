"""Tipping shares, samples, no-shows, committee sizes and who gains."""

from fractions import Fraction
from pathlib import Path

import pytest
from tests.departures.test_known_cases import RULE, needs_wards, ward

from hustings.counting import Profile, formats
from hustings.departures import (
    DepartureError,
    no_show,
    sample,
    size_anomalies,
    slate,
    supporters,
    tipping_share,
    what_if,
    who_gains,
)
from hustings.departures.gains import Seats, Voters
from hustings.departures.tipping import in_proportion

BLOCK = Profile.from_approvals("ABC", {(0,): 50, (0, 1): 10, (1,): 30, (2,): 35})


def test_group_tips_the_result_beyond_a_share_from_sums() -> None:
    found = tipping_share(BLOCK, "approval", 1, supporters(0))
    # A has 60, B 40 of which 10 go with A: (60 - 40) / (60 - 10) comes before (60 - 35) / (60 - 0) for C.
    assert (found.share, found.turned, found.exact) == (Fraction(2, 5), (0, 1), True)
    totals = Profile.from_totals("ABC", [60, 40, 35], 125)
    assert tipping_share(totals, "approval", 1, [60, 10, 0]).share == Fraction(20, 50)


def test_group_tips_the_result_at_a_recounted_share() -> None:
    profile = Profile.from_rankings("ABC", {(0, 1): 600, (1, 0): 500, (2, 1): 300})
    found = tipping_share(profile, "scottish-stv", 1, supporters(2))
    # B has 800 with C's papers; when more than 200 of these 300 are gone, A is ahead.
    assert found.share is not None and not found.exact
    assert Fraction(2, 3) < found.share <= Fraction(2, 3) + Fraction(1, 200)
    assert tipping_share(profile, "scottish-stv", 1, supporters(0)).share is None


def test_group_that_nobody_is_in_is_refused() -> None:
    with pytest.raises(DepartureError, match="nobody could leave"):
        tipping_share(BLOCK, "block", 1, slate([0, 2]))
    totals = Profile.from_totals("AB", [3, 2], 5)
    for own, said in (([4, 0], "cannot have cast 4"), ([0, 0], "Nobody of this group"), ([1], "1 candidates")):
        with pytest.raises(DepartureError, match=said):
            tipping_share(totals, "block", 1, own)


def test_share_of_every_row_adds_up() -> None:
    counts = BLOCK.counts
    for tenths in range(11):
        part = in_proportion(counts, Fraction(tenths, 10))
        assert part.sum() == counts.sum() * tenths // 10
        assert (part <= counts).all() and (abs(part - counts * tenths / 10) < 1).all()


def test_sample_is_the_same_for_the_same_seed_and_near_the_exact_chance() -> None:
    profile = Profile.from_rankings("AB", {(0,): 3, (1,): 2})
    first, again = (sample(profile, "fptp", 1, 2, 4000, seed=7) for _ in range(2))
    assert first == again
    # B is ahead if both who leave are A's: 3 of 10 pairs; no other pair makes a tie.
    assert first.low <= 0.3 <= first.high
    assert sum(first.elected) == 4000


@pytest.mark.parametrize(("leaving", "draws"), [(5, 10), (-1, 10), (1, 0)])
def test_sample_of_too_many_is_refused(leaving: int, draws: int) -> None:
    with pytest.raises(DepartureError):
        sample(Profile.from_rankings("AB", {(0,): 3, (1,): 2}), "fptp", 1, leaving, draws)


@needs_wards
def test_no_show_of_north_lanarkshire_is_found() -> None:
    (case,) = no_show(ward("north_lanarkshire_2017_ward3"), RULE)
    assert (case.wanted + 1, case.elected + 1, case.margin.upper, case.margin.exact) == (5, 1, 4, True)
    for line in case.margin.certificate:
        places = [c + 1 for c in line.ballot]
        assert 5 in places and (1 not in places or places.index(5) < places.index(1))


def test_no_show_under_instant_runoff() -> None:
    # C goes first and A wins. With ten of B's voters away B goes first, and C, whom they prefer to A, wins.
    profile = Profile.from_rankings("ABC", {(0, 1, 2): 39, (1, 2, 0): 35, (2, 0, 1): 26})
    (case,) = no_show(profile, "irv", 1)
    assert (case.wanted, case.elected, case.margin.lower, case.margin.upper) == (2, 0, 10, 10)
    assert [line.ballot for line in case.margin.certificate] == [(1, 2, 0)]
    assert no_show(profile, "irv", 1, limit=9) == ()
    assert no_show(profile, "borda", 1) == ()


@needs_wards
def test_committee_of_three_loses_a_member_of_the_committee_of_two() -> None:
    (case,) = size_anomalies(ward("moray_2017_ward3"), RULE)
    assert (case.candidate + 1, case.fewer, case.more) == (3, 2, 3)


def test_larger_committee_of_a_block_vote_keeps_everybody() -> None:
    assert size_anomalies(BLOCK, "approval") == ()


def test_gains_tell_leavers_from_stayers_and_slates() -> None:
    profile = Profile.from_rankings("ABC", {(0, 1): 8, (1, 0): 7, (2, 1): 4})
    change = what_if(profile, "scottish-stv", 1, {(2, 1): 4, (1, 0): 1})
    gains = who_gains(change.before, change.after, profile, change.certificate)
    assert (gains.leavers, gains.stayers) == (Voters(0, 5, 0), Voters(8, 6, 0))
    assert [(of.candidate, of.stayers.better, of.leavers.worse) for of in gains.by_first_preference] == [
        (0, 8, 0),
        (1, 0, 1),
        (2, 0, 4),
    ]
    assert gains.by_slate == (Seats("", 1, 1),)


def test_gains_from_a_file_with_parties() -> None:
    profile = formats.load(Path(__file__).parents[1] / "data" / "counting" / "shetland_2017_ward7.csv")
    gains = who_gains((0, 1, 3, 4), (0, 1, 2, 4), profile)
    assert sum(seats.before for seats in gains.by_slate) == sum(seats.after for seats in gains.by_slate) == 4
    assert gains.leavers == Voters(0, 0, 0)
    assert sum(of.stayers.better for of in gains.by_first_preference) == gains.stayers.better > 0
