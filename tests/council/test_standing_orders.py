"""The arithmetic of standing orders."""

from datetime import date

import pytest

from hustings.council.standing_orders import Tally, at_least, is_carried, is_tied, latest_notice, months_later


@pytest.mark.parametrize(
    ("share", "number", "of", "needed"),
    [
        ("half", None, 9, 5),
        ("half", None, 10, 6),
        ("third", None, 9, 3),
        ("third", None, 10, 4),
        ("two_thirds", None, 10, 7),
        ("all", None, 9, 9),
        ("number", 4, 9, 4),
        ("third", None, 0, 1),
    ],
)
def test_share_counts_a_part_of_a_person_as_one(share: str, number: int | None, of: int, needed: int) -> None:
    assert at_least(share, number, of) == needed


@pytest.mark.parametrize(
    ("threshold", "tally", "carried"),
    [
        ("majority_voting", Tally(2, 1, 6, 9, 9), True),
        ("majority_voting", Tally(2, 2, 5, 9, 9), False),
        ("majority_voting", Tally(0, 0, 9, 9, 9), False),
        ("majority_present", Tally(4, 1, 4, 9, 9), False),
        ("majority_present", Tally(5, 1, 3, 9, 9), True),
        ("majority_seats", Tally(5, 0, 0, 5, 10), False),
        ("majority_seats", Tally(6, 0, 0, 6, 10), True),
        ("two_thirds_voting", Tally(4, 2, 3, 9, 9), True),
        ("two_thirds_voting", Tally(5, 3, 0, 8, 9), False),
        ("two_thirds_present", Tally(5, 0, 3, 8, 9), False),
        ("two_thirds_present", Tally(6, 0, 3, 9, 9), True),
        ("two_thirds_seats", Tally(6, 0, 0, 6, 10), False),
        ("two_thirds_seats", Tally(7, 0, 0, 7, 10), True),
        ("three_quarters_voting", Tally(3, 1, 5, 9, 9), True),
        ("three_quarters_voting", Tally(5, 2, 0, 7, 9), False),
        ("three_quarters_present", Tally(6, 0, 2, 8, 9), True),
        ("three_quarters_seats", Tally(7, 0, 0, 7, 10), False),
        ("two_thirds_voting", Tally(0, 0, 9, 9, 9), False),
    ],
)
def test_threshold_is_met_or_not(threshold: str, tally: Tally, carried: bool) -> None:
    assert is_carried(threshold, tally) is carried


def test_casting_vote_breaks_a_tie_either_way() -> None:
    tie = Tally(3, 3, 1, 7, 9)
    assert is_tied("majority_voting", tie)
    assert is_carried("majority_voting", tie, "for")
    assert not is_carried("majority_voting", tie, "against")
    assert not is_carried("majority_voting", tie)


def test_casting_vote_is_one_vote_of_those_present() -> None:
    assert is_carried("majority_present", Tally(3, 3, 0, 6, 9), "for")
    assert not is_carried("majority_present", Tally(3, 3, 2, 8, 9), "for")
    assert not is_tied("two_thirds_voting", Tally(3, 3, 0, 6, 9))


def test_notice_counts_back_from_the_day_of_the_meeting() -> None:
    assert latest_notice(date(2026, 3, 8), 7) == date(2026, 3, 1)


def test_month_without_the_day_ends_on_its_last() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2026, 8, 15), 0) == date(2026, 8, 15)
