"""Compiled loops over ballot papers, for elections with very many different ballots."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from hustings.counting.compiled import jit
from hustings.counting.profile import NOBODY


def sort_by_next(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    groups: NDArray[np.int32],
    sizes: Sequence[int],
    standing: NDArray[np.bool_],
    candidates: int,
) -> tuple[NDArray[np.int32], list[list[int]]]:
    """As piles._sort_by_next, in two passes over the papers."""
    ordered = np.empty_like(groups)
    ends = np.array([*accumulate(sizes)])
    table = np.zeros((4, len(sizes) * (candidates + 1)), np.int64)
    used = _sort(papers, counts, groups, ends, standing, np.empty(len(groups), np.uint8), ordered, table)
    return ordered, table[:, :used].tolist()


@jit
def _sort(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    groups: NDArray[np.int32],
    parcel_ends: NDArray[np.int64],
    standing: NDArray[np.bool_],
    targets: NDArray[np.uint8],
    ordered: NDArray[np.int32],
    table: NDArray[np.int64],
) -> int:
    """Fills `ordered`, and the table: see piles._sort_by_next; returns how many of its columns are used."""
    sources, next_, free, sums = table[0], table[1], table[2], table[3]
    width = len(sums) // len(parcel_ends)  # of the part of the table that one parcel has; its last place is NOBODY's
    start = 0
    for parcel in range(len(parcel_ends)):
        for i in range(start, parcel_ends[parcel]):
            group = groups[i]
            target = width - 1
            for place in range(papers.shape[1]):
                c = papers[group, place]
                if c == NOBODY:
                    break
                if standing[c]:
                    target = c
                    break
            targets[i] = target
            key = parcel * width + target
            free[key] += 1
            sums[key] += counts[group]
        start = parcel_ends[parcel]
    before = 0
    for key in range(len(sums)):
        size = free[key]
        free[key] = before
        before += size
    start = 0
    for parcel in range(len(parcel_ends)):
        for i in range(start, parcel_ends[parcel]):
            key = parcel * width + targets[i]
            ordered[free[key]] = groups[i]
            free[key] += 1
        start = parcel_ends[parcel]
    used, before = 0, 0
    for key in range(len(sums)):
        if free[key] > before:
            before = free[key]
            target = key % width
            sources[used], next_[used] = key // width, NOBODY if target == width - 1 else target
            free[used], sums[used] = before, sums[key]
            used += 1
    return used


@jit
def move(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    standing: NDArray[np.bool_],
    source: int,
    times: int,
    over: int,
    holder: NDArray[np.uint8],
    value: NDArray[np.int64],
    gains: NDArray[np.int64],
) -> None:
    """As gregory.move."""
    moving, size = np.empty(len(holder), np.int32), 0
    for group in range(len(holder)):  # without a branch: nobody can foresee which papers the source holds
        moving[size] = group
        size += holder[group] == source
    for group in moving[:size]:
        holder[group] = NOBODY
        target = len(gains) - 1
        for place in range(papers.shape[1]):
            c = papers[group, place]
            if c == NOBODY:
                break
            if standing[c]:
                holder[group] = target = c
                break
        value[group] = value[group] * times // over
        gains[target] += value[group] * counts[group]


@jit
def share_out(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    factors: NDArray[np.int64],
    way: int,
    votes: NDArray[np.int64],
) -> int:
    """As Keeping.distribute: adds to the votes, returns what nobody keeps. `way` indexes keeping.WAYS."""
    one = 10**9
    left = 0
    for group in range(len(counts)):
        weight = one
        for place in range(papers.shape[1]):
            c = papers[group, place]
            if c == NOBODY:
                break
            factor = factors[c]
            if factor == 0:
                continue
            kept = min(weight, factor) if way == 2 else (weight * factor + one - 1) // one
            votes[c] += kept * counts[group]
            if way == 1:
                weight = (weight * (one - factor) + one - 1) // one
            else:
                weight -= kept
            if weight == 0:
                break
        left += weight * counts[group]
    return left


def warm() -> None:
    """Compiles the loops for the types that Papers gives them: of a Profile, whose arrays nobody can write to."""
    papers, counts = np.zeros((1, 1), np.uint8), np.ones(1, np.int64)
    papers.setflags(write=False)
    counts.setflags(write=False)
    sort_by_next(papers, counts, np.zeros(1, np.int32), [1], np.ones(NOBODY + 1, bool), 1)
    move(
        papers,
        counts,
        np.ones(NOBODY + 1, bool),
        NOBODY,
        1,
        1,
        np.zeros(1, np.uint8),
        np.ones(1, np.int64),
        np.zeros(2, np.int64),
    )
    share_out(papers, counts, np.zeros(NOBODY + 1, np.int64), 0, np.zeros(NOBODY + 1, np.int64))
