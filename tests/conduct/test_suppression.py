"""Small counts are withheld so that nobody can work them out, not even who knows the rule."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from hustings.conduct.suppression import suppress


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ([7, 9, 12], [7, 9, 12]),
        ([2, 9, 12], [None, None, 12]),
        ([0, 0, 9, 12], [None, None, None, 12]),
        ([1, 3, 9, 12], [None, None, None, 12]),
        ([4, 4, 9, 12], [None, None, None, 12]),
        ([4, 3, 9, 12], [None, None, 9, 12]),
        ([3, 9, 9, 12], [None, None, None, 12]),
        ([2, 9], [None, None]),
        ([4], None),
        ([], None),
    ],
)
def test_counts_are_published_withheld_or_withheld_with_them(
    counts: list[int], published: list[int | None] | None
) -> None:
    assert suppress(counts) == published


def tables(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    return (counts for counts in product(range(most + 1), repeat=cells) if sum(counts) <= most)


@pytest.mark.parametrize(("cells", "most"), [(2, 25), (3, 22), (4, 16)])
def test_no_withheld_count_can_be_worked_out_from_total_and_rule(cells: int, most: int) -> None:
    """Every table there can be: what is published of it fits at least two values of each count that is withheld."""
    worlds = defaultdict(list)
    for counts in tables(cells, most):
        published = suppress(counts)
        if published is not None:
            worlds[tuple(published), sum(counts)].append(counts)
    assert worlds
    for (published, _total), fitting in worlds.items():
        for place, count in enumerate(published):
            if count is None:
                assert len({counts[place] for counts in fitting}) > 1, (published, fitting)
            else:
                assert count >= 5
