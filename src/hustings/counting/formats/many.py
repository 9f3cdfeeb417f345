"""Reading millions of rows of numbers, compiled."""

import numpy as np
from numpy.typing import NDArray

from hustings.counting.compiled import jit
from hustings.counting.formats.lines import MOST_BALLOTS
from hustings.counting.formats.rows import Rows
from hustings.counting.profile import NOBODY


def read_many(body: bytes | memoryview, separator: bytes, end: bytes, candidates: int) -> Rows | None:
    """As rows.read_rows. `end` is the separator, or the separator and a nought."""
    text = np.frombuffer(body, np.uint8)
    lines, width = _measure(text, separator[0])
    width -= 1  # of the numbers in a line one is the count; what stands after the last separator is no preference
    if lines == 0 or width < 0 or width > candidates or text[-1] != ord("\n"):
        return None
    counts = np.zeros(lines, np.int64)
    papers = np.full((lines, width), NOBODY, np.uint8)
    good = _parse(text, separator[0], end != separator, candidates, MOST_BALLOTS, counts, papers)
    return (counts, papers) if good else None


def warm() -> None:
    """Compiles the loops."""
    read_many(b"1,1,\n", b",", b",", 1)


@jit
def _measure(text: NDArray[np.uint8], separator: int) -> tuple[int, int]:
    """The number of lines, and the most separators in one."""
    lines, here, most = 0, 0, 0
    for byte in text:
        if byte == separator:
            here += 1
        elif byte == 10:
            lines += 1
            most = max(most, here)
            here = 0
    return lines, most


@jit
def _parse(
    text: NDArray[np.uint8],
    separator: int,
    nought_ends: bool,
    candidates: int,
    most: int,
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
