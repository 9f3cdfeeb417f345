"""The layout of the scot-elex data set of Scottish council elections.

Row 1: candidates, seats. Then `count,first,second,...,` with candidates numbered from 1; then a line per candidate
(quoted label, name, party); last the ward's name.
"""

import csv
import re

from hustings.counting.formats.lines import (
    ParseError,
    check_size,
    decoded,
    preferences,
    shown,
    whole_number,
    with_plain_line_ends,
)
from hustings.counting.formats.rows import Rows, packed, read_rows
from hustings.counting.profile import NOBODY, Profile

_FIRST = re.compile(rb"\A(?:\xef\xbb\xbf)?\d+,\d+,?\r?\n")


def looks_like_scotelex(data: bytes) -> bool:
    """Two numbers in the first line and a quoted candidate's label after the ballots."""
    return bool(_FIRST.match(data)) and data[: data.find(b'"') + 1].endswith(b'\n"')


def read_scotelex(data: bytes) -> Profile:
    """Reads the scot-elex layout. Raises ParseError."""
    data = with_plain_line_ends(data)
    top, _, rest = data.partition(b"\n")
    head = decoded(top).rstrip(",").split(",")
    if len(head) != 2:
        raise ParseError(1, f"expected the numbers of candidates and seats, found {shown(decoded(top))}")
    candidates = whole_number(head[0], 1, "the number of candidates")
    seats = whole_number(head[1], 1, "the number of seats")
    check_size(candidates, seats, 1)
    names_at = rest.find(b'"')
    body, tail = memoryview(rest)[:names_at], rest[names_at:]
    counts, papers = read_rows(body, b",", b",", candidates) or _line_by_line(decoded(bytes(body)), candidates)
    try:
        names, parties, title = _names(decoded(tail), candidates)
    except ParseError as error:
        raise ParseError(error.line + 1 + rest.count(b"\n", 0, names_at), error.reason) from None
    return Profile(
        names, "rankings", papers, counts, ballots=int(counts.sum()), seats=seats, title=title, groups=parties
    )


def _line_by_line(body: str, candidates: int) -> Rows:
    ballots = []
    for line, text in enumerate(body.splitlines(), 2):
        cells = text.strip().removesuffix(",").split(",")
        count = whole_number(cells[0], line, "the number of ballots")
        numbers = [whole_number(cell, line, "a candidate's number") for cell in cells[1:]]
        ballots.append((count, preferences(numbers, candidates, line)))
    return packed(ballots)


def _names(tail: str, candidates: int) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The names, parties and the ward's name; lines in errors are numbered from the first of the tail."""
    lines = [(number, text) for number, text in enumerate(tail.split("\n"), 1) if text.strip()]
    if len(lines) != candidates + 1:
        last = lines[-1][0] if lines else 1
        raise ParseError(
            last,
            f"expected {candidates} candidates and the name of the ward after the ballots, found {len(lines)} lines",
        )
    try:
        rows = list(csv.reader([text for _, text in lines]))
    except csv.Error as error:
        raise ParseError(lines[0][0], f"the candidates cannot be read: {error}") from error
    if len(rows) != len(lines):  # the reader went on to the next line in search of the end
        open_ended = next((number for number, text in lines if text.count('"') % 2), lines[0][0])
        raise ParseError(open_ended, "a quotation mark is not closed")
    for (number, text), cells in zip(lines[:-1], rows, strict=False):
        if len(cells) < 3:
            raise ParseError(number, f"expected a label, a name and a party, found {shown(text)}")
    names, parties = zip(*((cells[1], cells[2]) for cells in rows[:-1]), strict=True)
    return names, parties, rows[-1][0]


def write_scotelex(profile: Profile) -> str:
    """The scot-elex layout of strict rankings."""
    out = [f"{len(profile.candidates)},{profile.seats or 1},"]
    for row, count in zip(profile.papers.tolist(), profile.counts.tolist(), strict=True):
        out.append(",".join(map(str, [count, *(c + 1 for c in row if c != NOBODY)])) + ",")
    groups = profile.groups or ("",) * len(profile.candidates)
    for number, (name, party) in enumerate(zip(profile.candidates, groups, strict=True), 1):
        out.append(f"{_quoted(f'Candidate {number}')},{_quoted(name)},{_quoted(party)},")
    return "\n".join([*out, _quoted(profile.title) + ","]) + "\n"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""').replace("\n", " ")
    return f'"{doubled}"'
