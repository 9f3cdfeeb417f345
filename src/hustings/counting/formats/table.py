"""CSV with a header of candidates: ranks, marks, scores or totals.

The first cell of the header may name what the table holds: `ranks`, `marks`, `scores` or `totals`; the first column is
then the number of ballots of each row. So it is under `count`; what the table holds is then told by its cells, as it
is when there is no such column and each row is one ballot: crosses (x) or noughts and ones are marks, other numbers are
ranks. A row that begins with `group` gives each candidate's group. The separator is a comma or a semicolon.
"""

import csv
import io

from hustings.counting.formats.lines import ParseError, check_size, decoded, shown, whole_number
from hustings.counting.formats.ranks import Ranking, ranked
from hustings.counting.profile import NO_SCORE, NOBODY, Profile

KINDS = ("ranks", "marks", "scores", "totals")
CROSSES = {"x", "✓", "✔", "✗", "✘"}

Row = tuple[int, int, list[str]]  # line, number of ballots, cells


def read_csv(data: bytes) -> Profile:
    """Reads CSV. Raises ParseError."""
    text = decoded(data)
    first = text.lstrip().partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    try:
        table = [(rows.line_num, [cell.strip() for cell in row]) for row in rows]
    except csv.Error as error:
        raise ParseError(rows.line_num, f"this is not CSV: {error}") from None
    table = [(line, row) for line, row in table if any(row)]
    if not table:
        raise ParseError(1, "the file is empty")
    line, head = table[0]
    kind = head[0].lower() if head[0].lower() in (*KINDS, "count", "ballots") else ""
    names = tuple(head[1:] if kind else head)
    check_size(len(names), None, line)
    if not all(names) or len(set(names)) != len(names):
        raise ParseError(line, "every column needs the name of a candidate, each of them once")
    groups: tuple[str, ...] = ()
    found: list[Row] = []
    for line, row in table[1:]:
        width = len(names) + (1 if kind else 0)
        if row[0].lower() == "group" and len(row) == len(names) + 1:
            groups = tuple(row[1:])
            continue
        if len(row) != width:
            raise ParseError(
                line,
                f"found {len(row)} cells, but {width} in the first row, which names the candidates of a ballot file",
            )
        count = whole_number(row[0], line, "the number of ballots") if kind else 1
        found.append((line, count, row[1:] if kind else row))
    return _profile(kind if kind in KINDS else _told_by_cells(found), names, found, groups)


def _told_by_cells(rows: list[Row]) -> str:
    cells = {cell.lower() for _, _, row in rows for cell in row}
    return "marks" if cells & CROSSES or (cells <= {"", "0", "1"} and "0" in cells) else "ranks"


def _profile(kind: str, names: tuple[str, ...], rows: list[Row], groups: tuple[str, ...]) -> Profile:
    if kind == "ranks":
        return ranked(names, [(count, _ranking(row, line)) for line, count, row in rows], groups=groups)
    if kind == "totals":
        if len(rows) != 1:
            raise ParseError(rows[1][0] if rows else 1, f"expected one row of totals, found {len(rows)}")
        line, ballots, row = rows[0]
        found = Profile.from_totals(names, [whole_number(cell, line, "a total") for cell in row], ballots)
    elif kind == "marks":
        yes: dict[tuple[int, ...], int] = {}
        for line, count, row in rows:
            key = tuple(c for c, cell in enumerate(row) if _marked(cell, line))
            yes[key] = yes.get(key, 0) + count
        found = Profile.from_approvals(names, yes)
    else:
        found = Profile.from_scores(
            names,
            [
                ([whole_number(cell, line, "a score", 10**6) if cell else None for cell in row], count)
                for line, count, row in rows
            ],
        )
    return Profile(
        names,
        found.kind,
        found.papers,
        found.counts,
        scores=found.scores,
        totals=found.totals,
        ballots=found.ballots,
        groups=groups,
    )


def _marked(cell: str, line: int) -> bool:
    if cell.lower() in CROSSES or cell == "1":
        return True
    if cell in ("", "0"):
        return False
    raise ParseError(line, f"expected a cross (x or 1) or nothing (an empty cell or 0), found {shown(cell)}")


def _ranking(row: list[str], line: int) -> Ranking:
    ranks = {c: whole_number(cell, line, "a rank", len(row)) for c, cell in enumerate(row) if cell}
    used = sorted(set(ranks.values()))
    if used != list(range(1, len(used) + 1)):
        missing = next(rank for rank in range(1, len(row) + 2) if rank not in used)
        raise ParseError(
            line,
            f"the ranks must run 1, 2, 3 without a gap, but {missing} is missing (scores need `scores` in the header)",
        )
    places = [[c for c, rank in ranks.items() if rank == wanted] for wanted in used]
    return Ranking(tuple(c for place in places for c in place), tuple(len(place) for place in places))


def write_csv(profile: Profile) -> str:
    """CSV whose header says what it holds."""
    names = {"rankings": "ranks", "approvals": "marks", "scores": "scores", "totals": "totals"}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([names[profile.kind], *profile.candidates])
    if profile.groups:
        writer.writerow(["group", *profile.groups])
    if profile.totals is not None:
        writer.writerow([profile.ballots, *profile.totals])
    for row, count in enumerate(profile.counts.tolist()):
        writer.writerow([count, *_cells(profile, row)])
    return out.getvalue()


def _cells(profile: Profile, row: int) -> list[str]:
    if profile.scores is not None:
        return ["" if score == NO_SCORE else str(score) for score in profile.scores[row].tolist()]
    cells = [""] * len(profile.candidates)
    rank = 0
    for place, c in enumerate(profile.papers[row].tolist()):
        if c == NOBODY:
            break
        rank += profile.level is None or not profile.level[row, place]
        cells[c] = "x" if profile.kind == "approvals" else str(rank)
    return cells
