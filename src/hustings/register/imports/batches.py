"""Many rows at once: what each would change in the register, and the writing of it with few statements."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hustings.accounts.models import User
from hustings.register.actions.addresses import tell_old_addresses
from hustings.register.actions.duplicates import merged_into
from hustings.register.actions.endings import note_endings
from hustings.register.addresses import ADDRESSES, Caution, cautions
from hustings.register.imports.fields import CellRefused
from hustings.register.imports.planning import Belonging, Happened, Known, Plan, Units, plan_row
from hustings.register.models import Member, StandingEvent, Unit, UnitMembership, search_text

CHUNK = 2_000
DETAILS = ["name", "email", "postal_address", "date_of_birth", "search_text"]


def plan_rows(rows: list[dict[str, Any]], units: Units, as_at: date) -> Iterator[Plan | CellRefused]:
    """For each row its plan, or why it cannot be taken. No two rows may have the same number."""
    known = _known_members([values["number"] for values in rows])
    merged = merged_into([each.member.pk for each in known.values()])
    careful = cautions([each.member.pk for each in known.values()])
    for values in rows:
        there = known.get(values["number"])
        old_email = there.member.email if there else ""
        try:
            if there and there.member.pk in merged:
                raise CellRefused(
                    "number",
                    _("This record was merged into number {number}: use that one, or undo the merge.").format(
                        number=merged[there.member.pk].number
                    ),
                )
            plan = plan_row(values, there, units, as_at)
            if there and ADDRESSES & {*plan.changed} and (caution := careful.get(there.member.pk)):
                _refuse_lonely_change(caution, plan)
                plan.told = old_email
        except CellRefused as refusal:
            yield refusal
        else:
            yield plan


def _known_members(numbers: list[str]) -> dict[str, Known]:
    known = {member.number: Known(member) for member in Member.objects.filter(number__in=numbers)}
    by_key = {each.member.pk: each for each in known.values()}
    events = StandingEvent.objects.in_force().filter(member__in=by_key).order_by("effective_on", "id")
    for member, *event in events.values_list("member_id", *Happened._fields):
        by_key[member].events.append(Happened(*event))
    for member, *row in UnitMembership.objects.filter(member__in=by_key).values_list("member_id", *Belonging._fields):
        by_key[member].memberships.append(Belonging(*row))
    return known


def _refuse_lonely_change(caution: Caution, plan: Plan) -> None:
    if caution.needs_two:
        raise CellRefused(
            "email" if "email" in plan.changed else "postal_address",
            _("{reason} Change the address on the member's page, where a second officer agrees to it.").format(
                reason=caution.reason
            ),
        )


def write_plans(plans: list[Plan], units: Units, as_at: date, by: User | None) -> None:
    """Write what was planned. The caller holds the transaction."""
    Unit.objects.bulk_create(unit for unit in units.added if unit.pk is None)
    new = [plan.member for plan in plans if plan.kind == "new"]
    changed = [plan.member for plan in plans if plan.kind == "changed" and {*plan.changed} & {*DETAILS}]
    for member in new:
        member.search_text = search_text(member.number, member.name, member.email)
    Member.objects.bulk_create(new, batch_size=CHUNK)
    _write_details(changed)
    tell_old_addresses([plan.told for plan in plans])
    recorded = StandingEvent.objects.bulk_create(
        (
            StandingEvent(member_id=plan.member.pk, recorded_by=by, **event._asdict())
            for plan in plans
            for event in plan.events
        ),
        batch_size=CHUNK,
    )
    # A former member who comes with the first file held nothing here that could end.
    added = {member.pk for member in new}
    note_endings(event for event in recorded if event.member_id not in added)
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
