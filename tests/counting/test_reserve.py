"""Reserved seats, and seats that fall vacant."""

import random
from itertools import combinations

import pytest

from hustings.counting import (
    RULES,
    Drawn,
    Profile,
    Reserve,
    ReserveError,
    UnbrokenTie,
    count,
    countback,
    runner_up,
    successor,
)

NAMES = [f"C{c}" for c in range(8)]
WOMEN = Reserve("women", frozenset({0, 1, 2}), 2)
STV = [rule.identifier for rule in RULES.values() if rule.family == "single transferable vote"]


def random_rankings(seed: int) -> Profile:
    dice = random.Random(seed)
    # Few first preferences for the group, so that the reserve has something to do.
    return Profile.from_rankings(
        NAMES,
        {
            tuple(sorted(dice.sample(range(8), dice.randint(2, 8)), key=lambda c: dice.random() - 0.5 * (c > 2))): (
                dice.randint(1, 60)
            )
            for _ in range(25)
        },
    )


@pytest.mark.parametrize("rule", STV)
def test_stv_fills_the_reserved_seats_whatever_the_votes(rule: str) -> None:
    changed = 0
    for seed in range(25):
        profile, lot = random_rankings(seed), Drawn(tuple(range(8)))
        free = count(profile, rule, 4, lot)
        result = count(profile, rule, 4, lot, reserves=[WOMEN])
        assert len(set(result.elected)) == 4
        assert len(set(result.elected) & WOMEN.members) >= 2
        if len(set(free.elected) & WOMEN.members) >= 2:
            continue
        changed += 1
    assert changed


def test_guarded_candidate_is_passed_over_and_doomed_one_excluded_first() -> None:
    profile = Profile.from_rankings(["A", "B", "C", "D"], {(0,): 40, (1,): 30, (2,): 20, (3,): 2})
    group = Reserve("group", frozenset({3}), 1)
    result = count(profile, "scottish-stv", 2, reserves=[group])
    assert result.elected == (0, 3)
    assert [stage.excluded for stage in result.stages] == [(), (), (2,), (1,)]
    assert (
        "B is excluded" in result.sentences[3] and "Every seat still to be filled was reserved" in result.sentences[3]
    )
    ballots = {(0,): 4, (1,): 4, (2, 1): 3, (3,): 2}
    result = count(Profile.from_rankings(["A", "B", "C", "D"], ballots), "scottish-stv", 2, reserves=[group])
    assert "Not excluded, for reserved seats need them: D." in result.sentences[1]


@pytest.mark.parametrize("rule", ["fptp", "block", "approval", "limited", "cumulative"])
def test_block_vote_takes_the_top_of_each_group_first(rule: str) -> None:
    profile = Profile.from_totals(NAMES, [10, 20, 30, 90, 80, 70, 60, 50], 100)
    men = Reserve("men", frozenset({3, 4}), 1)
    result = count(profile, rule, 4, reserves=[WOMEN, men])
    assert result.elected == (3, 4, 2, 1)
    assert "Of women, for whom 2 seats are reserved: C2 and C1." in result.sentences[0]


@pytest.mark.parametrize("rule", [rule.identifier for rule in RULES.values() if rule.reserves])
def test_who_is_elected_beside_a_group_does_not_depend_on_the_order_of_the_candidates(rule: str) -> None:
    """Two are level for the one seat that no group needs: that is a tie, whoever stands first on the ballot."""
    for names in (["A", "B", "G"], ["B", "A", "G"], ["G", "B", "A"]):
        group = Reserve("group", frozenset({names.index("G")}), 1)
        ballots = {(names.index("A"),): 40, (names.index("B"),): 40, (names.index("G"),): 20}
        with pytest.raises(UnbrokenTie) as caught:
            count(_ballots(rule, names, ballots), rule, 2, reserves=[group])
        assert {names[c] for c in caught.value.candidates} == {"A", "B"}


def _ballots(rule: str, names: list[str], ballots: dict[tuple[int, ...], int]) -> Profile:
    if RULES[rule].needs != "scores":
        return Profile.from_rankings(names, ballots)
    rows = [([int((c,) == ranking) for c in range(len(names))], number) for ranking, number in ballots.items()]
    return Profile.from_scores(names, rows)


def test_block_vote_with_reserves_is_that_of_its_definition() -> None:
    """The best of each group for its seats, the highest of all for the rest, and a lot only where it decides."""
    dice = random.Random(5)
    ties = 0
    for _ in range(2_000):
        n = dice.randint(2, 7)
        seats = dice.randint(1, n)
        votes = [dice.randint(0, 6) for _ in range(n)]
        members = frozenset(dice.sample(range(n), dice.randint(1, n)))
        reserve = Reserve("group", members, dice.randint(0, min(seats, len(members))))
        possible = {
            first | rest
            for first in _tops(votes, members, reserve.at_least)
            for rest in _tops(votes, frozenset(range(n)) - first, seats - len(first))
        }
        profile = Profile.from_totals([f"C{c}" for c in range(n)], votes, 30)
        try:
            assert {frozenset(count(profile, "block", seats, reserves=[reserve]).elected)} == possible
        except UnbrokenTie:
            ties += 1
            assert len(possible) > 1
            drawn = Drawn(tuple(dice.sample(range(n), n)))
            assert frozenset(count(profile, "block", seats, drawn, reserves=[reserve]).elected) in possible
    assert 100 < ties < 1_900


def _tops(votes: list[int], among: frozenset[int], places: int) -> list[frozenset[int]]:
    """Every set of that many candidates than whom none of the others has more votes."""
    sets = map(frozenset, combinations(sorted(among), places))
    return [top for top in sets if all(votes[a] >= votes[b] for a in top for b in among - top)]


def test_tie_inside_a_group_is_a_tie() -> None:
    profile = Profile.from_totals(NAMES[:4], [10, 10, 50, 60], 100)
    with pytest.raises(UnbrokenTie) as caught:
        count(profile, "block", 2, reserves=[Reserve("women", frozenset({0, 1}), 1)])
    assert (caught.value.candidates, caught.value.places) == ((0, 1), 1)


@pytest.mark.parametrize(
    ("reserves", "said"),
    [
        ([Reserve("women", frozenset({0}), 2)], "which has 1 candidates"),
        ([Reserve("women", frozenset({0, 1}), 2), Reserve("men", frozenset({2, 3}), 1)], "More seats are reserved"),
        ([Reserve("women", frozenset({0, 1}), 1), Reserve("youth", frozenset({1, 3}), 1)], "counts for two"),
        ([Reserve("women", frozenset({0}), -1)], "give 0 or more"),
    ],
)
def test_reserves_that_cannot_be_kept_are_refused(reserves: list[Reserve], said: str) -> None:
    with pytest.raises(ReserveError, match=said):
        count(Profile.from_totals(NAMES[:4], [1, 2, 3, 4], 10), "block", 2, reserves=reserves)


@pytest.mark.parametrize("rule", STV)
def test_countback_keeps_the_sitting_members_and_adds_one(rule: str) -> None:
    for seed in range(15):
        profile, lot = random_rankings(seed), Drawn(tuple(range(8)))
        elected = count(profile, rule, 3, lot).elected
        for vacating in elected:
            again = countback(profile, rule, elected, vacating, lot)
            new = successor(again, elected)
            assert set(again.elected) == set(elected) - {vacating} | {new}
            assert new not in elected
            unwilling = countback(profile, rule, elected, vacating, lot, unwilling=[new])
            assert successor(unwilling, elected) not in (new, vacating)


def test_countback_finds_whom_the_leaver_s_voters_prefer() -> None:
    profile = Profile.from_rankings(["A", "B", "C", "D"], {(0, 2): 40, (1, 0): 35, (2, 0): 4, (3, 1): 10})
    elected = count(profile, "scottish-stv", 2).elected
    assert elected == (0, 1)
    assert successor(countback(profile, "scottish-stv", elected, 0), elected) == 2


def test_countback_needs_a_seat_and_somebody_to_take_it() -> None:
    profile = Profile.from_rankings(["A", "B"], {(0, 1): 4, (1,): 3})
    with pytest.raises(ReserveError, match="does not hold a seat"):
        countback(profile, "scottish-stv", [0], 1)
    with pytest.raises(ReserveError, match="No candidate is left"):
        countback(profile, "scottish-stv", [0], 0, unwilling=[1])


def test_runner_up_has_the_most_votes_of_the_others() -> None:
    result = count(Profile.from_totals(NAMES[:4], [10, 40, 30, 20], 100), "block", 2)
    assert runner_up(result) == 3
    level = count(Profile.from_totals(NAMES[:4], [20, 40, 30, 20], 100), "block", 2)
    with pytest.raises(UnbrokenTie):
        runner_up(level)
    assert runner_up(level, Drawn((3, 0))) == 3
