"""Piles of ballot papers: which papers a candidate holds, in parcels of equal value, and where they go next."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hustings.counting.compiling import worth_compiling
from hustings.counting.profile import NOBODY, Profile, ProfileError


@dataclass(slots=True)  # not frozen, for a count makes hundreds of thousands; nobody changes one
class Parcel:
    """Papers of one value that came together: `groups` are rows of the profile, `papers` how many, `value` of each."""

    groups: NDArray[np.int32]
    papers: int
    value: int


# The number of the parcel, the candidate or NOBODY, and the papers that go there at the parcel's value.
Share = tuple[int, int, Parcel]


class Papers:
    """The strict rankings of a profile, ready to be shared out again and again."""

    def __init__(self, profile: Profile) -> None:
        if profile.level is not None:
            raise ProfileError(
                "This rule cannot read ballots that rank several candidates equally; use a pairwise rule for them."
            )
        self.candidates = len(profile.candidates)
        self.papers = profile.papers
        if self.papers.shape[1] == 0:
            self.papers = np.full((len(self.papers), 1), NOBODY, np.uint8)
        self.counts = profile.counts
        self.compiled = worth_compiling(len(self.counts), 100_000)

    def all(self, value: int) -> Parcel:
        """Every ballot, blank ones as well."""
        return Parcel(np.arange(len(self.counts), dtype=np.int32), int(self.counts.sum()), value)

    def standing(self, continuing: list[int]) -> NDArray[np.bool_]:
        """Whether each candidate continues, by number; NOBODY never does."""
        standing = np.zeros(NOBODY + 1, bool)
        standing[continuing] = True
        return standing

    def share(self, parcels: Sequence[Parcel], continuing: list[int]) -> list[Share]:
        """Sorts the papers of the parcels by their next available preference for a continuing candidate.

        The shares come by parcel, then by candidate; the papers of each keep their order.
        """
        parcels = [parcel for parcel in parcels if len(parcel.groups)]
        if not parcels:
            return []
        standing = self.standing(continuing)
        groups = parcels[0].groups if len(parcels) == 1 else np.concatenate([p.groups for p in parcels])
        sizes = [len(parcel.groups) for parcel in parcels]
        if self.compiled:
            from hustings.counting.stv.loops import sort_by_next  # loads the compiler, only where it pays

            ordered, table = sort_by_next(self.papers, self.counts, groups, sizes, standing, self.candidates)
        else:
            ordered, table = _sort_by_next(self.papers, self.counts, groups, sizes, standing)
        values = [parcel.value for parcel in parcels]
        shares, start = [], 0
        for source, target, end, number in zip(*table, strict=True):
            shares.append((source, target, Parcel(ordered[start:end], number, values[source])))
            start = end
        return shares


def next_standing(papers: NDArray[np.uint8], standing: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The first candidate on each paper who stands, or NOBODY."""
    open_ = standing[papers]
    place = open_.argmax(axis=1)
    rows = np.arange(len(papers))
    return np.where(open_[rows, place], papers[rows, place], np.uint8(NOBODY))


def _sort_by_next(
    papers: NDArray[np.uint8],
    counts: NDArray[np.int64],
    groups: NDArray[np.int32],
    sizes: Sequence[int],
    standing: NDArray[np.bool_],
) -> tuple[NDArray[np.int32], list[list[int]]]:
    """The groups ordered by parcel and next candidate, and a table with a column for each pair of these that occurs.

    Its rows: the number of the parcel, the candidate or NOBODY, where they end among the groups, and their papers.
    """
    target = next_standing(papers[groups], standing).astype(np.int64)
    if len(sizes) > 1:
        target += np.repeat(np.arange(len(sizes)) * (NOBODY + 1), sizes)
    order = target.argsort(kind="stable")
    ordered, keys = groups[order], target[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    sums = np.add.reduceat(counts[ordered], starts)
    ends = [*starts[1:].tolist(), len(groups)]
    sources, targets = np.divmod(keys[starts], NOBODY + 1)
    return ordered, [sources.tolist(), targets.tolist(), ends, sums.tolist()]
