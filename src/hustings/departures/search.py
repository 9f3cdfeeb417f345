"""Upper bounds: departures that bring the goal about, found by trying and each proved by a recount.

First guesses: at every exclusion, one supporter more than the gap leaves, so that another is excluded instead; and for
every pair of candidates, those who prefer the one to the other. A guess that works is then thinned out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import combinations_with_replacement
from math import comb
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from hustings.counting.profile import NOBODY
from hustings.departures.contest import Contest, Counts
from hustings.departures.goals import Goal
from hustings.departures.leavers import Eligible, place_of

MOST_TRIED = 20_000


@dataclass
class Search:
    """The best departures found so far for one goal, and the recounts that it took. Every one is recounted.

    `cap`: more departures than these are of no interest.
    """

    contest: Contest
    goal: Goal
    eligible: Eligible
    deadline: float
    best: Counts | None = None
    recounts: int = 0
    tried: set[bytes] = field(default_factory=set)
    cap: int | None = None

    @property
    def upper(self) -> int | None:
        """The number of the best departures."""
        return None if self.best is None else int(self.best.sum())

    @property
    def most(self) -> int:
        """The most departures that would be an improvement."""
        eligible = int(self.eligible.sum())
        capped = eligible if self.cap is None else min(eligible, self.cap)
        return capped if self.best is None else int(self.best.sum()) - 1

    @property
    def late(self) -> bool:
        """Whether the time is up."""
        return perf_counter() > self.deadline

    @property
    def can_try_all(self) -> bool:
        """Whether all departures that would be an improvement are few enough to try every one of them."""
        return comb(len(np.flatnonzero(self.eligible)) + self.most, self.most) <= MOST_TRIED

    def works(self, removed: Counts) -> bool:
        """Whether these departures bring the goal about, whichever way lots fall."""
        self.recounts += 1
        outcomes = self.contest.outcomes(self.contest.profile.counts - removed)
        return self.goal.reached_by_every(self.contest.winners, outcomes)

    def offer(self, removed: Counts) -> bool:
        """Keeps the departures if they are fewer than the best so far and work."""
        number = int(removed.sum())
        if not 0 < number <= self.most:
            return False
        if (removed > self.eligible).any() or (removed < 0).any():
            return False
        key = blake2b(removed.tobytes(), digest_size=16).digest()
        if key in self.tried:
            return False
        self.tried.add(key)
        if not self.works(removed):
            return False
        self.best = removed.copy()
        return True

    def thin(self) -> None:
        """Keeps ballots back from the best departures, half of a row, then one, as long as the rest still works."""
        while self.best is not None and not self.late:
            rows = np.flatnonzero(self.best)
            before = self.upper
            for row in rows[np.argsort(-self.best[rows], kind="stable")].tolist():
                self.thin_row(row)
                if self.late:
                    return
            if self.upper == before:
                return

    def thin_row(self, row: int) -> None:
        """Keeps back as many ballots of the row as bisection finds."""
        assert self.best is not None
        step = int(self.best[row])
        while step and not self.late:
            fewer = self.best.copy()
            fewer[row] -= min(step, int(fewer[row]))
            if not self.offer(fewer):
                step //= 2
            elif not self.best[row]:
                return


def try_all(search: Search, lower: int) -> int:
    """Tries every departure of `lower` ballots, then of one more, while they are few; returns the lower bound."""
    rows = np.flatnonzero(search.eligible).tolist()
    while lower <= search.most:
        if comb(len(rows) + lower - 1, lower) > MOST_TRIED:
            return lower
        for chosen in combinations_with_replacement(rows, lower):
            removed = np.bincount(chosen, minlength=len(search.eligible))
            if search.late:
                return lower
            if search.offer(removed):
                return lower
        lower += 1
    return lower


def guess(search: Search) -> None:
    """Tries the first guesses for the contest's rule, the most hopeful first, and thins out the best of them."""
    guesses = _at_exclusions(search) if search.contest.before.stages[-1].excluded or _transfers(search) else iter(())
    for removed in guesses:
        search.offer(removed)
        if search.late:
            break
    if search.best is None or not _transfers(search):
        _by_pairs(search)
    search.thin()


def _transfers(search: Search) -> bool:
    return any(stage.excluded or stage.moved_from for stage in search.contest.before.stages)


def _at_exclusions(search: Search) -> Iterator[Counts]:
    """For every exclusion and every other candidate then continuing, one supporter of theirs more than the gap."""
    contest = search.contest
    papers, counts = contest.profile.papers, contest.profile.counts
    scale = contest.before.scale
    gone: set[int] = set(contest.profile.withdrawn)
    found: list[tuple[int, int, tuple[int, ...], int]] = []
    previous = contest.before.stages[0]
    for stage in contest.before.stages:
        for c in stage.excluded:
            continuing = tuple(d for d in contest.standing if d not in gone and d != c)
            for other in continuing:
                gap = -(-(previous.votes[other] - previous.votes[c]) // scale) + 1
                if gap > 0:
                    found.append((gap, other, (*continuing, c), c))
            gone.add(c)
        gone.update(stage.elected)
        previous = stage
    for gap, other, continuing, instead in sorted(found):
        if gap > search.most:
            return
        holders = _first_of(papers, continuing)
        rows = np.flatnonzero((holders == other) & (search.eligible > 0))
        for order in (place_of(contest.profile, instead), -place_of(contest.profile, instead)):
            yield _take(rows[np.argsort(order[rows], kind="stable")], gap, search.eligible)
        yield _take(rows[np.argsort(-counts[rows], kind="stable")], gap, search.eligible)


def _by_pairs(search: Search) -> None:
    """For every elected and every other, those who prefer the one to the other leave, as few as bisection finds."""
    contest = search.contest
    first = [c for c in contest.standing if c in contest.winners] or list(contest.standing)
    if search.goal.kind == "elect":
        first = [c for c in contest.standing if c not in search.goal.candidates]
    if search.goal.kind in ("unseat", "swap"):
        first = list(search.goal.candidates[-1:])
    places = {c: place_of(contest.profile, c) for c in contest.standing}
    orders = [
        np.flatnonzero((places[a] < places[b]) & (search.eligible > 0))
        for a in first
        for b in contest.standing
        if a != b
    ]
    orders += [np.flatnonzero((places[a] == 0) & (search.eligible > 0)) for a in first]
    for rows in sorted(orders, key=lambda rows: int(search.eligible[rows].sum())):
        _fewest_in_order(search, rows)
        if search.late:
            return


def _fewest_in_order(search: Search, rows: NDArray[np.int64]) -> None:
    """Tries ever more ballots of the rows, in order; then bisects between the last to fail and the first to work."""
    most = min(search.most, int(search.eligible[rows].sum()))
    fails, number = 0, 1
    while number <= most and not search.late:
        if search.offer(_take(rows, number, search.eligible)):
            break
        fails, number = number, (most if number < most < 2 * number else 2 * number)
    else:
        return
    while number - fails > 1 and not search.late:
        middle = (fails + number) // 2
        if search.offer(_take(rows, middle, search.eligible)):
            number = middle
        else:
            fails = middle


def _take(rows: NDArray[np.int64], number: int, eligible: Eligible) -> Counts:
    """So many ballots from the rows, in order."""
    removed = np.zeros_like(eligible)
    before = np.concatenate(([0], np.cumsum(eligible[rows])[:-1])) if len(rows) else np.empty(0, np.int64)
    removed[rows] = np.clip(number - before, 0, eligible[rows])
    return removed


def _first_of(papers: NDArray[np.uint8], continuing: tuple[int, ...]) -> NDArray[np.uint8]:
    """The first preference of every ballot among these candidates, or NOBODY."""
    if papers.shape[1] == 0:
        return np.full(len(papers), NOBODY, np.uint8)
    standing = np.zeros(NOBODY + 1, np.bool_)
    standing[list(continuing)] = True
    open_ = standing[papers]
    place = open_.argmax(axis=1)
    at = np.arange(len(papers))
    return np.where(open_[at, place], papers[at, place], NOBODY).astype(np.uint8)
