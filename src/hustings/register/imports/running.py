"""Take a whole file through its plans, a few thousand rows at a time: first to see what it would do, then to do it.

No more of the file is in memory than those rows: of the others, one number each while repeated membership numbers are
looked for.
"""

import csv
import tempfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from hustings.register.duplicates import that_occur_twice
from hustings.register.imports.batches import CHUNK, plan_rows, write_plans
from hustings.register.imports.fields import FIELDS, CellRefused, guarded, number_in, read_row, unguarded
from hustings.register.imports.newcomers import Newcomers
from hustings.register.imports.planning import Plan, Units
from hustings.register.imports.reading import records, rows_under
from hustings.register.models import MemberImport
from hustings.register.standing import written

EXAMPLES = 100


class RefusedRows:
    """The rows that were refused, as they came, in a file: of a file that is all wrong they are many."""

    def __init__(self, member_import: MemberImport) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8-sig", newline="")  # noqa: SIM115 (kept open)
        self._writer = csv.writer(self._file, delimiter=member_import.separator)
        self._write([_("Row"), _("Column"), _("Reason"), *member_import.header])

    def add(self, row: int, column: str, reason: str, cells: list[str]) -> None:
        self._write([str(row), column, reason, *cells])

    def _write(self, cells: list[str]) -> None:
        self._writer.writerow([guarded(cell) for cell in cells])

    def as_file(self) -> BinaryIO:
        """The file, to be read from its beginning."""
        self._file.flush()
        self._file.buffer.seek(0)
        return self._file.buffer


@dataclass
class Outcome:
    """What became of the rows: how many were new, changed, unchanged and refused, and the first of each kind."""

    refused: RefusedRows
    newcomers: Newcomers | None = None  # while a file is only checked: who would be new
    counts: Counter[str] = field(default_factory=lambda: Counter(new=0, changed=0, unchanged=0, refused=0))
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    changed: "array[int]" = field(default_factory=lambda: array("q"))  # keys of the members that were written

    def note(self, kind: str, **example: Any) -> None:
        self.counts[kind] += 1
        if kind != "unchanged" and len(self.examples[kind]) < EXAMPLES:
            self.examples[kind].append(example)

    @property
    def rows(self) -> int:
        return self.counts.total()


Row = tuple[int, list[str], dict[str, Any]]


def run(
    member_import: MemberImport,
    file: BinaryIO,
    *,
    write: bool,
    by: Any = None,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Plan every row of a file, and write the plans if asked to. The caller holds the transaction.

    `told` hears after every few thousand rows how many are done, and of how many.
    """
    total, repeated = _survey(member_import, file)
    rows = rows_of(member_import, file)
    outcome = Outcome(RefusedRows(member_import), None if write else Newcomers())
    units, columns = Units(add=member_import.add_units), member_import.columns
    first_row_of: dict[str, int] = {}
    while chunk := list(islice(rows, CHUNK)):
        readable = []
        for row, cells in chunk:
            try:
                values = read_row(cells, columns, len(member_import.header), month_first=member_import.month_first)
                if hash(values["number"]) in repeated:
                    _refuse_repeated(values["number"], row, first_row_of)
            except CellRefused as refusal:
                _refuse(member_import, row, cells, refusal, outcome)
            else:
                readable.append((row, cells, values))
        plans = _plan(member_import, readable, units, outcome)
        if write:
            write_plans(plans, units, member_import.as_at, by)
            outcome.changed.extend(plan.member.pk for plan in plans if plan.changed)
        told(outcome.rows, total)
    return outcome


def rows_of(member_import: MemberImport, file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The rows of an import's file under its headings, with their numbers."""
    return rows_under(member_import.heading_row, file, member_import.encoding, member_import.separator)


def first_row(member_import: MemberImport) -> list[str]:
    """The first row under the headings, as long as the file is here."""
    if not member_import.source:
        return []
    with member_import.source.open("rb") as file:
        return [" ".join(cell.split()) for cell in next(rows_of(member_import, file), (0, []))[1]]


def as_read(member_import: MemberImport, cells: list[str]) -> list[tuple[str, str]]:
    """What the columns that were chosen make of one row: each field by its label; nothing of a row that is refused."""
    width = len(member_import.header)
    try:
        values = read_row(cells, member_import.columns, width, month_first=member_import.month_first)
    except CellRefused:
        return []
    return [
        (str(FIELDS[name].label), written(value) if isinstance(value, date) else str(value))
        for name, value in sorted(values.items(), key=lambda each: list(FIELDS).index(each[0]))
    ]


def _survey(member_import: MemberImport, file: BinaryIO) -> tuple[int, frozenset[int]]:
    """How many rows there are under the heading, and the hashes of the membership numbers that stand in several."""
    total = 0
    position = member_import.columns["number"]

    def hashes() -> Iterator[int]:
        nonlocal total
        for _row, cells in rows_of(member_import, file):
            total += 1
            yield hash(number_in(cells, position))

    repeated = that_occur_twice(hashes())
    return total, repeated


def _refuse_repeated(number: str, row: int, first_row_of: dict[str, int]) -> None:
    first = first_row_of.setdefault(number, row)
    if first != row:
        raise CellRefused("number", _("The number {number} is in row {row} already.").format(number=number, row=first))


def _refuse(member_import: MemberImport, row: int, cells: list[str], refusal: CellRefused, outcome: Outcome) -> None:
    position = member_import.columns.get(refusal.field)
    column = member_import.header[position] if position is not None else ""
    outcome.note("refused", row=row, column=column, reason=refusal.reason)
    outcome.refused.add(row, column, refusal.reason, cells)


def _plan(member_import: MemberImport, rows: list[Row], units: Units, outcome: Outcome) -> list[Plan]:
    plans = []
    planned = plan_rows([values for _row, _cells, values in rows], units, member_import.as_at)
    for (row, cells, _values), plan in zip(rows, planned, strict=True):
        if isinstance(plan, CellRefused):
            _refuse(member_import, row, cells, plan, outcome)
        else:
            outcome.note(plan.kind, row=row, number=plan.member.number, changed=plan.changed)
            plans.append(plan)
            if outcome.newcomers and plan.kind == "new":
                outcome.newcomers.add(row, plan.member)
    return plans


def refused_rows(member_import: MemberImport) -> Iterator[list[str]]:
    """The rows of that file, its headings first, with every cell as it came."""
    with member_import.refused_rows.open("rb") as file:
        for _row, cells in records(file, "utf-8-sig", member_import.separator):
            yield [unguarded(cell) for cell in cells]
