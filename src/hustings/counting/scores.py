"""Scores and positions: points by rank, sums of scores, STAR, and majority judgment."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hustings.counting.pairwise import preferences
from hustings.counting.plurality import elect_highest, highest
from hustings.counting.profile import NO_SCORE, NOBODY, Profile, check_single
from hustings.counting.record import Count
from hustings.counting.said import gettext_lazy, ngettext_lazy
from hustings.counting.sheet import Sheet


def borda(sheet: Sheet) -> Count:
    """Borda: a point for every candidate ranked below, half a point for each of the same rank.

    Candidates not ranked share the last place; with the option `unranked` "nothing" they get no points for that.
    """
    profile = sheet.profile
    n = len(profile.candidates)
    sheet.scale, sheet.measure = 2, gettext_lazy("points")
    valid = profile.valid
    matrix = preferences(profile)
    points = [sum(valid + matrix[a][b] - matrix[b][a] for b in range(n) if b != a) for a in range(n)]
    if sheet.options["unranked"] == "nothing":
        blank_share = _halves_of_the_unranked(profile)
        points = [points[c] - blank_share[c] for c in range(n)]
    elect_highest(sheet, points, gettext_lazy("the most points"))
    return sheet.close()


def _halves_of_the_unranked(profile: Profile) -> list[int]:
    """The half points that each candidate has for sharing the last place, on ballots that leave them out."""
    n = len(profile.candidates)
    marked = (profile.papers != NOBODY).sum(axis=1)
    ranked = np.zeros((len(profile.counts), NOBODY + 1), bool)
    ranked[np.arange(len(ranked))[:, None], profile.papers] = True
    others = np.where(marked > 0, n - marked - 1, 0) * profile.counts
    halves: list[int] = (others @ ~ranked[:, :n]).tolist()
    return halves


def score(sheet: Sheet) -> Count:
    """Score voting: the highest sum of scores; no score counts as 0."""
    sheet.measure = gettext_lazy("points")
    sums: list[int] = (sheet.profile.counts @ _given(sheet.profile)).tolist()
    elect_highest(sheet, sums, gettext_lazy("the highest scores"))
    return sheet.close()


def star(sheet: Sheet) -> Count:
    """STAR: of the two with the highest scores, whom more voters prefer; for several seats one round per seat.

    Equal Vote Coalition, STAR voting rules: equal scores are decided by preference between the two, an equal runoff by
    the score; then by the tie policy.
    """
    sheet.measure = gettext_lazy("points")
    profile = sheet.profile
    given = _given(profile)
    sums: list[int] = (profile.counts @ given).tolist()
    left = [c for c in range(len(sums)) if c not in profile.withdrawn]
    while left and len(sheet.elected) < sheet.seats:
        finalists = _finalists(sheet, sums, given, left)
        if len(finalists) == 1:
            winner = finalists[0]
            said = gettext_lazy("{names} is the last candidate and is elected.", names=sheet.names([winner]))
        else:
            a, b = finalists
            for_a, for_b = _prefer(profile, given, a, b), _prefer(profile, given, b, a)
            if for_a != for_b:
                winner = a if for_a > for_b else b
            elif sums[a] != sums[b]:
                winner = a if sums[a] > sums[b] else b
            else:
                winner = sheet.choose(finalists, 1, "election")[0]
            said = gettext_lazy(
                "{names} is preferred on {more} ballots to {fewer} and is elected.",
                names=sheet.names([winner]),
                more=max(for_a, for_b),
                fewer=min(for_a, for_b),
            )
        highest_two = gettext_lazy("Finalists with the highest scores: {names}.", names=sheet.names(finalists))
        sheet.close_stage(sums, [highest_two, said], "", elected=[winner])
        left.remove(winner)
    return sheet.close()


def _finalists(sheet: Sheet, sums: Sequence[int], given: NDArray[np.int64], left: Sequence[int]) -> list[int]:
    """The two highest; where the second place is level between two, the one preferred to the other."""
    ranked = sorted(left, key=lambda c: -sums[c])
    if len(ranked) <= 2:
        return ranked
    ahead = [c for c in ranked if sums[c] > sums[ranked[1]]]
    level = [c for c in ranked if sums[c] == sums[ranked[1]]]
    if len(ahead) == 1 and len(level) == 2:
        for_first = _prefer(sheet.profile, given, level[0], level[1])
        for_second = _prefer(sheet.profile, given, level[1], level[0])
        if for_first != for_second:
            return [*ahead, level[0] if for_first > for_second else level[1]]
    return highest(sheet, sums, left, 2, "final")


def _prefer(profile: Profile, given: NDArray[np.int64], a: int, b: int) -> int:
    return int(profile.counts[given[:, a] > given[:, b]].sum())


def majority_judgment(sheet: Sheet) -> Count:
    """The highest median grade; equal ones are compared grade by grade from the middle outwards.

    Balinski and Laraki, Majority Judgment (2010), chapter 13: the majority-value. No grade counts as the lowest.
    """
    profile = sheet.profile
    check_single(profile)
    given = _given(profile)
    ballots = int(profile.counts.sum())
    middle = _from_the_middle(ballots)
    values = []
    for c in range(len(profile.candidates)):
        order = np.argsort(given[:, c], kind="stable")
        values.append(np.repeat(given[order, c], profile.counts[order])[middle])
    ladder = sorted({value.tobytes() for value in values}, key=lambda raw: np.frombuffer(raw, np.int64).tolist())
    place = [ladder.index(value.tobytes()) for value in values]
    medians = [int(value[0]) if ballots else 0 for value in values]
    elected = highest(sheet, place, [c for c in range(len(place)) if c not in profile.withdrawn], sheet.seats)
    sheet.measure = gettext_lazy("median grade")
    said = ngettext_lazy(
        "{names} has the best grades and is elected.",
        "{names} have the best grades and are elected.",
        len(elected),
        names=[
            gettext_lazy("{name} (median grade {grade})", name=profile.candidates[c], grade=medians[c]) for c in elected
        ],
    )
    sheet.close_stage(medians, [said], "", elected=elected)
    return sheet.close()


def _from_the_middle(n: int) -> list[int]:
    """Positions in a sorted row of n grades: the lower middle, then outwards, as medians are taken away."""
    left, right = (n - 1) // 2, (n - 1) // 2 + 1
    order = []
    take_left = True
    while left >= 0 or right < n:
        if take_left:
            order.append(left)
            left -= 1
        else:
            order.append(right)
            right += 1
        take_left = (left + 1) >= (n - right)
    return order


def _given(profile: Profile) -> NDArray[np.int64]:
    assert profile.scores is not None
    return np.where(profile.scores == NO_SCORE, 0, profile.scores).astype(np.int64)
