"""Compiled recounts by the Scottish rule, weighted inclusive Gregory and instant runoff: the elected, no more.

They follow hustings.counting step by step and give the same winners; the tests hold them against it. `margin` recounts
a ward thousands of times, and what it finds is recounted once more by hustings.counting itself.
"""

import numpy as np
from numpy.typing import NDArray

from hustings.counting.compiled import jit
from hustings.counting.profile import NOBODY

# What the recount says of ties: none; broken by looking back; only a lot could break it, so nobody is elected by it.
NO_TIE, LOOKED_BACK, NEEDS_LOT = 0, 1, 2


@jit
def _look_back(tied: NDArray[np.bool_], history: NDArray[np.int64], stages: int, lowest: bool) -> int:
    """The candidate whom the most recent stage that separates the tied chooses, narrowing; -1 if none does."""
    left = 0
    for c in range(len(tied)):
        left += tied[c]
    for stage in range(stages - 1, -1, -1):
        best = np.int64(0)
        first = True
        for c in range(len(tied)):
            if tied[c]:
                figure = -history[stage, c] if lowest else history[stage, c]
                if first or figure > best:
                    best = figure
                    first = False
        for c in range(len(tied)):
            if tied[c] and (-history[stage, c] if lowest else history[stage, c]) != best:
                tied[c] = False
                left -= 1
        if left == 1:
            break
    if left > 1:
        return -1
    for c in range(len(tied)):
        if tied[c]:
            return c
    return -1


@jit
def _next(papers: NDArray[np.uint8], group: int, start: int, continuing: NDArray[np.bool_]) -> int:
    """The place of the next preference for a continuing candidate, or the number of places."""
    width: int = papers.shape[1]
    for place in range(start, width):
        c = papers[group, place]
        if c == NOBODY:
            return width
        if continuing[c]:
            return place
    return width


@jit
def gregory(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    standing: NDArray[np.bool_],
    seats: int,
    scale: int,
    whole_quota: bool,
    elected: NDArray[np.bool_],
) -> int:
    """Marks the elected by counting.stv.gregory and returns what is to be said of ties."""
    n, width = len(standing), papers.shape[1]
    continuing = standing.copy()
    place = np.zeros(len(counts), np.int64)
    holder = np.full(len(counts), NOBODY, np.uint8)
    value = np.full(len(counts), scale, np.int64)
    votes = np.zeros(n, np.int64)
    valid = np.int64(0)
    for group in range(len(counts)):
        at = _next(papers, group, 0, continuing)
        place[group] = at
        if at < width:
            holder[group] = papers[group, at]
            votes[holder[group]] += counts[group] * scale
            valid += counts[group]
    quota = (valid // (seats + 1) + 1) * scale if whole_quota else valid * scale // (seats + 1) + 1
    history = np.zeros((2 * n + 2, n), np.int64)
    waiting = np.zeros(n, np.bool_)
    stages, vacancies, said = 0, seats, NO_TIE
    while True:
        while vacancies:
            most, level = np.int64(-1), 0
            for c in range(n):
                if continuing[c] and votes[c] >= quota:
                    if votes[c] > most:
                        most, level = votes[c], 1
                    elif votes[c] == most:
                        level += 1
            if level == 0:
                break
            tied = continuing & (votes == most)
            chosen = -1
            if level > vacancies:
                chosen = _look_back(tied, history, stages, False)
                if chosen < 0:
                    return NEEDS_LOT
                said = LOOKED_BACK
            for c in range(n):
                if (chosen < 0 and tied[c]) or c == chosen:
                    continuing[c] = False
                    elected[c] = True
                    waiting[c] = votes[c] > quota
                    vacancies -= 1
        left = continuing.sum()
        if vacancies and left <= vacancies:
            elected |= continuing
            return said
        if vacancies == 0 or left == 0:
            return said
        history[stages] = votes
        stages += 1
        surplus = waiting.any()
        source, extreme, level = -1, np.int64(0), 0
        for c in range(n):
            if waiting[c] if surplus else continuing[c]:
                figure = votes[c] if surplus else -votes[c]
                if source < 0 or figure > extreme:
                    source, extreme, level = c, figure, 1
                elif figure == extreme:
                    level += 1
        if level > 1:
            tied = (waiting if surplus else continuing) & (votes == votes[source])
            source = _look_back(tied, history, stages, not surplus)
            if source < 0:
                return NEEDS_LOT
            said = LOOKED_BACK
        kept = np.int64(0)
        if surplus:
            waiting[source] = False
            kept = quota
        else:
            continuing[source] = False
        moved, total = votes[source] - kept, votes[source]
        for group in range(len(counts)):
            if holder[group] == source and counts[group]:
                if surplus:
                    value[group] = moved * value[group] // total
                at = _next(papers, group, place[group] + 1, continuing)
                place[group] = at
                if at < width:
                    holder[group] = papers[group, at]
                    votes[holder[group]] += counts[group] * value[group]
                else:
                    holder[group] = NOBODY
        votes[source] = kept


@jit
def instant_runoff(
    papers: NDArray[np.uint8], counts: NDArray[np.int64], standing: NDArray[np.bool_], elected: NDArray[np.bool_]
) -> int:
    """Marks the elected by counting.elimination.instant_runoff and returns what is to be said of ties."""
    n, width = len(standing), papers.shape[1]
    continuing = standing.copy()
    place = np.full(len(counts), -1, np.int64)
    holder = np.full(len(counts), NOBODY, np.uint8)
    votes = np.zeros(n, np.int64)
    history = np.zeros((n + 1, n), np.int64)
    stages, said, gone = 0, NO_TIE, -1
    while True:
        for group in range(len(counts)):
            if gone < 0 or holder[group] == gone:
                at = _next(papers, group, place[group] + 1, continuing)
                place[group] = at
                if at < width:
                    holder[group] = papers[group, at]
                    votes[holder[group]] += counts[group]
                else:
                    holder[group] = NOBODY
        history[stages] = votes
        stages += 1
        in_play, left, last = votes.sum(), continuing.sum(), -1
        gone, level = -1, 0
        for c in range(n):
            if continuing[c]:
                last = c
                if 2 * votes[c] > in_play:
                    elected[c] = True
                    return said
                if gone < 0 or votes[c] < votes[gone]:
                    gone, level = c, 1
                elif votes[c] == votes[gone]:
                    level += 1
        if left <= 1:
            if left == 1:
                elected[last] = True
            return said
        if level > 1:
            gone = _look_back(continuing & (votes == votes[gone]), history, stages, True)
            if gone < 0:
                return NEEDS_LOT
            said = LOOKED_BACK
        continuing[gone] = False
        votes[gone] = 0


def warm() -> None:
    """Compiles the loops for the types that a contest gives them."""
    papers, counts, standing = np.zeros((1, 1), np.uint8), np.ones(1, np.int64), np.ones(1, np.bool_)
    gregory(papers, counts, standing, 1, 1, True, np.zeros(1, np.bool_))
    instant_runoff(papers, counts, standing, np.zeros(1, np.bool_))


if __name__ == "__main__":
    from hustings.departures import loops  # what is compiled is kept under the name by which others import it

    loops.warm()
