"""Compiled loops over ballot papers, for elections with very many different ballots."""

import numpy as np
from numpy.typing import NDArray

from hustings.counting.compiled import jit
from hustings.counting.profile import NOBODY


def sort_by_next(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    groups: NDArray[np.int32],
    parcel_ends: NDArray[np.int64],
    standing: NDArray[np.bool_],
) -> tuple[list[tuple[int, int]], NDArray[np.int32], list[int]]:
    """As piles._sort_by_next, in two passes over the papers."""
    sizes = np.zeros(len(parcel_ends) * (NOBODY + 1), np.int64)
    sums = np.zeros_like(sizes)
    targets = np.empty(len(groups), np.uint8)
    _find_next(papers, counts, groups, parcel_ends, standing, targets, sizes, sums)
    ends = np.cumsum(sizes)
    ordered = np.empty_like(groups)
    _put_in_order(groups, parcel_ends, targets, ends - sizes, ordered)
    used = np.flatnonzero(sizes)
    return list(zip(used.tolist(), ends[used].tolist(), strict=True)), ordered, sums[used].tolist()


@jit
def _find_next(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    groups: NDArray[np.int32],
    parcel_ends: NDArray[np.int64],
    standing: NDArray[np.bool_],
    targets: NDArray[np.uint8],
    sizes: NDArray[np.int64],
    sums: NDArray[np.int64],
) -> None:
    start = 0
    for parcel in range(len(parcel_ends)):
        for i in range(start, parcel_ends[parcel]):
            group = groups[i]
            target = NOBODY
            for place in range(papers.shape[1]):
                c = papers[group, place]
                if c == NOBODY:
                    break
                if standing[c]:
                    target = c
                    break
            targets[i] = target
            key = parcel * (NOBODY + 1) + target
            sizes[key] += 1
            sums[key] += counts[group]
        start = parcel_ends[parcel]


@jit
def _put_in_order(
    groups: NDArray[np.int32],
    parcel_ends: NDArray[np.int64],
    targets: NDArray[np.uint8],
    free: NDArray[np.int64],
    ordered: NDArray[np.int32],
) -> None:
    start = 0
    for parcel in range(len(parcel_ends)):
        for i in range(start, parcel_ends[parcel]):
            key = parcel * (NOBODY + 1) + targets[i]
            ordered[free[key]] = groups[i]
            free[key] += 1
        start = parcel_ends[parcel]


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
    """Compiles the loops for the types that Papers gives them."""
    sort_by_next(
        np.zeros((1, 1), np.uint8),
        np.ones(1, np.int64),
        np.zeros(1, np.int32),
        np.ones(1, np.int64),
        np.ones(NOBODY + 1, bool),
    )
    share_out(np.zeros((1, 1), np.uint8), np.ones(1, np.int64), np.zeros(256, np.int64), 0, np.zeros(256, np.int64))
