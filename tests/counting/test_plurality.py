import pytest

from hustings.counting import Drawn, Lot, Profile, UnbrokenTie, count, lot_order


def test_fptp_elects_the_most_votes() -> None:
    result = count(Profile.from_totals(["Ann", "Bob"], [40, 35], ballots=75), "fptp", 1)
    assert result.elected == (0,)
    assert result.sentences == ("Stage 1: Ann has the most votes and is elected.",)


def test_block_orders_the_elected_by_votes() -> None:
    result = count(Profile.from_totals(["Ann", "Bob", "Cy"], [40, 35, 50], ballots=75), "block", 2)
    assert result.elected == (2, 0)


def test_tie_at_the_last_place_is_raised_then_settled_by_the_lot() -> None:
    profile = Profile.from_totals(["Ann", "Bob", "Cy", "Di"], [40, 20, 20, 20], ballots=75)
    with pytest.raises(UnbrokenTie) as caught:
        count(profile, "block", 3)
    assert (caught.value.candidates, caught.value.places) == ((1, 2, 3), 2)
    assert set(count(profile, "block", 3, Drawn((3, 1, 2))).elected) == {0, 3, 1}
    order = [c for c in lot_order("2031-05-01", 4) if c != 0]
    assert set(count(profile, "block", 3, Lot("2031-05-01")).elected) == {0, *order[:2]}


def test_block_sets_aside_a_ballot_with_too_many_crosses() -> None:
    profile = Profile.from_approvals(["Ann", "Bob", "Cy"], {(0, 1): 3, (2,): 2, (0, 1, 2): 5, (): 1})
    result = count(profile, "block", 2)
    assert (result.stages[0].votes, result.valid, result.void) == ((3, 3, 2), 5, 6)
