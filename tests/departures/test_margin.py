"""Bounds against brute force, for every rule: never a lower bound above the truth, never an upper one below it."""

import os
from dataclasses import replace
from itertools import combinations_with_replacement
from math import comb

import numpy as np
import pytest
from tests.departures.small import OPTIONS, fewest, made_up

from hustings.counting import RULES, Lot, Profile
from hustings.departures import (
    ANY_CHANGE,
    ANYONE,
    DepartureError,
    Goal,
    Margin,
    Who,
    cost_to_elect,
    elect,
    margin,
    prefers,
    search,
    slate,
    supporters,
    unseat,
    what_if,
)
from hustings.departures.additive import ADDITIVE
from hustings.departures.contest import Contest

ELECTIONS = 400 if os.environ.get("HUSTINGS_LONG") else 4
PROVED = (*ADDITIVE, "condorcet", "copeland", "minimax", "ranked-pairs", "schulze", "irv", "scottish-stv", "wig-stv")
LOT = Lot("before")
# A question that is not settled takes all its seconds, so that these are asked of fewer elections.
PROOF_ELECTIONS = 80 if os.environ.get("HUSTINGS_LONG") else 4
PROOF_SECONDS = 5 if os.environ.get("HUSTINGS_LONG") else 0.2  # what is not settled by then stays between its bounds


def against_brute_force(rule: str, seed: int, wanted: int, limit: float = 5) -> list[tuple[Margin, int | None]]:
    """Every answer for so many made-up elections, checked, with the truth."""
    dice = np.random.default_rng(seed)
    answers: list[tuple[Margin, int | None]] = []
    elections = 0
    while elections < wanted:
        before = len(answers)
        profile, seats = made_up(dice, rule)
        options = OPTIONS.get(rule, {})
        contest = Contest(profile, rule, seats, LOT, options)
        if np.prod(profile.counts + 1) > 300:
            continue
        for goal in (ANY_CHANGE, elect([0]), elect(range(seats)), *map(unseat, contest.winners[:1])):
            if not goal.reached(contest.winners, contest.winners):
                for who in (ANYONE, prefers(0, 1)):
                    answers += answer(contest, goal, who, limit)
        elections += len(answers) > before
    return answers


def answer(contest: Contest, goal: Goal, who: Who, limit: float) -> list[tuple[Margin, int | None]]:
    """The answer to one question, checked, with the truth; nothing where the goal is refused for good reason."""
    profile = contest.profile
    truth = fewest(contest, goal, who.eligible(profile))
    try:
        found = margin(profile, contest.rule, contest.seats, who, goal, limit, ties=LOT, options=contest.options)
    except DepartureError:
        assert truth is None
        return []
    assert found.upper is None or (truth is not None and truth <= found.upper)
    assert truth is None or found.lower <= truth
    assert found.verify()
    return [(found, truth)]


@pytest.mark.parametrize("rule", RULES)
def test_bounds_hold_and_meet_for_small_elections(rule: str) -> None:
    answers = against_brute_force(rule, 1, ELECTIONS)
    assert all(found.lower == found.upper == truth for found, truth in answers if truth is not None)


@pytest.mark.parametrize("rule", PROVED)
def test_proofs_alone_hold_for_small_elections(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_TRIED", 0)
    answers = [
        found for found, truth in against_brute_force(rule, 2, PROOF_ELECTIONS, PROOF_SECONDS) if truth is not None
    ]
    assert rule not in ADDITIVE or all(found.exact for found in answers)


@pytest.mark.parametrize("rule", ["scottish-stv", "wig-stv", "irv"])
def test_nothing_below_a_lower_bound_works(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Larger elections than brute force can finish: only departures of fewer ballots than the bound are tried.
    monkeypatch.setattr(search, "MOST_TRIED", 0)
    dice = np.random.default_rng(6)
    levels = 0
    while levels < 3 * PROOF_ELECTIONS:
        profile, seats = made_up(dice, rule, candidates=(4, 8), rows=(6, 14), most=12)
        contest = Contest(profile, rule, seats, LOT, OPTIONS.get(rule, {}))
        found = margin(profile, rule, seats, time_limit=PROOF_SECONDS, ties=LOT, options=contest.options)
        for number in range(1, found.lower):
            if comb(len(profile.counts) + number - 1, number) > 1000:
                break
            levels += 1
            for rows in combinations_with_replacement(range(len(profile.counts)), number):
                left = profile.counts - np.bincount(rows, minlength=len(profile.counts))
                assert (left < 0).any() or not ANY_CHANGE.reached_by_every(contest.winners, contest.outcomes(left))


def test_block_vote_closes_the_smallest_lead() -> None:
    ballots = {(0, 1): 40, (0, 2): 10, (1, 2): 5, (2, 3): 12, (3,): 20}
    profile = Profile.from_approvals("ABCD", ballots)  # A 50, B 45, D 32, C 27
    found = margin(profile, "block", 2)
    assert (found.lower, found.upper, found.after) == (14, 14, (0, 3))
    assert {line.ballot for line in found.certificate} <= {(0, 1), (1, 2)}
    together = margin(profile, "block", 2, slate([0, 1]))
    assert (together.upper, together.certificate[0].ballot) == (14, (0, 1))


def test_one_departure_fewer_forces_a_tie() -> None:
    profile = Profile.from_rankings("AB", {(0,): 9, (1,): 6})
    assert margin(profile, "fptp", 1).upper == 4
    assert Contest(profile, "fptp", 1).outcomes(np.array([6, 6])) == frozenset([(0,), (1,)])


def test_condorcet_winner_lasts_until_a_pair_is_level() -> None:
    profile = Profile.from_rankings("ABC", {(0, 1, 2): 6, (1, 0, 2): 3, (2, 0, 1): 2})
    found = margin(profile, "condorcet", 1)
    assert (found.lower, found.upper, found.after) == (5, 5, ())
    assert margin(profile, "schulze", 1).lower >= 5


def test_list_may_win_the_seat_of_another() -> None:
    profile = Profile.from_rankings("AB", {(0,): 5, (1,): 4})  # as many seats as lists, and one list may win both
    found = margin(profile, "dhondt", 2)
    assert (found.lower, found.upper, found.before, found.after) == (2, 2, (0, 1), (0, 0))


def test_cost_to_elect_names_the_target() -> None:
    profile = Profile.from_rankings("ABCD", {(0, 1): 20, (1, 0): 18, (2,): 15, (3, 2): 6})
    found = cost_to_elect(profile, "scottish-stv", 2, [2, 3])
    assert found.exact and set(found.after) == {2, 3}
    assert cost_to_elect(profile, "scottish-stv", 2, found.before).upper == 0


def test_ballots_of_the_certificate_belong_to_those_who_may_leave() -> None:
    profile = Profile.from_rankings("ABC", {(0, 1, 2): 20, (1, 2): 18, (2, 1): 15, (0,): 3})
    found = margin(profile, "irv", 1, supporters(1))
    assert {line.ballot[0] for line in found.certificate} == {1}
    assert found.verify()


def test_answer_that_was_tampered_with_does_not_verify() -> None:
    found = margin(Profile.from_rankings("AB", {(0,): 9, (1,): 6}), "fptp", 1)
    assert found.verify()
    assert not replace(found, upper=3).verify()
    assert not replace(found, after=(0,)).verify()
    assert not replace(found, certificate=(replace(found.certificate[0], count=3),)).verify()


def test_what_if_recounts() -> None:
    profile = Profile.from_rankings("ABC", {(0, 1): 8, (1, 0): 7, (2, 1): 4})
    change = what_if(profile, "scottish-stv", 1, {(2, 1): 4, (1, 0): 1})
    assert (change.before, change.after, change.leaving) == ((1,), (0,), 5)
    assert (change.quota_before, change.quota_after) == (10, 8)
    assert change.verify()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda p: margin(p, "irv", 1, time_limit=0), "time limit"),
        (lambda p: margin(p, "irv", 1, supporters(2)), "No ballot belongs to supporters:3"),
        (lambda p: margin(p, "irv", 1, supporters(7)), "There is no candidate 8"),
        (lambda p: margin(p, "irv", 1, prefers(1, 1)), "the same candidate twice"),
        (lambda p: margin(p, "irv", 1, supporters(0) & supporters(1)), "supporters:1 and supporters:2"),
        (lambda p: margin(p, "irv", 1, slate([0, 1], 3)), "2 names"),
        (lambda p: margin(p, "irv", 1, goal=elect([0, 1])), "cannot be elected to 1 seats"),
        (lambda p: margin(p, "irv", 1, goal=elect([2])), "cannot be reached"),
        (lambda p: margin(p, "block", 3), "all are elected whoever leaves"),
        (lambda p: margin(p, "irv"), "give the number of seats"),
        (lambda p: what_if(p, "irv", 1, {(0, 1): 9}), "there are only 5"),
        (lambda p: what_if(p, "irv", 1, {(0, 1): -1}), "cannot leave"),
        (lambda p: what_if(p, "irv", 1, {(0, 1): 5, (1, 0): 4}), "Nobody would stay"),
        (lambda p: margin(Profile.from_totals("AB", [3, 2], 5), "irv", 1), "needs rankings"),
        (lambda p: margin(Profile.from_totals("AB", [3, 2], 5), "fptp", 1, supporters(0)), "Totals alone"),
        (lambda p: margin(Profile.from_totals("AB", [3, 0], 5), "fptp", 1), "has a vote"),
        (lambda p: margin(Profile.from_rankings("AB", {(0,): 1, (1,): 1}), "fptp", 1), "needs a lot"),
    ],
)
def test_question_without_an_answer_gets_a_sentence(ask: object, said: str) -> None:
    profile = Profile.from_rankings("ABC", {(0, 1): 5, (1, 0): 4})
    assert callable(ask)
    with pytest.raises(ValueError, match=said):
        ask(profile)
