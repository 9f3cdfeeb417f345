"""Take a whole file through its plans, a few thousand rows at a time: first to see what it would do, then to do it."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from hustings.register.imports.batches import CHUNK, plan_rows, write_plans
from hustings.register.imports.fields import CellRefused, guarded, read_row, unguarded
from hustings.register.imports.planning import Plan, Units
from hustings.register.imports.reading import records
from hustings.register.models import MemberImport

EXAMPLES = 100


@dataclass
class Outcome:
    """What became of the rows: how many were new, changed, unchanged and refused, and the first of each kind."""

    counts: Counter[str] = field(default_factory=lambda: Counter(new=0, changed=0, unchanged=0, refused=0))
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    refused: list[list[str]] = field(default_factory=list)  # row number, column, reason, and the cells as they came

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
    told: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Plan every row of a file, and write the plans if asked to. The caller holds the transaction."""
    rows = records(file, member_import.encoding, member_import.separator)
    next(rows, None)  # the heading
    outcome = Outcome()
    units = Units(add=member_import.add_units)
    first_row_of: dict[str, int] = {}
    while chunk := list(islice(rows, CHUNK)):
        readable = _read(member_import, chunk, first_row_of, outcome)
        plans = _plan(member_import, readable, units, outcome)
        if write:
            write_plans(plans, units, member_import.as_at, by)
        told(outcome.rows)
    return outcome


def _refuse(member_import: MemberImport, row: int, cells: list[str], refusal: CellRefused, outcome: Outcome) -> None:
    position = member_import.columns.get(refusal.field)
    column = member_import.header[position] if position is not None else ""
    outcome.note("refused", row=row, column=column, reason=refusal.reason)
    outcome.refused.append([str(row), column, refusal.reason, *cells])


def _read(
    member_import: MemberImport, chunk: list[tuple[int, list[str]]], first_row_of: dict[str, int], outcome: Outcome
) -> list[Row]:
    readable = []
    for row, cells in chunk:
        try:
            values = read_row(cells, member_import.columns, len(member_import.header))
            first = first_row_of.setdefault(values["number"], row)
            if first != row:
                raise CellRefused(
                    "number",
                    _("The number {number} is in row {row} already.").format(number=values["number"], row=first),
                )
        except CellRefused as refusal:
            _refuse(member_import, row, cells, refusal, outcome)
        else:
            readable.append((row, cells, values))
    return readable


def _plan(member_import: MemberImport, rows: list[Row], units: Units, outcome: Outcome) -> list[Plan]:
    plans = []
    planned = plan_rows([values for _row, _cells, values in rows], units, member_import.as_at)
    for (row, cells, _values), plan in zip(rows, planned, strict=True):
        if isinstance(plan, CellRefused):
            _refuse(member_import, row, cells, plan, outcome)
        else:
            outcome.note(plan.kind, row=row, number=plan.member.number, changed=plan.changed)
            plans.append(plan)
    return plans


def refused_file(member_import: MemberImport, outcome: Outcome) -> bytes:
    """The refused rows as they came, each after its row number, its column and the reason."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=member_import.separator)
    writer.writerow([guarded(str(cell)) for cell in (_("Row"), _("Column"), _("Reason"), *member_import.header)])
    writer.writerows([guarded(str(cell)) for cell in row] for row in outcome.refused)
    return text.getvalue().encode("utf-8-sig")


def refused_rows(member_import: MemberImport) -> Iterator[list[str]]:
    """The rows of that file, its headings first, with every cell as it came."""
    with member_import.refused_rows.open("rb") as file:
        for _row, cells in records(file, "utf-8-sig", member_import.separator):
            yield [unguarded(cell) for cell in cells]
