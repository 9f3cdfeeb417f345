"""What happened to members: the events from which standing follows."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.register.actions.upserts import record_once
from hustings.register.api.answers import REFUSALS, Refusal
from hustings.register.api.keys import ReadToken, WriteToken, acting
from hustings.register.api.paging import cut
from hustings.register.api.rows import day_of
from hustings.register.api.schemas import (
    KINDS,
    BatchOutcome,
    Done,
    EventBatch,
    EventGiven,
    EventPage,
    EventRow,
    EventShown,
    Paging,
    RowOutcome,
    Sought,
)
from hustings.register.models import EventKind, Member, StandingEvent

router = Router(tags=["standing events"])
PAID = (EventKind.RENEWED, EventKind.REJOINED, EventKind.REINSTATED)


class EventPaging(Paging):
    number: Sought = ""


@router.get(
    "/standing-events",
    response={200: EventPage, REFUSALS: Refusal},
    auth=ReadToken(),
    operation_id="list_standing_events",
)
def list_events(request: HttpRequest, page: Query[EventPaging]) -> dict[str, Any]:
    """All events that hold, in the order in which they were recorded; with `number`, those of that member."""
    found = StandingEvent.objects.in_force().select_related("member")
    if page.number:
        found = found.filter(member__number=page.number)
    events, following = cut(found, page)
    with acting(request) as by:
        record("register.events_read", by=by, shown=len(events))
    return {"events": [_shown(event) for event in events], "next": following}


@router.post(
    "/members/{number}/events",
    response={(200, 201): Done, REFUSALS: Refusal},
    auth=WriteToken(),
    operation_id="record_event",
)
def record_event(request: HttpRequest, number: str, given: EventGiven) -> Status:
    """Record what happened to a member. The same event again changes nothing."""
    with acting(request) as by:
        new = _record(number, given.kind, given.effective_on, given.paid_up_to, given.until, by)
    return Status(201 if new else 200, Done(outcome="new" if new else "unchanged"))


@router.post(
    "/standing-events",
    response={200: BatchOutcome, REFUSALS: Refusal},
    auth=WriteToken(),
    operation_id="record_events",
)
def record_batch(request: HttpRequest, batch: EventBatch) -> dict[str, Any]:
    """Up to 1,000 events, each recorded or refused for itself, in their order."""
    with acting(request) as by:
        return {"outcomes": [_outcome(row, by) for row in batch.events]}


def _outcome(row: EventRow, by: User) -> RowOutcome:
    try:
        if row.kind not in KINDS:
            raise ActionRefused(_("There is no such kind. There are: {kinds}.").format(kinds=", ".join(KINDS)), "kind")
        days = {name: day_of(name, getattr(row, name)) for name in ("effective_on", "paid_up_to", "until")}
        if days["effective_on"] is None:
            raise ActionRefused(_("This is missing."), "effective_on")
        new = _record(row.number, row.kind, days["effective_on"], days["paid_up_to"], days["until"], by)
    except Http404:
        return RowOutcome(number=row.number, outcome="refused", where="number", error=_("No member has this number."))
    except ActionRefused as refusal:
        return RowOutcome(number=row.number, outcome="refused", where=refusal.field or "", error=refusal.sentence)
    return RowOutcome(number=row.number, outcome="new" if new else "unchanged")


def _record(number: str, kind: str, effective_on: date, paid_up_to: date | None, until: date | None, by: User) -> bool:
    member = Member.objects.filter(number=number).first() if "\0" not in number else None
    if member is None:
        raise Http404
    if paid_up_to and kind not in PAID:
        raise ActionRefused(_("Only a renewal, rejoining or reinstatement says up to when is paid."), "paid_up_to")
    if until and kind != EventKind.SUSPENDED:
        raise ActionRefused(_("Only a suspension has a last day."), "until")
    return record_once(member, kind, effective_on, by, paid_up_to=paid_up_to, until=until)


def _shown(event: StandingEvent) -> EventShown:
    return EventShown(
        number=event.member.number,
        kind=event.kind,
        effective_on=event.effective_on,
        paid_up_to=event.paid_up_to,
        until=event.until,
        recorded_at=event.recorded_at,
    )
