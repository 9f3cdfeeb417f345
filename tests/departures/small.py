"""Small elections made up at random, and the fewest departures found by trying every one of them."""

import itertools
from collections.abc import Mapping

import numpy as np

from hustings.counting import RULES, Profile
from hustings.departures import Goal
from hustings.departures.contest import Contest, Counts

NAMES = "ABCDEFGH"
SINGLE = ("irv", "coombs", "condorcet")
OPTIONS: Mapping[str, Mapping[str, int | str]] = {
    "limited": {"votes": 2},
    "cumulative": {"votes": 2},
    "wig-stv": {"quota": "exact", "decimals": 2},
}


def made_up(
    dice: np.random.Generator,
    rule: str,
    candidates: tuple[int, int] = (3, 5),
    rows: tuple[int, int] = (2, 6),
    most: int = 4,
) -> tuple[Profile, int]:
    """A profile that the rule can read, and a number of seats; ranges end before their second number."""
    n = int(dice.integers(*candidates))
    seats = 1 if rule in SINGLE else int(dice.integers(1, n))
    needs = RULES[rule].needs
    kinds = int(dice.integers(*rows))
    if needs == "scores":
        scores = [[None if x == 5 else int(x) for x in dice.integers(0, 6, n)] for _ in range(kinds)]
        return Profile.from_scores(NAMES[:n], [(row, int(dice.integers(1, most))) for row in scores]), seats
    ballots: dict[tuple[int, ...], int] = {}
    for _ in range(kinds):
        marked = dice.permutation(n)[: int(dice.integers(1, n + 1))]
        ballots[tuple(marked.tolist())] = int(dice.integers(1, most))
    crosses = needs == "approvals" or (needs in ("totals", "lists") and dice.random() < 0.5)
    return (Profile.from_approvals if crosses else Profile.from_rankings)(NAMES[:n], ballots), seats


def fewest(contest: Contest, goal: Goal, eligible: Counts) -> int | None:
    """The fewest departures that bring the goal about whichever way lots fall, by trying all; None if none do."""
    every = itertools.product(*(range(int(number) + 1) for number in eligible))
    for removed in sorted(every, key=sum):
        outcomes = contest.outcomes(contest.profile.counts - np.array(removed))
        if sum(removed) and goal.reached_by_every(contest.winners, outcomes):
            return sum(removed)
    return None
