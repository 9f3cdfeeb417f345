"""BLT, the file format of Hill, Wichmann and Woodall (1987), as OpenSTV and OpaVote extended it.

`candidates seats`; withdrawn candidates as negative numbers; ballots `count first second ... 0`, with `2=3` for
candidates of the same rank; `0`; the candidates' names and the title, quoted. `#` begins a comment.
"""

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
from hustings.counting.formats.ranks import Ranking, ranked
from hustings.counting.formats.rows import read_rows
from hustings.counting.profile import NOBODY, Profile

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_LINE = re.compile(r'(?:[^"#]|"(?:[^"\\]|\\.)*")*')


def read_blt(data: bytes) -> Profile:
    """Reads BLT. Raises ParseError."""
    data = with_plain_line_ends(data)
    body_from, line = 0, 1
    candidates = seats = 0
    withdrawn: list[int] = []
    while True:  # the head: sizes and withdrawn candidates
        end = data.find(b"\n", body_from)
        if end < 0:
            raise ParseError(line, "the file ends before any ballot")
        text = _bare(decoded(data[body_from:end]), line).strip()
        if text and not candidates:
            numbers = text.split()
            if len(numbers) != 2:
                raise ParseError(line, f"expected the numbers of candidates and seats, found {shown(text)}")
            candidates = whole_number(numbers[0], line, "the number of candidates")
            seats = whole_number(numbers[1], line, "the number of seats")
            check_size(candidates, seats, line)
        elif text.startswith("-"):
            gone = [
                whole_number(part.removeprefix("-"), line, "a withdrawn candidate's number") for part in text.split()
            ]
            withdrawn += preferences(gone, candidates, line)
        elif text:
            break
        body_from, line = end + 1, line + 1
    stop = data.rfind(b"\n0\n", body_from - 1)  # were there an earlier one, the quick reading would refuse the ballots
    rows = read_rows(memoryview(data)[body_from : stop + 1], b" ", b" 0", candidates) if stop >= body_from else None
    if rows is not None:
        counts, papers = rows
        tail_from = stop + 3
        tail_line = line + len(counts) + 1
        names, title = _names(decoded(data[tail_from:]), tail_line, candidates)
        return Profile(
            names,
            "rankings",
            papers,
            counts,
            ballots=int(counts.sum()),
            seats=seats,
            title=title,
            withdrawn=frozenset(withdrawn),
        )
    return _line_by_line(decoded(data[body_from:]), line, candidates, seats, frozenset(withdrawn))


def _line_by_line(text: str, first: int, candidates: int, seats: int, withdrawn: frozenset[int]) -> Profile:
    ballots: list[tuple[int, Ranking]] = []
    lines = text.split("\n")
    for line, raw in enumerate(lines, first):
        words = _bare(raw, line).split()
        if not words:
            continue
        if words == ["0"]:
            names, title = _names("\n".join(lines[line - first + 1 :]), line + 1, candidates)
            return ranked(names, ballots, seats=seats, title=title, withdrawn=withdrawn)
        if words[-1] != "0":
            raise ParseError(line, f"expected a ballot that ends in 0, found {shown(raw.strip())}")
        count = whole_number(words[0], line, "the number of ballots")
        places = [
            [whole_number(part, line, "a candidate's number") for part in word.split("=")] for word in words[1:-1]
        ]
        order = preferences([number for place in places for number in place], candidates, line)
        ballots.append((count, Ranking(order, tuple(len(place) for place in places))))
    raise ParseError(first + len(lines) - 1, "the file ends without the line 0 that closes the ballots")


def _bare(text: str, line: int) -> str:
    """The line without its comment."""
    match = _LINE.match(text)
    assert match is not None
    rest = text[match.end() :]
    if rest.startswith('"'):
        raise ParseError(line, "a quotation mark is not closed")
    return match.group()


def _names(tail: str, first: int, candidates: int) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    last = first
    for line, raw in enumerate(tail.split("\n"), first):
        text = _bare(raw, line).strip()
        if not text:
            continue
        if _QUOTED.sub("", text).strip():
            raise ParseError(line, f"expected names in quotation marks, found {shown(text)}")
        found += [re.sub(r"\\(.)", r"\1", name) for name in _QUOTED.findall(text)]
        last = line
        if len(found) > candidates + 1:
            raise ParseError(line, f"more than {candidates} names and a title after the ballots")
    if len(found) < candidates:
        raise ParseError(last, f"expected the names of {candidates} candidates after the ballots, found {len(found)}")
    return tuple(found[:candidates]), found[candidates] if len(found) > candidates else ""


def write_blt(profile: Profile) -> str:
    """BLT of rankings."""
    out = [f"{len(profile.candidates)} {profile.seats or 1}"]
    out += [f"-{c + 1}" for c in sorted(profile.withdrawn)]
    level = profile.level.tolist() if profile.level is not None else None
    for row, (marked, count) in enumerate(zip(profile.papers.tolist(), profile.counts.tolist(), strict=True)):
        text = str(count)
        for place, c in enumerate(marked):
            if c != NOBODY:
                text += f"{'=' if level and level[row][place] else ' '}{c + 1}"
        out.append(text + " 0")
    out.append("0")
    out += [_quoted(name) for name in profile.candidates]
    out.append(_quoted(profile.title))
    return "\n".join(out) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
