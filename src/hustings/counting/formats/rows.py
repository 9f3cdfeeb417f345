"""Many rows of numbers at once: `count, first, second, ...` per line, as BLT, PrefLib and scot-elex have them.

Whatever is unusual in them is left to the formats' own line-by-line reading, which says what is wrong and where.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hustings.counting.compiling import worth_compiling
from hustings.counting.formats.lines import MOST_BALLOTS
from hustings.counting.profile import NOBODY

Rows = tuple[NDArray[np.int64], NDArray[np.uint8]]


def packed(ballots: Sequence[tuple[int, tuple[int, ...]]]) -> Rows:
    """Counts and preferences as arrays, from pairs of both."""
    papers = np.full((len(ballots), max((len(order) for _, order in ballots), default=0)), NOBODY, np.uint8)
    for row, (_, order) in enumerate(ballots):
        papers[row, : len(order)] = order
    return np.array([count for count, _ in ballots], np.int64), papers


def read_rows(data: bytes | memoryview, separator: bytes, end: bytes, candidates: int) -> Rows | None:
    """Reads lines of numbers with the separator between them and `end` after the last. A memoryview saves a copy.

    Returns the counts and the preferences (candidates from 0, filled up with NOBODY), or None if any line is not
    just such numbers, names a candidate out of range or twice, or has too large a count.
    """
    if worth_compiling(len(data), 4_000_000):
        from hustings.counting.formats.many import read_many  # loads the compiler, only where it pays

        return read_many(data, separator, end, candidates)
    body = bytes(data)
    if end != separator:
        if not body.endswith(end + b"\n") or body.count(end + b"\n") != body.count(b"\n"):
            return None
        body = body.replace(end + b"\n", separator + b"\n")
    return _read_few(body, separator, candidates)


def _read_few(body: bytes, separator: bytes, candidates: int) -> Rows | None:
    if not body:
        return np.empty(0, np.int64), np.empty((0, 0), np.uint8)
    lines = body.count(b"\n")
    plain = not body.translate(None, b"0123456789\n" + separator)
    if not plain or not body.endswith(b"\n") or body.count(separator + b"\n") != lines:
        return None
    if separator + separator in body or b"\n" + separator in body or b"\n\n" in body or not body[:1].isdigit():
        return None
    flat = np.fromstring(body.replace(b"\n", b"0" + separator), np.int64, sep=separator.decode())
    ends = np.flatnonzero(flat == 0)
    if len(ends) != lines or flat[-1] != 0 or len(flat) != body.count(separator) + lines:
        return None
    starts = np.empty_like(ends)
    starts[0], starts[1:] = 0, ends[:-1] + 1
    marked = ends - starts - 1
    counts = flat[starts]
    if (marked < 0).any() or counts.max() > MOST_BALLOTS:
        return None
    inside = np.ones(len(flat), bool)
    inside[starts] = inside[ends] = False
    named = flat[inside]
    if len(named) and named.max() > candidates:
        return None
    row = np.repeat(np.arange(lines), marked)
    place = np.arange(len(named)) - np.repeat(np.cumsum(marked) - marked, marked)
    if len(named) and np.bincount(row * (candidates + 1) + named).max() > 1:
        return None
    papers = np.full((lines, int(marked.max())), NOBODY, np.uint8)
    papers[row, place] = named - 1
    return counts, papers
