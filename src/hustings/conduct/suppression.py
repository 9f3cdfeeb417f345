"""Small counts are withheld, and as many others as it takes so that nobody can work them out."""

from collections.abc import Sequence

LEAST = 5


def suppress(counts: Sequence[int]) -> list[int | None] | None:
    """The counts of one table as they may be published: None for those withheld; None for all if the total is small.

    Every count under five is withheld. So that neither subtracting from the total nor knowing this rule gives any of
    them away, the smallest others are withheld with them (those that are equal, together) until at least two are
    withheld, their sum is no small count itself, and it is not the most that so many small counts can make.
    """
    if sum(counts) < LEAST:
        return None
    threshold = LEAST
    while _gives_away([count for count in counts if count < threshold], len(counts)):
        threshold = min(count for count in counts if count >= threshold) + 1
    return [count if count >= threshold else None for count in counts]


def _gives_away(withheld: Sequence[int], of: int) -> bool:
    """Whether somebody could work out a withheld count, and there is another to withhold with it."""
    if not withheld or len(withheld) == of:
        return False
    most = (LEAST - 1) * len(withheld)
    only_small = max(withheld) < LEAST
    return len(withheld) < 2 or sum(withheld) < LEAST or (only_small and sum(withheld) == most)
