"""Slow and obvious counts, ballot by ballot in plain integers, written from the rules alone: nothing of the library is
imported. Each returns its stages as (votes of each candidate, votes nobody holds) and the elected in order."""

Stages = list[tuple[list[int], int]]
Ballots = list[tuple[tuple[int, ...], int]]  # preferences (candidates from 0), number of ballots


class Draw(Exception):  # noqa: N818
    """A tie for which a lot is needed and none was given."""


def lowest_by(history: list[list[int]], tied: list[int], lot: list[int] | None) -> int:
    """Whoever had the fewest votes at the first of these stages where the tied differ; then the last of the lot."""
    if len(tied) == 1:
        return tied[0]
    for votes in history:
        fewest = min(votes[c] for c in tied)
        tied = [c for c in tied if votes[c] == fewest]
        if len(tied) == 1:
            return tied[0]
    if lot is None:
        raise Draw
    return max(tied, key=lot.index)


def highest_by(history: list[list[int]], tied: list[int], lot: list[int] | None) -> int:
    """Whoever had the most votes at the first of these stages where the tied differ; then the first of the lot."""
    if len(tied) == 1:
        return tied[0]
    for votes in history:
        most = max(votes[c] for c in tied)
        tied = [c for c in tied if votes[c] == most]
        if len(tied) == 1:
            return tied[0]
    if lot is None:
        raise Draw
    return min(tied, key=lot.index)
