"""What is counted: the ballots of one contest, grouped by content, as immutable arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["totals", "rankings", "approvals", "scores"]

NOBODY = 255  # fills a row of `papers` after the last preference
MOST_CANDIDATES = NOBODY - 1
NO_SCORE = -1
MOST_SINGLE = 10_000_000  # ballots, where a rule looks at each by itself


class ProfileError(ValueError):
    """Ballots that cannot be counted. The message says what is wrong, where, and what to do."""


@dataclass(frozen=True, eq=False)
class Profile:
    """The ballots of one contest. Candidates are numbered from 0 here, from 1 in files and on paper.

    `papers` (groups x places, uint8): the candidates marked on a ballot, first preference first, then NOBODY.
    `counts` (groups, int64): how many ballots have that content. A blank ballot is a row of NOBODY.
    `level` (as papers, bool), only for rankings with ties: the candidate shares the place of the one before.
    `scores` (groups x candidates, int32), only for scores: NO_SCORE where the voter gave none.
    `totals`: the votes of each candidate where nothing else is known of the ballots.
    `seats`: as written in the file, if it was. `groups`: each candidate's party, section or list, or "".
    """

    candidates: tuple[str, ...]
    kind: Kind
    papers: NDArray[np.uint8]
    counts: NDArray[np.int64]
    level: NDArray[np.bool_] | None = None
    scores: NDArray[np.int32] | None = None
    totals: tuple[int, ...] | None = None
    ballots: int = 0
    seats: int | None = None
    title: str = ""
    groups: tuple[str, ...] = ()
    withdrawn: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for array in (self.papers, self.counts, self.level, self.scores):
            if array is not None:
                array.setflags(write=False)

    @classmethod
    def from_totals(cls, candidates: Sequence[str], totals: Sequence[int], ballots: int) -> "Profile":
        """Votes per candidate and the number of ballots: all that a homomorphic tally reveals.

        Raises ProfileError where a total is negative or larger than the number of ballots could give.
        """
        if len(candidates) != len(totals):
            raise ProfileError(f"There are {len(candidates)} candidates but {len(totals)} totals; give one for each.")
        if ballots < 0:
            raise ProfileError(f"The number of ballots is {ballots}; it cannot be negative.")
        for number, votes in enumerate(totals, 1):
            if votes < 0:
                raise ProfileError(f"Candidate {number} has {votes} votes; a total cannot be negative.")
        return cls(
            tuple(candidates),
            "totals",
            np.empty((0, 0), np.uint8),
            np.empty(0, np.int64),
            totals=tuple(int(votes) for votes in totals),
            ballots=int(ballots),
        )

    @classmethod
    def from_rankings(
        cls, candidates: Sequence[str], ballots: Mapping[tuple[int, ...], int], *, seats: int | None = None
    ) -> "Profile":
        """Strict rankings: each a tuple of candidates (from 0), first preference first, with its number of ballots."""
        return cls._from_marks(candidates, "rankings", ballots, seats)

    @classmethod
    def from_approvals(
        cls, candidates: Sequence[str], ballots: Mapping[tuple[int, ...], int], *, seats: int | None = None
    ) -> "Profile":
        """Crosses: each ballot the candidates (from 0) with a cross, with its number of ballots."""
        ordered: dict[tuple[int, ...], int] = {}
        for ballot, number in ballots.items():
            ordered[tuple(sorted(ballot))] = ordered.get(tuple(sorted(ballot)), 0) + number
        return cls._from_marks(candidates, "approvals", ordered, seats)

    @classmethod
    def from_scores(
        cls, candidates: Sequence[str], ballots: Iterable[tuple[Sequence[int | None], int]], *, seats: int | None = None
    ) -> "Profile":
        """Scores: for each ballot a score (0 or more, or None) for every candidate, and the number of ballots."""
        rows = list(ballots)
        for number, (scores, _) in enumerate(rows, 1):
            if len(scores) != len(candidates):
                raise ProfileError(f"Ballot {number} has {len(scores)} scores for {len(candidates)} candidates.")
            if any(score is not None and score < 0 for score in scores):
                raise ProfileError(f"Ballot {number} has a score under 0.")
        table = np.array(
            [[NO_SCORE if score is None else score for score in scores] for scores, _ in rows], np.int32
        ).reshape(len(rows), len(candidates))
        counts = np.array([number for _, number in rows], np.int64)
        return cls(
            tuple(candidates),
            "scores",
            np.empty((0, 0), np.uint8),
            _checked_counts(counts),
            scores=table,
            ballots=int(counts.sum()),
            seats=seats,
        )

    @classmethod
    def _from_marks(
        cls, candidates: Sequence[str], kind: Kind, ballots: Mapping[tuple[int, ...], int], seats: int | None
    ) -> "Profile":
        check_number_of_candidates(len(candidates))
        for number, ballot in enumerate(ballots, 1):
            if len(set(ballot)) != len(ballot) or any(not 0 <= c < len(candidates) for c in ballot):
                raise ProfileError(f"Ballot {number} names a candidate twice, or one who does not stand: {ballot}.")
        papers = np.full((len(ballots), max(map(len, ballots), default=0)), NOBODY, np.uint8)
        for row, ballot in enumerate(ballots):
            papers[row, : len(ballot)] = ballot
        counts = _checked_counts(np.array(list(ballots.values()), np.int64))
        return cls(tuple(candidates), kind, papers, counts, ballots=int(counts.sum()), seats=seats)

    @property
    def valid(self) -> int:
        """The number of ballots with at least one mark; for totals, all that were cast."""
        if self.kind == "totals":
            return self.ballots
        if self.scores is not None:
            return int(self.counts[(self.scores != NO_SCORE).any(axis=1)].sum())
        if self.papers.shape[1] == 0:
            return 0
        return int(self.counts[self.papers[:, 0] != NOBODY].sum())


def check_number_of_candidates(number: int) -> None:
    """Raises ProfileError where the arrays could not number so many candidates."""
    if number > MOST_CANDIDATES:
        raise ProfileError(f"There are {number} candidates; at most {MOST_CANDIDATES} can be counted.")


def check_single(profile: Profile) -> None:
    """Raises ProfileError where a rule that looks at every ballot by itself would take hours and all memory."""
    if profile.counts.sum() > MOST_SINGLE:
        raise ProfileError(
            f"This rule looks at each ballot by itself and takes at most {MOST_SINGLE:,}, not {profile.counts.sum():,}."
        )


def _checked_counts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    if (counts < 0).any():
        raise ProfileError(f"Ballot {int(np.argmax(counts < 0)) + 1} is counted a negative number of times.")
    return counts
