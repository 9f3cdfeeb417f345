"""Every way to break a tie, and every place where one can occur."""

import hashlib

import pytest

from hustings.counting import (
    ByRule,
    Drawn,
    LookBack,
    LookForward,
    Lot,
    Profile,
    TiePolicy,
    UnbrokenTie,
    count,
    lot_order,
)
from hustings.counting.ties import TieBreaker

ABCD = ("A", "B", "C", "D")
STV = ["scottish-stv", "wig-stv", "ers97-stv", "ni-stv", "irish-stv", "meek-stv", "nz-meek-stv", "warren-stv"]


def choose(
    policy: TiePolicy, tied: list[int], places: int, purpose: str, history: list[list[int]]
) -> tuple[tuple[int, ...], str]:
    breaker = TieBreaker(policy, (LookBack(),), ABCD)
    numbered = list(enumerate(history, 1))
    chosen = breaker.choose(tied, places, purpose, len(history) + 1, numbered)  # type: ignore[arg-type]
    return chosen, breaker.record[-1].how


HISTORY = [[5, 4, 3, 9], [7, 7, 6, 9], [8, 8, 8, 9]]


def test_look_back_takes_the_most_recent_difference() -> None:
    assert choose(LookBack(), [0, 1, 2], 1, "exclusion", HISTORY) == ((2,), "by the votes at stage 2")


def test_look_back_narrows_until_one_is_left() -> None:
    assert choose(LookBack(), [0, 1, 2], 1, "surplus", HISTORY) == (
        (0,),
        "by the votes at stage 2; then by the votes at stage 1",
    )


def test_look_back_without_narrowing_needs_a_stage_that_separates_all_chosen() -> None:
    assert choose(LookBack(narrow=False), [0, 1, 2], 1, "surplus", HISTORY) == ((0,), "by the votes at stage 1")
    assert choose(LookBack(narrow=False), [0, 1, 2], 2, "election", HISTORY) == ((0, 1), "by the votes at stage 2")


def test_look_back_ways_can_disagree() -> None:
    history = [[1, 2, 9, 0], [7, 7, 6, 0]]
    assert choose(LookBack(narrow=True), [0, 1, 2], 1, "election", history)[0] == (1,)
    assert choose(LookBack(narrow=False), [0, 1, 2], 1, "election", history)[0] == (2,)


def test_look_forward_takes_the_earliest_difference() -> None:
    assert choose(LookForward(), [0, 1, 2], 1, "exclusion", HISTORY) == ((2,), "by the votes at stage 1")


def test_drawn_order_favours_the_first() -> None:
    for purpose, chosen in [("election", 3), ("surplus", 3), ("exclusion", 1)]:
        assert choose(Drawn((3, 0, 1)), [0, 1, 3], 1, purpose, [])[0] == (chosen,)


def test_drawn_order_must_name_all_the_tied() -> None:
    with pytest.raises(UnbrokenTie, match="A, B, C are tied"):
        choose(Drawn((3, 0, 1)), [0, 1, 2], 1, "election", [])


def test_several_draws_are_tried_in_turn() -> None:
    policy = (ByRule(), Drawn((0, 1)), Drawn((3, 2)))
    assert choose(policy, [2, 3], 1, "election", [])[0] == (3,)
    assert choose(policy, [0, 1], 1, "election", [])[0] == (0,)


def test_lot_alone_comes_after_the_steps_of_the_rule() -> None:
    assert choose(Lot("s"), [0, 1, 2], 1, "exclusion", HISTORY)[1] == "by the votes at stage 2"
    assert choose((Lot("s"),), [0, 1, 2], 1, "exclusion", HISTORY)[1] == "by the lot of the seed “s”"


def test_lot_order_is_what_anybody_can_recompute() -> None:
    digests = {c: hashlib.sha256(f"Assembly 2031/{c + 1}".encode()).hexdigest() for c in range(20)}
    assert list(lot_order("Assembly 2031", 20)) == sorted(digests, key=lambda c: digests[c])
    assert lot_order("Assembly 2031", 3) == (1, 2, 0)


def test_unbroken_tie_says_who_for_how_many_places_and_what_for() -> None:
    with pytest.raises(UnbrokenTie) as caught:
        choose(ByRule(), [0, 1, 3], 2, "election", [[1, 1, 0, 1]])
    error = caught.value
    assert (error.candidates, error.places, error.purpose) == ((0, 1, 3), 2, "election")
    assert "A, B, D are tied and 2 of them must be chosen for election" in str(error)


@pytest.mark.parametrize("rule", STV)
def test_two_level_for_exclusion(rule: str) -> None:
    profile = Profile.from_rankings(ABCD, {(0,): 10, (1, 2): 3, (2, 0): 3, (3,): 5})
    assert_lot_decides(profile, rule, 2, "exclusion", (1, 2))


@pytest.mark.parametrize("rule", STV)
def test_three_level_for_exclusion(rule: str) -> None:
    profile = Profile.from_rankings(ABCD, {(0,): 20, (1, 0): 3, (2, 0): 3, (3, 0): 3})
    assert_lot_decides(profile, rule, 2, "exclusion", (1, 2, 3))


@pytest.mark.parametrize("rule", ["scottish-stv", "wig-stv", "ers97-stv", "ni-stv", "irish-stv"])
def test_two_level_for_whose_surplus_moves_first(rule: str) -> None:
    profile = Profile.from_rankings(ABCD, {(0, 2): 30, (1, 3): 30, (2,): 10, (3,): 9})
    assert_lot_decides(profile, rule, 3, "surplus", (0, 1))


@pytest.mark.parametrize("rule", STV)
def test_two_level_for_the_last_vacancy(rule: str) -> None:
    profile = Profile.from_rankings(ABCD, {(0,): 10, (1,): 5, (2,): 5})
    assert_lot_decides(profile, rule, 2, "exclusion", (1, 2), ignore=(3,))


def assert_lot_decides(
    profile: Profile, rule: str, seats: int, purpose: str, tied: tuple[int, ...], ignore: tuple[int, ...] = ()
) -> None:
    """Without a lot the tie is raised; with one it is recorded as broken by it, whichever way it falls."""
    with pytest.raises(UnbrokenTie) as caught:
        count(profile, rule, seats)
    assert (caught.value.candidates, caught.value.places, caught.value.purpose) == (tied, 1, purpose)
    for first in tied:
        others = [c for c in tied if c != first]
        order = tuple([*others, first] if purpose == "exclusion" else [first, *others])
        result = count(profile, rule, seats, Drawn(order))
        tie = result.ties[0]
        assert (tie.candidates, tie.chosen, tie.how) == (tied, (first,), "by the lot that was drawn")
        assert "were tied" in result.stages[tie.stage - 1].event


@pytest.mark.parametrize("rule", ["ers97-stv", "ni-stv", "irish-stv"])
def test_tie_is_told_once_where_a_surplus_is_deferred(rule: str) -> None:
    profile = Profile.from_rankings(ABCD, {(0,): 41, (1, 2): 1, (2, 1): 1, (3,): 30, (3, 0): 7})
    result = count(profile, rule, 2, Drawn((1, 2)))
    assert len(set(result.ties)) == len(result.ties)


def test_renfrewshire_2017_ward_3_needs_looking_back() -> None:
    from pathlib import Path

    from hustings.counting import formats

    profile = formats.load(Path(__file__).parents[1] / "data" / "counting" / "renfrewshire_2017_ward3.csv")
    tie = count(profile, "scottish-stv", 3).ties[0]
    assert (tie.stage, tie.purpose, tie.candidates, tie.chosen) == (7, "surplus", (5, 7), (7,))
    assert tie.how == "by the votes at stage 5"
    backwards = count(profile, "scottish-stv", 3, LookForward())
    assert backwards.ties[0].chosen == (5,)


def test_meek_counts_candidates_within_the_surplus_as_level() -> None:
    profile = Profile.from_rankings(ABCD, {(0, 1): 7, (1,): 3, (2,): 3, (3,): 5})
    with pytest.raises(UnbrokenTie):
        count(Profile.from_rankings(ABCD, {(0,): 7, (1,): 3, (2,): 3, (3,): 5}), "meek-stv", 2)
    assert 1 in count(profile, "meek-stv", 3).elected
