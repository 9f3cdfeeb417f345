"""Sanctions act through the register: what they change is standing, and everything else follows from that by rule."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, Effect, Sanction, SanctionEnd, SanctionKind
from hustings.register.actions import correct_event, record_event
from hustings.register.merged import kept_records
from hustings.register.models import EventKind, Member, StandingEvent
from hustings.register.queries import history, standing
from hustings.register.standing import Word, running_suspensions

_EVENTS = {SanctionKind.SUSPENSION: EventKind.SUSPENDED, SanctionKind.EXCLUSION: EventKind.EXCLUDED}


def in_force(case: Case) -> list[Sanction]:
    """The sanctions of a case that nothing has ended."""
    return list(case.sanctions.filter(end=None).select_related("case__respondent"))


def impose(
    case: Case,
    kind: SanctionKind,
    from_date: date,
    until: date | None,
    by: User | None,
    *,
    review_by: date | None = None,
) -> Sanction:
    """Record a sanction, and through the register what it does to the member's standing."""
    if from_date < today():
        raise ActionRefused(_("A sanction cannot begin in the past."), field="from_date")
    if until and until < from_date:
        raise ActionRefused(_("The sanction ends before it begins: check the two days."), field="until")
    if kind == SanctionKind.SUSPENSION and until is None:
        raise ActionRefused(_("Say until when the suspension lasts: none is without end."), field="until")
    if kind in (SanctionKind.WARNING, SanctionKind.EXCLUSION) and until:
        raise ActionRefused(
            _("This sanction has no end. Leave the last day empty, or choose another sanction."), field="until"
        )
    event = record_event(_whom(case), _EVENTS[kind], from_date, by, until=until) if kind in _EVENTS else None
    sanction = Sanction.objects.create(
        case=case,
        kind=kind,
        before_finding=review_by is not None,
        from_date=from_date,
        until=until,
        review_by=review_by,
        imposed_at=timezone.now(),
    )
    if event:
        Effect.objects.create(sanction=sanction, event=event)
    return sanction


def end(sanction: Sanction, why: SanctionEnd.Why) -> SanctionEnd:
    """End a sanction before its time: the register gives back the standing that the member would have without it."""
    day = max(today(), sanction.from_date)
    for effect in sanction.effects.select_related("event").order_by("pk"):
        if sanction.kind == SanctionKind.SUSPENSION:
            _shorten(effect.event, _whom(sanction.case), day)
        else:
            _take_in_again(effect.event, _whom(sanction.case), day)
    return SanctionEnd.objects.create(sanction=sanction, why=why, ended_on=day, ended_at=timezone.now())


def _whom(case: Case) -> Member:
    """The respondent, under the record that was kept if theirs was merged into another."""
    assert case.respondent
    return kept_records([case.respondent])[0]


def _shorten(event: StandingEvent, member: Member, day: date) -> None:
    """Let this one suspension end on the day before, and no other; nothing where it has ended in the register."""
    event = _as_corrected(event)
    if event not in _held(member, day):
        return
    if event.effective_on < day:
        correct_event(event, None, effective_on=event.effective_on, until=day - timedelta(days=1))
    else:
        correct_event(event, None)


def _take_in_again(event: StandingEvent, member: Member, day: date) -> None:
    """End an exclusion, unless another holds; the suspensions that it found go on."""
    excluded = [each for each in history(member) if each.kind == EventKind.EXCLUDED]
    if standing(member, day).word != Word.EXCLUDED or excluded[-1] != _as_corrected(event):
        return
    sanctions = {_as_corrected(effect.event): effect.sanction for effect in Effect.objects.filter(event__member=member)}
    held = _held(member, day)
    record_event(member, EventKind.REINSTATED, day, None)
    for suspended in held:
        again = record_event(member, EventKind.SUSPENDED, day, None, until=suspended.until)
        if suspended in sanctions:
            Effect.objects.create(sanction=sanctions[suspended], event=again)


def _held(member: Member, day: date) -> list[StandingEvent]:
    """The suspensions under which the member is on that day, leaving aside whether they are excluded, too."""
    past = [event for event in history(member) if event.effective_on <= day]
    return [event for event in running_suspensions(past) if event.until is None or event.until >= day]


def _as_corrected(event: StandingEvent) -> StandingEvent:
    """What counts in the place of an event that those who keep the register have corrected."""
    while hasattr(event, "corrected_by"):
        event = event.corrected_by
    return event
