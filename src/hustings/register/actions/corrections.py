"""Correct what was recorded of a member's standing. Nothing is edited: a later event takes the place of a wrong one."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.register.actions.endings import follow_up
from hustings.register.changes import note_changes
from hustings.register.merged import refuse_closed
from hustings.register.models import EventKind, Member, StandingEvent
from hustings.register.queries import history
from hustings.register.standing import broken_transition


def take_back(event: StandingEvent, by: User | Member | None) -> StandingEvent:
    """Record that an event did not happen; the caller has checked what then holds."""
    taken_back = StandingEvent.objects.create(
        member_id=event.member_id,
        kind=EventKind.TAKEN_BACK,
        effective_on=event.effective_on,
        corrects=event,
        recorded_by=by if isinstance(by, User) else None,
    )
    facts = {"member": event.member_id, "event": event.pk}
    note_changes(record("register.event_taken_back", taken_back, by=by or "system", **facts), [event.member_id])
    return taken_back


def correct_event(
    event: StandingEvent,
    by: User | None,
    *,
    effective_on: date | None = None,
    paid_up_to: date | None = None,
    until: date | None = None,
) -> StandingEvent:
    """Correct an event's dates, or, without a day on which it took effect, take it back.

    Refused if the history that is left does not hold together.
    """
    if until and effective_on and until < effective_on:
        raise ActionRefused(_("The suspension ends before it begins: check the two dates."), "until")
    with transaction.atomic():
        refuse_closed(Member.objects.select_for_update().get(pk=event.member_id))
        if event.kind == EventKind.TAKEN_BACK or StandingEvent.objects.filter(corrects=event).exists():
            raise ActionRefused(_("This event has been corrected already: correct what took its place."))
        right = StandingEvent(
            member_id=event.member_id,
            kind=event.kind,
            effective_on=effective_on or event.effective_on,
            paid_up_to=paid_up_to,
            until=until,
            recorded_by=by,
            corrects=event,
        )
        others = [each for each in history(event.member) if each.pk != event.pk]
        whole = sorted([*others, right] if effective_on else others, key=lambda each: each.effective_on)
        if sentence := broken_transition(whole):
            raise ActionRefused(sentence, "effective_on" if effective_on else None)
        if effective_on is None:
            return take_back(event, by)
        right.save(force_insert=True)
        facts = {"member": event.member_id, "event": event.pk, "on": effective_on}
        note_changes(record("register.event_corrected", right, by=by or "system", **facts), [event.member_id])
        follow_up(right)
    return right
