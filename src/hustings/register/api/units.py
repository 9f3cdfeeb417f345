"""Units, and who belongs to them."""

from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status
from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.register.actions import add_to_unit, end_unit_membership, save_unit
from hustings.register.api.answers import REFUSALS, Refusal, sentence_of
from hustings.register.api.keys import ReadToken, WriteToken, acting
from hustings.register.api.paging import cut
from hustings.register.api.rows import day_of
from hustings.register.api.schemas import (
    BelongingBatch,
    BelongingBatchOutcome,
    BelongingOutcome,
    BelongingRow,
    Code,
    Done,
    Joining,
    Leaving,
    Paging,
    Sought,
    UnitBatch,
    UnitBatchOutcome,
    UnitGiven,
    UnitMembershipPage,
    UnitMembershipShown,
    UnitOutcome,
    UnitPage,
    UnitRow,
    UnitShown,
)
from hustings.register.models import Member, Unit, UnitMembership

router = Router(tags=["units"])
Outcome = Literal["new", "changed", "unchanged"]
CODES: TypeAdapter[str] = TypeAdapter(Code)


class BelongingPaging(Paging):
    number: Sought = ""
    unit: Sought = ""


@router.get("/units", response={200: UnitPage, REFUSALS: Refusal}, auth=ReadToken(), operation_id="list_units")
def list_units(request: HttpRequest, page: Query[Paging]) -> dict[str, Any]:
    """All units."""
    units, following = cut(Unit.objects.select_related("parent"), page)
    shown = [
        UnitShown(code=unit.code, name=unit.name, kind=unit.kind, parent=unit.parent.code if unit.parent else None)
        for unit in units
    ]
    return {"units": shown, "next": following}


@router.put(
    "/units/{code}", response={(200, 201): Done, REFUSALS: Refusal}, auth=WriteToken(), operation_id="upsert_unit"
)
def upsert_unit(request: HttpRequest, code: Path[Code], given: UnitGiven) -> Status:
    """Add the unit with this code, or change it. The same again changes nothing."""
    with acting(request) as by:
        outcome = _upsert(code, given, by)
    return Status(201 if outcome == "new" else 200, Done(outcome=outcome))


@router.post(
    "/units", response={200: UnitBatchOutcome, REFUSALS: Refusal}, auth=WriteToken(), operation_id="upsert_units"
)
def upsert_units(request: HttpRequest, batch: UnitBatch) -> dict[str, Any]:
    """Up to 1,000 units, each added, changed or refused for itself, in their order: a unit before those below it."""
    with acting(request) as by:
        return {"outcomes": [_unit_outcome(row, by) for row in batch.units]}


def _unit_outcome(row: UnitRow, by: User) -> UnitOutcome:
    try:
        given = UnitGiven.model_validate(row.model_dump(exclude={"code"}))
        outcome = _upsert(CODES.validate_python(row.code), given, by)
    except PydanticError as error:
        problem = error.errors()[0]
        where = str(problem["loc"][0]) if problem["loc"] else "code"
        return UnitOutcome(code=row.code, outcome="refused", where=where, error=sentence_of(dict(problem)))
    except ActionRefused as refusal:
        return UnitOutcome(code=row.code, outcome="refused", where=refusal.field or "", error=refusal.sentence)
    return UnitOutcome(code=row.code, outcome=outcome)


def _upsert(code: str, given: UnitGiven, by: User) -> Outcome:
    parent = Unit.objects.filter(code=given.parent).first() if given.parent else None
    if given.parent and parent is None:
        raise ActionRefused(_("There is no unit with the code ‘{unit}’.").format(unit=given.parent), "parent")
    unit = Unit.objects.filter(code=code).first() or Unit(code=code)
    is_new, wanted = unit.pk is None, (given.name, given.kind, parent)
    if not is_new and wanted == (unit.name, unit.kind, unit.parent):
        return "unchanged"
    unit.name, unit.kind, unit.parent = wanted
    save_unit(unit, by)
    return "new" if is_new else "changed"


@router.get(
    "/unit-memberships",
    response={200: UnitMembershipPage, REFUSALS: Refusal},
    auth=ReadToken(),
    operation_id="list_unit_memberships",
)
def list_memberships(request: HttpRequest, page: Query[BelongingPaging]) -> dict[str, Any]:
    """Who belongs, or belonged, to which unit; with `unit` or `number`, those of that unit or that member."""
    found = UnitMembership.objects.select_related("member", "unit")
    if page.number:
        found = found.filter(member__number=page.number)
    if page.unit:
        found = found.filter(unit__code=page.unit)
    memberships, following = cut(found, page)
    with acting(request) as by:
        record("register.unit_memberships_read", by=by, shown=len(memberships))
    shown = [
        UnitMembershipShown(
            number=each.member.number, unit=each.unit.code, from_date=each.from_date, to_date=each.to_date
        )
        for each in memberships
    ]
    return {"unit_memberships": shown, "next": following}


@router.put(
    "/members/{number}/units/{code}",
    response={(200, 201): Done, REFUSALS: Refusal},
    auth=WriteToken(),
    operation_id="join_unit",
)
def join(request: HttpRequest, number: str, code: str, given: Joining) -> Status:
    """Make a member belong to a unit. Who belongs to it already goes on doing so."""
    member, unit = _both(number, code)
    with acting(request) as by:
        outcome = _join(member, unit, given.from_date, by)
    return Status(201 if outcome == "new" else 200, Done(outcome=outcome))


@router.post(
    "/members/{number}/units/{code}/end",
    response={200: Done, REFUSALS: Refusal},
    auth=WriteToken(),
    operation_id="leave_unit",
)
def leave(request: HttpRequest, number: str, code: str, given: Leaving) -> Done:
    """End a member's belonging to a unit: on `to_date` they no longer belong to it."""
    member, unit = _both(number, code)
    with acting(request) as by:
        return Done(outcome=_leave(member, unit, given.to_date, by))


@router.post(
    "/unit-memberships",
    response={200: BelongingBatchOutcome, REFUSALS: Refusal},
    auth=WriteToken(),
    operation_id="record_unit_memberships",
)
def record_memberships(request: HttpRequest, batch: BelongingBatch) -> dict[str, Any]:
    """Up to 1,000 rows, each recorded or refused for itself, in their order."""
    with acting(request) as by:
        return {"outcomes": [_belonging_outcome(row, by) for row in batch.unit_memberships]}


def _belonging_outcome(row: BelongingRow, by: User) -> BelongingOutcome:
    def refused(where: str, error: str) -> BelongingOutcome:
        return BelongingOutcome(number=row.number, unit=row.unit, outcome="refused", where=where, error=error)

    try:
        begins, ends = day_of("from_date", row.from_date), day_of("to_date", row.to_date)
        if begins is None and ends is None:
            return refused("from_date", _("Say from when the member belongs to the unit, or from when no longer."))
        if "\0" in row.number or (member := Member.objects.filter(number=row.number).first()) is None:
            return refused("number", _("No member has this number."))
        if "\0" in row.unit or (unit := Unit.objects.filter(code=row.unit).first()) is None:
            return refused("unit", _("There is no unit with the code ‘{unit}’.").format(unit=row.unit))
        with transaction.atomic():
            outcome = _join(member, unit, begins, by) if begins else "unchanged"
            if ends and _leave(member, unit, ends, by) == "changed" and outcome == "unchanged":
                outcome = "changed"
    except ActionRefused as refusal:
        return refused("unit" if refusal.field == "code" else refusal.field or "", refusal.sentence)
    return BelongingOutcome(number=row.number, unit=row.unit, outcome=outcome)


def _join(member: Member, unit: Unit, day: date, by: User) -> Outcome:
    memberships = UnitMembership.objects.filter(member=member, unit=unit)
    if memberships.filter(Q(to_date=None) | Q(from_date=day, to_date__gt=day)).exists():
        return "unchanged"
    add_to_unit(member, unit, day, by)
    return "new"


def _leave(member: Member, unit: Unit, day: date, by: User) -> Outcome:
    memberships = UnitMembership.objects.filter(member=member, unit=unit)
    running = memberships.filter(to_date=None).first()
    if running is None:
        if memberships.filter(to_date=day).exists():
            return "unchanged"
        raise ActionRefused(_("The member does not belong to {unit}.").format(unit=unit.name), "code")
    end_unit_membership(running, day, by)
    return "changed"


def _both(number: str, code: str) -> tuple[Member, Unit]:
    member, unit = Member.objects.filter(number=number).first(), Unit.objects.filter(code=code).first()
    if member is None or unit is None:
        raise Http404
    return member, unit
