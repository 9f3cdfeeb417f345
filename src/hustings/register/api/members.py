"""Members: read by pages or one by one, and written by membership number, one or up to a thousand at a time."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from hustings.accounts.errors import ActionRefused
from hustings.audit.log import record
from hustings.register.actions.upserts import Row, Upserted, upsert_members
from hustings.register.api.answers import REFUSALS, Problem, Refusal, refused
from hustings.register.api.keys import ReadToken, WriteToken, acting
from hustings.register.api.paging import cut, cut_changes
from hustings.register.api.schemas import (
    BatchOutcome,
    ChangesPage,
    ChangesPaging,
    MemberBatch,
    MemberFields,
    MemberGiven,
    MemberPage,
    MemberShown,
    Paging,
    RowOutcome,
    Sought,
)
from hustings.register.forms import today
from hustings.register.imports.fields import CellRefused, read_cell
from hustings.register.merged import merged_into
from hustings.register.models import Member, Unit
from hustings.register.queries import Row as MemberToday
from hustings.register.queries import search, with_today

router = Router(tags=["members"])
CAN_BE_TAKEN_AWAY = frozenset({"email", "postal_address"})


class MemberPaging(Paging):
    unit: Sought = ""


@router.get("", response={200: MemberPage, REFUSALS: Refusal}, auth=ReadToken(), operation_id="list_members")
def list_members(request: HttpRequest, page: Query[MemberPaging]) -> dict[str, Any]:
    """All members in the order in which they came to the register; with `unit`, those of that unit or one below it."""
    unit = Unit.objects.filter(code=page.unit).first() if page.unit else None
    if page.unit and unit is None:
        raise Http404
    members, following = cut(search("", "", unit, today()), page)
    with acting(request) as by:
        record("register.members_read", by=by, unit=unit.pk if unit else None, shown=len(members))
    return {"members": _all_shown(members), "next": following}


changes = Router(tags=["members"])


@changes.get(
    "/changed-members",
    response={200: ChangesPage, REFUSALS: Refusal},
    auth=ReadToken(),
    operation_id="list_changed_members",
)
def list_changes(request: HttpRequest, page: Query[ChangesPaging]) -> dict[str, Any]:
    """Members whose details, standing or units changed since the reading that gave `since`; none is missed.

    What time alone changes is no change: the end of what was paid, or of a suspension recorded with its last day.
    """
    members, following, more = cut_changes(page)
    if members:
        with acting(request) as by:
            record("register.members_read", by=by, unit=None, shown=len(members))
    return {"members": _all_shown(members), "next": following, "more": more}


@router.get("/{number}", response={200: MemberShown, REFUSALS: Refusal}, auth=ReadToken(), operation_id="read_member")
def read_member(request: HttpRequest, number: str) -> MemberShown:
    """One member. Each reading is logged, so that looking up many one by one is seen too."""
    member = Member.objects.filter(number=number).first()
    if member is None:
        raise Http404
    with acting(request) as by:
        record("register.members_read", member, by=by, unit=None, shown=1)
    return _all_shown([member])[0]


@router.put(
    "/{number}",
    response={(200, 201): RowOutcome, REFUSALS: Refusal},
    auth=WriteToken(),
    operation_id="upsert_member",
)
def upsert_member(request: HttpRequest, number: str, given: MemberGiven) -> Status | HttpResponse:
    """Add the member with this number, or change what is known of them. The same again changes nothing."""
    with acting(request) as by:
        [done] = upsert_members([_row(number, given)], _as_at(given.as_at), by)
    if done.outcome == "refused":
        return refused(409, done.reason, [Problem(where=done.field, error=done.reason)])
    return Status(201 if done.outcome == "new" else 200, _outcome(number, done))


@router.post("", response={200: BatchOutcome, REFUSALS: Refusal}, auth=WriteToken(), operation_id="upsert_members")
def upsert_batch(request: HttpRequest, batch: MemberBatch) -> dict[str, Any]:
    """Up to 1,000 members at once: those that can be taken are written together, each other one says why not."""
    with acting(request) as by:
        done = upsert_members([_row(row.number, row) for row in batch.members], _as_at(batch.as_at), by)
    return {"outcomes": [_outcome(row.number, each) for row, each in zip(batch.members, done, strict=True)]}


def _as_at(day: date | None) -> date:
    if day and day > today():
        raise ActionRefused(_("This day is still to come."), "as_at")
    return day or today()


def _row(number: str, given: MemberFields) -> Row:
    """The values that a row gives, read as the cells of a file are."""
    try:
        values = {"number": _read("number", number)}
        for name in MemberFields.model_fields:
            value = getattr(given, name)
            if isinstance(value, list):
                values[name] = [_read(name, code) for code in value]
            elif value is not None:
                values[name] = _read(name, value)
    except CellRefused as refusal:
        return refusal
    return values


def _read(name: str, text: str) -> Any:
    if text.strip():
        return read_cell(name, text.strip())
    if name in CAN_BE_TAKEN_AWAY:
        return ""
    raise CellRefused(name, _("This cannot be empty. Leave the field out if you do not know it."))


def _outcome(number: str, done: Upserted) -> RowOutcome:
    return RowOutcome(number=number, outcome=done.outcome, changed=[*done.changed], where=done.field, error=done.reason)


def _all_shown(members: list[Member]) -> list[MemberShown]:
    kept = merged_into([member.pk for member in members])
    return [_shown(row, kept.get(row.member.pk)) for row in with_today(members, today())]


def _shown(row: MemberToday, kept: Member | None) -> MemberShown:
    member, standing = row.member, row.standing
    return MemberShown(
        number=member.number,
        name=member.name,
        email=member.email,
        postal_address=member.postal_address,
        date_of_birth=member.date_of_birth,
        standing=standing.word.value,
        since=standing.since,
        joined=standing.joined_on,
        paid_up_to=standing.paid_up_to,
        units=[unit.code for unit in row.units],
        merged_into=kept.number if kept else None,
        erased=member.erased_at is not None,
    )
