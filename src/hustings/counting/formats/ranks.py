"""Rankings in which several candidates may share a place, on their way into a profile."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hustings.counting.formats.rows import packed
from hustings.counting.profile import Profile


class Ranking(NamedTuple):
    """`order`: candidates from 0, first preference first. `sizes`: how many share each place, their sum len(order)."""

    order: tuple[int, ...]
    sizes: tuple[int, ...]

    @property
    def strict(self) -> bool:
        """Whether no two candidates share a place."""
        return all(size == 1 for size in self.sizes)


def ranked(
    names: tuple[str, ...],
    ballots: Sequence[tuple[int, Ranking]],
    *,
    seats: int | None = None,
    title: str = "",
    groups: tuple[str, ...] = (),
    withdrawn: frozenset[int] = frozenset(),
) -> Profile:
    """A profile of rankings, each with its number of ballots."""
    counts, papers = packed([(count, ranking.order) for count, ranking in ballots])
    level = None
    if not all(ranking.strict for _, ranking in ballots):
        level = np.zeros(papers.shape, bool)
        for row, (_, ranking) in enumerate(ballots):
            place = 0
            for size in ranking.sizes:
                level[row, place + 1 : place + size] = True
                place += size
    return Profile(
        names,
        "rankings",
        papers,
        counts,
        level=level,
        ballots=int(counts.sum()),
        seats=seats,
        title=title,
        groups=groups,
        withdrawn=withdrawn,
    )
