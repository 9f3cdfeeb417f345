"""Rules by which every ballot adds fixed points to each candidate and the highest sums are elected: exact margins.

For an elected w and another l, a departure closes the lead of w over l by what the ballot gave w beyond l, whatever
else leaves. So the fewest departures that put l ahead of w are found greedily, and any change needs one such pair.
With one vote or none for each candidate that is T_k - T_(k+1) + 1, if so many ballots hold the one without the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hustings.counting import RULES
from hustings.counting.profile import NO_SCORE, NOBODY, Profile
from hustings.departures.contest import Contest, Counts
from hustings.departures.leavers import Eligible, place_of

ADDITIVE = ("fptp", "block", "limited", "cumulative", "approval", "score", "borda")


@dataclass(frozen=True)
class Pair:
    """The fewest departures, `number`, that put the loser ahead of the winner; `removed` says how many of each row."""

    winner: int
    loser: int
    number: int
    removed: Counts


def points_of(contest: Contest) -> NDArray[np.int64]:
    """What each row's ballot gives each candidate (rows x candidates), in the units in which the rule counts."""
    profile = contest.profile
    options = {option.name: option.default for option in RULES[contest.rule].options} | dict(contest.options)
    if contest.rule == "borda":
        return _borda(profile, options["unranked"] == "shared")
    if profile.scores is not None:
        given = np.where(profile.scores == NO_SCORE, 0, profile.scores).astype(np.int64)
        if contest.rule == "cumulative":
            given[given.sum(axis=1) > int(options["votes"])] = 0
        return given
    most = {"fptp": 1, "block": contest.seats, "approval": len(profile.candidates)}.get(contest.rule)
    return _crosses(profile, int(options["votes"]) if most is None else most)


def _crosses(profile: Profile, most: int) -> NDArray[np.int64]:
    n = len(profile.candidates)
    points = np.zeros((len(profile.counts), n + 1), np.int64)  # the last column takes what names nobody
    papers = np.minimum(profile.papers[:, :most], n)
    points[np.arange(len(points))[:, None], papers] = 1
    if profile.kind == "approvals" and profile.papers.shape[1] > most:
        points[profile.papers[:, most] != NOBODY] = 0
    return points[:, :n]


def _borda(profile: Profile, shared: bool) -> NDArray[np.int64]:
    """Half points: two for every candidate ranked below, one for every other of the same rank."""
    n = len(profile.candidates)
    places = np.stack([place_of(profile, c) for c in range(n)], axis=1)
    named = places < n
    points = np.zeros_like(places)
    for c in range(n):
        level = places == places[:, c : c + 1]
        level[:, c] = False
        if not shared:
            level &= named
        points[:, c] = 2 * (places[:, c : c + 1] < places).sum(axis=1) + level.sum(axis=1)
    points[~named.any(axis=1)] = 0
    return points


def cheapest_pair(contest: Contest, eligible: Eligible, points: NDArray[np.int64]) -> Pair | None:
    """The pair of an elected and another candidate that the fewest departures turn round; None if no pair can be."""
    totals = contest.profile.counts @ points
    best: Pair | None = None
    losers = [c for c in contest.standing if c not in contest.winners]
    pairs = sorted((int(totals[w] - totals[c]), w, c) for w in contest.winners for c in losers)
    largest = int(points.max(initial=0))
    for lead, w, loser in pairs:
        if best is not None and largest * best.number <= lead:
            continue  # so few ballots cannot close the lead
        found = turn_round(points[:, w] - points[:, loser], eligible, lead + 1)
        if found is not None and (best is None or found.sum() < best.number):
            best = Pair(w, loser, int(found.sum()), found)
    return best


def turn_round(closed: NDArray[np.int64], eligible: Eligible, lead: int) -> Counts | None:
    """The fewest ballots of each row whose departure closes the lead, the ballots that close most first."""
    removed = np.zeros_like(eligible)
    for step in sorted({int(value) for value in np.unique(closed)} - {0}, reverse=True):
        if step < 0 or lead <= 0:
            break
        rows = np.flatnonzero((closed == step) & (eligible > 0))
        wanted = -(-lead // step)
        taken = np.minimum(
            eligible[rows], np.maximum(0, wanted - np.concatenate(([0], np.cumsum(eligible[rows])[:-1])))
        )
        removed[rows] = taken
        lead -= step * int(taken.sum())
    return removed if lead <= 0 else None


def margin_of_totals(totals: Sequence[int], seats: int, standing: Sequence[int]) -> tuple[int, int, int] | None:
    """The margin of a block vote or approval from totals alone: (departures, last elected, first not elected).

    One departure fewer forces a tie. It takes so many ballots that hold the one and not the other; there are as many
    as soon as a single ballot holds the other and not the one. None where everybody who stands is elected.
    """
    ranked = sorted(standing, key=lambda c: -totals[c])
    if len(ranked) <= seats:
        return None
    last, first = ranked[seats - 1], ranked[seats]
    return totals[last] - totals[first] + 1, last, first
