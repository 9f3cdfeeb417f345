"""Reading millions of rows of numbers, compiled."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from hustings.counting.compiled import jit
from hustings.counting.formats.lines import MOST_BALLOTS
from hustings.counting.formats.rows import Rows
from hustings.counting.profile import NOBODY

Result = TypeVar("Result")

CORES = os.cpu_count() or 1
PART_BYTES = 1_000_000  # less text than this is not worth a thread of its own


def read_many(body: bytes | memoryview, separator: bytes, end: bytes, candidates: int) -> Rows | None:
    """As rows.read_rows, on all cores. `end` is the separator, or the separator and a nought."""
    text = np.frombuffer(body, np.uint8)
    if len(text) == 0 or text[-1] != ord("\n"):
        return None
    number = min(CORES, 1 + len(text) // PART_BYTES)
    parts = _parts(text, number) if number > 1 else [text]
    lines, widths = zip(*_each(partial(_measure, separator[0]), parts), strict=True)
    # One of the numbers is the count; what stands after the last separator is no preference.
    width = max(widths) - 1
    if width < 0 or width > candidates:
        return None
    counts = np.zeros(sum(lines), np.int64)
    papers = np.full((sum(lines), width), NOBODY, np.uint8)
    parse = partial(_parse, separator[0], end != separator, candidates, MOST_BALLOTS)
    if len(parts) == 1:
        return (counts, papers) if parse(text, counts, papers) else None
    stops = [*accumulate(lines)]
    rows = [slice(stop - size, stop) for size, stop in zip(lines, stops, strict=True)]
    good = all(_each(parse, parts, [counts[of] for of in rows], [papers[of] for of in rows]))
    return (counts, papers) if good else None


def _each(work: Callable[..., Result], *parts: Sequence[NDArray[Any]]) -> list[Result]:
    """The work done on every part, each in a thread of its own."""
    if len(parts[0]) == 1:
        return list(map(work, *parts))
    with ThreadPoolExecutor(len(parts[0])) as pool:
        return list(pool.map(work, *parts))


def _parts(text: NDArray[np.uint8], number: int) -> list[NDArray[np.uint8]]:
    """The text in parts of about the same size, each of whole lines."""
    parts, start = [], 0
    for part in range(1, number + 1):
        end = max(start, len(text) * part // number)
        while end < len(text) and text[end - 1] != ord("\n"):
            end += 1
        if end > start:
            parts.append(text[start:end])
            start = end
    return parts


def warm() -> None:
    """Compiles the loops."""
    read_many(b"1,1,\n", b",", b",", 1)


@jit
def _measure(separator: int, text: NDArray[np.uint8]) -> tuple[int, int]:
    """The number of lines, and the most separators in one."""
    lines, here, most = 0, 0, 0
    for byte in text:
        here += byte == separator  # without a branch: nobody can foresee where the next one stands
        if byte == 10:
            lines += 1
            most = max(most, here)
            here = 0
    return lines, most


@jit
def _parse(
    separator: int,
    nought_ends: bool,
    candidates: int,
    most: int,
    text: NDArray[np.uint8],
    counts: NDArray[np.int64],
    papers: NDArray[np.uint8],
) -> bool:
    """Fills counts and papers; False at the first thing that is not a plain ballot."""
    last_named = np.full(candidates + 1, -1, np.int64)
    row, place = 0, -1  # place -1: the count is next
    number, digits = 0, 0
    ended = False
    for byte in text:
        if 48 <= byte <= 57:
            number = 10 * number + byte - 48
            digits += 1
            if digits > 12:
                return False
        elif byte == separator or (byte == 10 and nought_ends):
            if digits == 0 or ended:
                return False
            if place < 0:
                # A group of no ballots is left to the careful reader, which says what it makes of it.
                if number == 0 or number > most or byte == 10:
                    return False
                counts[row] = number
            elif number == 0:
                if byte != 10 or not nought_ends or digits != 1:
                    return False
                ended = True
            else:
                if number > candidates or last_named[number] == row or place >= papers.shape[1]:
                    return False
                last_named[number] = row
                papers[row, place] = number - 1
            place += 1
            number, digits = 0, 0
            if byte == 10:
                if not ended:
                    return False
                row, place, ended = row + 1, -1, False
        elif byte == 10:
            if digits != 0 or place < 0:
                return False
            row, place = row + 1, -1
        else:
            return False
    return True
