"""Candidates pasted from a spreadsheet or a file: one per line, as CSV or with tabs."""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hustings.register.models import Member

COLUMNS = ("name", "number", "slate", "statement")
MOST_LINES = 1000
_LONGEST = {"name": 200, "number": 40, "slate": 200, "statement": 20_000}


@dataclass(frozen=True)
class CandidateRow:
    """A candidate as written on line `line` of the pasted text."""

    line: int
    name: str
    member: Member | None = None
    slate: str = ""
    statement: str = ""


@dataclass(frozen=True)
class Pasted:
    """The candidates of a pasted text, and every fault found in it, with its line and column."""

    rows: list[CandidateRow]
    faults: list[str]


def read_candidates(text: str) -> Pasted:
    """Read a table whose first line names its columns (name, and if wanted number, slate, statement), or bare names."""
    try:
        lines = _lines(text)
    except csv.Error as error:
        return Pasted([], [_("The text cannot be read as a table: {why}.").format(why=error)])
    if not lines:
        return Pasted([], [_("Paste at least one candidate, each on a line of its own.")])
    heading = [cell.strip().casefold() for cell in lines[0][1]]
    if "name" not in heading and all(len(cells) == 1 for _line, cells in lines):
        heading = ["name"]
    else:
        del lines[0]
    if fault := _fault_of(heading, lines):
        return Pasted([], [fault])
    return _read(heading, lines)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    text = text.replace("\x00", "").lstrip("\ufeff")
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max("\t,;", key=first.count))
    return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]


def _fault_of(heading: list[str], lines: list[tuple[int, list[str]]]) -> str:
    if "name" not in heading:
        return _("Line 1 must name the columns: ‘name’, and if wanted {others}.").format(others=", ".join(COLUMNS[1:]))
    for name in heading:
        if name not in COLUMNS:
            return _("Line 1: there is no column ‘{name}’. The columns are {columns}.").format(
                name=name[:40], columns=", ".join(COLUMNS)
            )
    if len(set(heading)) != len(heading):
        return _("Line 1 names a column twice.")
    if not lines:
        return _("Paste at least one candidate under the line that names the columns.")
    if len(lines) > MOST_LINES:
        return _("There are {n} lines; at most {most} can be pasted at once.").format(n=len(lines), most=MOST_LINES)
    return ""


def _read(heading: list[str], lines: list[tuple[int, list[str]]]) -> Pasted:
    cells_of = {line: dict(zip(heading, (cell.strip() for cell in cells), strict=False)) for line, cells in lines}
    numbers = {cells.get("number", "") for cells in cells_of.values()} - {""}
    members = {member.number: member for member in Member.objects.filter(number__in=numbers)}
    rows: list[CandidateRow] = []
    faults: list[str] = []
    names: set[str] = set()
    for line, cells in lines:
        row = cells_of[line]
        name, number = " ".join(row["name"].split()) if "name" in row else "", row.get("number", "")
        if len(cells) > len(heading):
            faults.append(
                _("Line {line} has more columns than line 1 names. Put text that holds separators in quotes.").format(
                    line=line
                )
            )
        for column, text in row.items():
            if len(text) > _LONGEST[column]:
                faults.append(
                    _("Line {line}, column {column}: it has {n} characters, and at most {most} are possible.").format(
                        line=line, column=column, n=len(text), most=_LONGEST[column]
                    )
                )
        if not name:
            faults.append(_("Line {line}, column name: it is empty. Write the candidate's name.").format(line=line))
        elif name in names:
            faults.append(_("Line {line}, column name: {name} is there twice.").format(line=line, name=name[:60]))
        if number and number not in members:
            faults.append(
                _("Line {line}, column number: no member has the number {number}.").format(
                    line=line, number=number[:40]
                )
            )
        names.add(name)
        rows.append(CandidateRow(line, name, members.get(number), row.get("slate", ""), row.get("statement", "")))
    return Pasted([] if faults else rows, faults)
