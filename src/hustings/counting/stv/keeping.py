"""How keep factors share out ballots: each ranked candidate keeps a part of the ballot and passes the rest on."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hustings.counting.compiling import worth_compiling
from hustings.counting.profile import NOBODY, ProfileError
from hustings.counting.stv.piles import Papers

ONE = 10**9  # votes and keep factors have nine decimals
MOST_BALLOTS = 9 * 10**9  # so that sums of votes stay within 64 bits

# meek: a candidate keeps a share of what reaches them, rounded up, and passes on the rest.
# nz: as meek, but what is passed on is rounded up as well. warren: a candidate keeps up to a price from each ballot.
Way = Literal["meek", "nz", "warren"]
WAYS: tuple[Way, ...] = ("meek", "nz", "warren")


class Keeping:
    """The papers of a count, and their distribution for any keep factors."""

    def __init__(self, papers: Papers, way: Way) -> None:
        standing_ballots = int(papers.counts.sum())
        if standing_ballots > MOST_BALLOTS:
            raise ProfileError(f"{standing_ballots} ballots are more than this rule can count: {MOST_BALLOTS}.")
        self.papers = papers
        self.way = way
        self.loop: Callable[..., int] | None = None
        if worth_compiling(papers.papers.size * 20, 10**7):
            from hustings.counting.stv.loops import share_out  # loads the compiler, only where it pays

            self.loop = share_out

    def distribute(self, keep: list[int]) -> tuple[list[int], int]:
        """The votes of each candidate, and those that nobody keeps, in units of 1/ONE."""
        factors = np.zeros(NOBODY + 1, np.int64)
        factors[: len(keep)] = keep
        if self.loop:
            votes = np.zeros(NOBODY + 1, np.int64)
            rest = int(self.loop(self.papers.papers, self.papers.counts, factors, WAYS.index(self.way), votes))
            return votes[: len(keep)].tolist(), rest
        return self._distribute(factors, len(keep))

    def _distribute(self, factors: NDArray[np.int64], candidates: int) -> tuple[list[int], int]:
        counts = self.papers.counts
        weight = np.full(len(counts), ONE, np.int64)
        votes = np.zeros(NOBODY + 1, np.int64)
        for place in range(self.papers.papers.shape[1]):
            named = self.papers.papers[:, place]
            factor = factors[named]
            kept = np.minimum(weight, factor) if self.way == "warren" else (weight * factor + ONE - 1) // ONE
            np.add.at(votes, named, kept * counts)
            weight = (weight * (ONE - factor) + ONE - 1) // ONE if self.way == "nz" else weight - kept
            if not weight.any():
                break
        return votes[:candidates].tolist(), int(weight @ counts)
