"""Take a whole file through its plans, a few thousand rows at a time: first to see what it would do, then to do it."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from hustings.register.actions.addresses import tell_old_addresses
from hustings.register.addresses import ADDRESSES, Caution, cautions
from hustings.register.imports.fields import CellRefused, guarded, read_row, unguarded
from hustings.register.imports.planning import Belonging, Happened, Known, Plan, Units, plan_row
from hustings.register.imports.reading import records
from hustings.register.models import Member, MemberImport, StandingEvent, Unit, UnitMembership, search_text

CHUNK = 2_000
EXAMPLES = 100
DETAILS = ["name", "email", "postal_address", "date_of_birth", "search_text"]


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
            _write(plans, units, member_import.as_at, by)
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


def _known(numbers: list[str]) -> dict[str, Known]:
    known = {member.number: Known(member) for member in Member.objects.filter(number__in=numbers)}
    by_key = {each.member.pk: each for each in known.values()}
    events = StandingEvent.objects.in_force().filter(member__in=by_key).order_by("effective_on", "id")
    for member, *event in events.values_list("member_id", *Happened._fields):
        by_key[member].events.append(Happened(*event))
    for member, *row in UnitMembership.objects.filter(member__in=by_key).values_list("member_id", *Belonging._fields):
        by_key[member].memberships.append(Belonging(*row))
    return known


def _plan(member_import: MemberImport, rows: list[Row], units: Units, outcome: Outcome) -> list[Plan]:
    known = _known([values["number"] for _row, _cells, values in rows])
    careful = cautions([each.member.pk for each in known.values()])
    plans = []
    for row, cells, values in rows:
        there = known.get(values["number"])
        old_email = there.member.email if there else ""
        try:
            plan = plan_row(values, there, units, member_import.as_at)
            if there and ADDRESSES & {*plan.changed} and (caution := careful.get(there.member.pk)):
                _refuse_lonely_change(caution, plan)
                plan.told = old_email
        except CellRefused as refusal:
            _refuse(member_import, row, cells, refusal, outcome)
        else:
            outcome.note(plan.kind, row=row, number=plan.member.number, changed=plan.changed)
            plans.append(plan)
    return plans


def _refuse_lonely_change(caution: Caution, plan: Plan) -> None:
    if caution.needs_two:
        raise CellRefused(
            "email" if "email" in plan.changed else "postal_address",
            _("{reason} Change the address on the member's page, where a second officer agrees to it.").format(
                reason=caution.reason
            ),
        )


def _write(plans: list[Plan], units: Units, as_at: date, by: Any) -> None:
    Unit.objects.bulk_create(unit for unit in units.added if unit.pk is None)
    new = [plan.member for plan in plans if plan.kind == "new"]
    changed = [plan.member for plan in plans if plan.kind == "changed" and {*plan.changed} & {*DETAILS}]
    for member in new:
        member.search_text = search_text(member.number, member.name, member.email)
    Member.objects.bulk_create(new, batch_size=CHUNK)
    _write_details(changed)
    tell_old_addresses([plan.told for plan in plans])
    StandingEvent.objects.bulk_create(
        (
            StandingEvent(member_id=plan.member.pk, recorded_by=by, **event._asdict())
            for plan in plans
            for event in plan.events
        ),
        batch_size=CHUNK,
    )
    ending: dict[date, list[int]] = defaultdict(list)
    for plan in plans:
        for membership in plan.leaves:
            ending[max(as_at, membership.from_date)].append(membership.pk)
    for to_date, keys in ending.items():
        UnitMembership.objects.filter(pk__in=keys).update(to_date=to_date)
    UnitMembership.objects.bulk_create(
        (
            UnitMembership(member_id=plan.member.pk, unit_id=unit.pk, from_date=plan.joined_on or as_at)
            for plan in plans
            for unit in plan.joins
        ),
        batch_size=CHUNK,
    )


def _write_details(members: list[Member]) -> None:
    """Write changed details in one statement, met by number: far faster than an UPDATE with a case for every row."""
    for member in members:
        member.search_text = search_text(member.number, member.name, member.email)
    copies = (
        Member(number=member.number, created_at=member.created_at, **{name: getattr(member, name) for name in DETAILS})
        for member in members
    )
    Member.objects.bulk_create(
        copies, batch_size=CHUNK, update_conflicts=True, unique_fields=["number"], update_fields=DETAILS
    )


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
