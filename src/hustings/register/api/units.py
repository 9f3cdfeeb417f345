"""Units, and who belongs to them."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from hustings.accounts.errors import ActionRefused
from hustings.audit.log import record
from hustings.register.actions import add_to_unit, end_unit_membership, save_unit
from hustings.register.api.answers import REFUSALS, Refusal
from hustings.register.api.keys import ReadToken, WriteToken, acting
from hustings.register.api.paging import cut
from hustings.register.api.schemas import (
    Code,
    Done,
    Joining,
    Leaving,
    Paging,
    UnitGiven,
    UnitMembershipPage,
    UnitMembershipShown,
    UnitPage,
    UnitShown,
)
from hustings.register.models import Member, Unit, UnitMembership

router = Router(tags=["units"])


class BelongingPaging(Paging):
    number: str = ""
    unit: str = ""


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
    parent = Unit.objects.filter(code=given.parent).first() if given.parent else None
    if given.parent and parent is None:
        raise ActionRefused(_("There is no unit with the code ‘{unit}’.").format(unit=given.parent), "parent")
    unit = Unit.objects.filter(code=code).first() or Unit(code=code)
    is_new, wanted = unit.pk is None, (given.name, given.kind, parent)
    if not is_new and wanted == (unit.name, unit.kind, unit.parent):
        return Status(200, Done(outcome="unchanged"))
    unit.name, unit.kind, unit.parent = wanted
    with acting(request) as by:
        save_unit(unit, by)
    return Status(201 if is_new else 200, Done(outcome="new" if is_new else "changed"))


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
    if UnitMembership.objects.filter(member=member, unit=unit, to_date=None).exists():
        return Status(200, Done(outcome="unchanged"))
    with acting(request) as by:
        add_to_unit(member, unit, given.from_date, by)
    return Status(201, Done(outcome="new"))


@router.post(
    "/members/{number}/units/{code}/end",
    response={200: Done, REFUSALS: Refusal},
    auth=WriteToken(),
    operation_id="leave_unit",
)
def leave(request: HttpRequest, number: str, code: str, given: Leaving) -> Done:
    """End a member's belonging to a unit: on `to_date` they no longer belong to it."""
    member, unit = _both(number, code)
    memberships = UnitMembership.objects.filter(member=member, unit=unit)
    running = memberships.filter(to_date=None).first()
    if running is None:
        if memberships.filter(to_date=given.to_date).exists():
            return Done(outcome="unchanged")
        raise ActionRefused(_("The member does not belong to {unit}.").format(unit=unit.name), "code")
    with acting(request) as by:
        end_unit_membership(running, given.to_date, by)
    return Done(outcome="changed")


def _both(number: str, code: str) -> tuple[Member, Unit]:
    member, unit = Member.objects.filter(number=number).first(), Unit.objects.filter(code=code).first()
    if member is None or unit is None:
        raise Http404
    return member, unit
