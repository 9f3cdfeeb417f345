"""Targets as a covering programme: the fewest ballots whose departure puts given candidates ahead of others.

For rules by which every ballot adds fixed points, and for a candidate who must beat all others in pairs. The solver's
dual bound is the lower bound; what it proposes is recounted before it counts as an upper one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from hustings.departures.contest import Contest, Counts
from hustings.departures.leavers import Eligible, place_of

ROUNDING = 1e-4
ROW_WISE, MINIMISE, INTEGER = 2, 1, 1

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Cover:
    """The least number of ballots as far as it is proved, and ballots that do it if any were found.

    `possible` is False where it is proved that no ballots do it.
    """

    least: int
    removed: Counts | None
    possible: bool = True


def to_elect(contest: Contest, points: Whole, eligible: Eligible, candidates: Sequence[int], seconds: float) -> Cover:
    """Puts the candidates ahead of all others but as many as there are further seats."""
    others = [c for c in contest.standing if c not in candidates]
    allowed = contest.seats - len(candidates)
    pairs = [(c, other) for c in candidates for other in others]
    return _ahead(contest, points, eligible, pairs, others, allowed, seconds)


def to_unseat(contest: Contest, points: Whole, eligible: Eligible, candidate: int, seconds: float) -> Cover:
    """Puts as many others as there are seats ahead of the candidate."""
    others = [c for c in contest.standing if c != candidate]
    if len(others) < contest.seats:
        return Cover(0, None, possible=False)
    pairs = [(other, candidate) for other in others]
    return _ahead(contest, points, eligible, pairs, others, len(others) - contest.seats, seconds)


def to_win_every_pair(contest: Contest, eligible: Eligible, candidate: int, seconds: float) -> Cover:
    """Makes more ballots prefer the candidate to each other than the reverse."""
    gains = {other: preferred(contest, candidate, other) for other in contest.standing if other != candidate}
    rows = np.column_stack(list(gains.values())) if gains else np.zeros((len(eligible), 0), np.int64)
    return _solve(rows, contest.profile.counts, eligible, np.zeros((rows.shape[1], 0)), 0, seconds)


def preferred(contest: Contest, a: int, b: int) -> Whole:
    """For every row 1 if it prefers a to b, -1 if b to a, else 0."""
    return np.asarray(np.sign(place_of(contest.profile, b) - place_of(contest.profile, a)), np.int64)


def _ahead(
    contest: Contest,
    points: Whole,
    eligible: Eligible,
    pairs: Sequence[tuple[int, int]],
    excused: Sequence[int],
    allowed: int,
    seconds: float,
) -> Cover:
    """Puts the first of each pair ahead of the second; so many of the excused need not be in their pairs."""
    leads = np.column_stack([points[:, a] - points[:, b] for a, b in pairs])
    excuses = np.zeros((len(pairs), len(excused)))
    most = np.abs(leads).T @ contest.profile.counts + 1
    for i, pair in enumerate(pairs):
        for j, c in enumerate(excused):
            excuses[i, j] = most[i] if c in pair else 0
    return _solve(leads, contest.profile.counts, eligible, excuses, allowed, seconds)


def _solve(
    leads: Whole, counts: Counts, eligible: Eligible, excuses: NDArray[np.float64], allowed: int, seconds: float
) -> Cover:
    """Each column of leads, summed over the ballots that stay, is at least 1, or excused by one of the allowed."""
    kinds, kind_of = np.unique(leads, axis=0, return_inverse=True)
    kind_of = kind_of.ravel()
    may = np.bincount(kind_of, eligible, len(kinds))
    n, m = len(kinds), excuses.shape[1]
    rows = np.column_stack([-kinds.T.astype(np.float64), excuses])
    low = 1.0 - leads.T @ counts
    high = np.full(len(low), np.inf)
    if m:
        rows = np.vstack([rows, np.concatenate([np.zeros(n), np.ones(m)])])
        low, high = np.append(low, 0.0), np.append(high, float(allowed))
    at, columns = np.nonzero(rows)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("time_limit", seconds)):
        solver.setOptionValue(option, value)
    solver.passModel(
        n + m,
        len(low),
        len(at),
        ROW_WISE,
        MINIMISE,
        0.0,
        np.concatenate([np.ones(n), np.zeros(m)]),
        np.zeros(n + m),
        np.concatenate([may, np.ones(m)]),
        low,
        high,
        np.searchsorted(at, np.arange(len(low))).astype(np.int32),
        columns.astype(np.int32),
        rows[at, columns],
        np.full(n + m, INTEGER, np.int32),
    )
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Cover(0, None, possible=False)
    info = solver.getInfo()
    least = max(0, int(np.ceil(info.mip_dual_bound - ROUNDING))) if np.isfinite(info.mip_dual_bound) else 0
    solution = np.array(solver.getSolution().col_value)
    if len(solution) != n + m or not np.isfinite(info.objective_function_value):
        return Cover(least, None)
    return Cover(least, _taken(np.rint(solution[:n]).astype(np.int64), kind_of, eligible))


def _taken(number: Whole, kind_of: Whole, eligible: Eligible) -> Counts:
    """So many ballots of each kind, from its rows in order."""
    order = np.argsort(kind_of, kind="stable")
    sums = np.cumsum(eligible[order]) - eligible[order]
    starts = np.searchsorted(kind_of[order], np.arange(len(number)))
    before = sums - sums[starts][kind_of[order]]
    removed = np.zeros_like(eligible)
    removed[order] = np.clip(number[kind_of[order]] - before, 0, eligible[order])
    return removed
