"""Meek (the nine-digit reference rule), New Zealand and Warren: each ballot walked through, one after the other."""

from tests.counting.reference import Ballots, Stages, highest_by, lowest_by

ONE = 10**9


def up(numerator: int, denominator: int) -> int:
    return (numerator + denominator - 1) // denominator


def count(
    ballots: Ballots, n: int, seats: int, way: str, lot: list[int] | None = None
) -> tuple[Stages, list[int], int]:
    ballots = [(prefs, number) for prefs, number in ballots if prefs]
    valid = sum(number for _, number in ballots) * ONE
    keep = [ONE] * n
    hopeful = list(range(n))
    elected: list[int] = []
    stages: Stages = []
    history: list[list[int]] = []
    before = None
    while True:
        votes = [0] * n
        for prefs, number in ballots:
            weight = ONE
            for c in prefs:
                part = min(weight, keep[c]) if way == "warren" else up(weight * keep[c], ONE)
                votes[c] += part * number
                weight = up(weight * (ONE - keep[c]), ONE) if way == "nz" else weight - part
        quota = sum(votes) // (seats + 1) + 1
        new = sorted((c for c in hopeful if votes[c] >= quota), key=lambda c: -votes[c])
        while len(new) > seats - len(elected):
            level = [c for c in new if votes[c] == votes[new[-1]]]
            while len(level) > 1 and len(new) > seats - len(elected):
                wins = highest_by(history[::-1] if way != "nz" else history, level, lot)
                level.remove(wins)
                new = [c for c in new if c not in level]
        elected += new
        hopeful = [c for c in hopeful if c not in elected]
        surplus = max(0, sum(votes[c] - quota for c in elected))
        rest = len(hopeful) <= seats - len(elected)
        lost: int | None = None
        if rest:
            elected += sorted(hopeful, key=lambda c: -votes[c])
            hopeful = []
        elif len(elected) < seats and not new:
            two = sorted(votes[c] for c in hopeful)[:2]
            still = surplus >= (100_000 if way == "nz" else 1000) and (before is None or surplus < before)
            if still and not (way == "nz" and two[0] + surplus < two[1]):
                before = surplus
                for c in elected:
                    if way == "warren":
                        keep[c] = up(keep[c] * quota, votes[c])
                    else:
                        keep[c] = up(up(keep[c] * quota, ONE) * ONE, votes[c])
                continue
            slack = 0 if way == "nz" else surplus
            tied = [c for c in hopeful if votes[c] <= two[0] + slack]
            lost = tied[0] if len(tied) == 1 else lowest_by(history[::-1] if way != "nz" else history, tied, lot)
        stages.append((votes, valid - sum(votes)))
        history.append(votes)
        if len(elected) == seats or not hopeful:
            return stages, elected, quota
        if lost is not None:
            hopeful.remove(lost)
            keep[lost] = 0
        before = None
