"""Seats against the share of a group that leaves."""

from fractions import Fraction

import pytest

from hustings.counting import ByRule, Drawn, Profile
from hustings.departures import DepartureError
from hustings.departures.shares import elected_by_share

HALVES = [Fraction(n, 2) for n in range(3)]
TENTHS = [Fraction(n, 10) for n in range(11)]
TOTALS = Profile.from_totals(["A1", "A2", "A3", "B1", "B2", "B3"], [900, 850, 800, 700, 600, 500], 1600)


def test_slate_loses_its_seats_one_by_one_as_its_votes_fall() -> None:
    found = elected_by_share(TOTALS, "block", 3, [0, 1, 2])
    assert found[0].elected == (0, 1, 2)
    # A3 falls below B1 when 800 (1 - s) < 700: beyond an eighth, and at the eighth there is a tie.
    changes = [i for i in range(1, 101) if found[i].elected != found[i - 1].elected]
    assert found[changes[0]].share == Fraction(13, 100)
    assert found[changes[0]].elected == (0, 1, 3)
    assert found[-1].elected == (3, 4, 5)
    for step in found:
        votes = [900 * (1 - step.share), 850 * (1 - step.share), 800 * (1 - step.share), 700, 600, 500]
        assert all(votes[w] >= votes[c] - 1 for w in step.elected for c in range(6) if c not in step.elected)


def test_tie_falls_to_those_who_were_elected_before() -> None:
    found = elected_by_share(Profile.from_totals(["A", "B"], [100, 50], 150), "fptp", 1, [0], HALVES)
    assert [step.elected for step in found] == [(0,), (0,), (1,)]


def test_lot_of_the_count_breaks_no_tie_of_a_recount() -> None:
    ties = (ByRule(), Drawn((1, 0)))
    found = elected_by_share(Profile.from_totals(["A", "B"], [40, 20], 60), "fptp", 1, [0], HALVES, ties=ties)
    assert [step.elected for step in found] == [(0,), (0,), (1,)]
    tied = elected_by_share(Profile.from_totals(["A", "B"], [20, 20], 40), "fptp", 1, [0], HALVES, ties=ties)
    assert tied[0].elected == (1,)  # as the lot fell when all were there


def test_supporters_leave_in_proportion_from_every_kind_of_ballot() -> None:
    ballots = {(0, 1): 60, (1, 0): 20, (2,): 50}
    found = elected_by_share(Profile.from_rankings(["A", "B", "C"], ballots), "irv", 1, [0], TENTHS)
    # 80 support A or B by turns; only the first preferences of A are its supporters, so 60 leave in tenths.
    assert [step.elected for step in found[:5]] == [(0,)] * 5
    # With half of them gone, 30 + 20 against 50 is a tie, and looking back, as the rule says, C was ahead.
    assert [step.elected for step in found[5:]] == [(2,)] * 6


def test_slate_that_nobody_supports_is_refused() -> None:
    with pytest.raises(DepartureError, match="Nobody voted for this slate"):
        elected_by_share(Profile.from_totals(["A", "B"], [5, 0], 5), "fptp", 1, [1])
