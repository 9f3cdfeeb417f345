"""Sanctions act through the register: what they change is standing, and everything else follows from that by rule."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, Sanction, SanctionEnd, SanctionKind
from hustings.register.actions import record_event
from hustings.register.models import EventKind, Member, StandingEvent
from hustings.register.queries import history, standing
from hustings.register.standing import SUSPENSION_KINDS, Word

_EVENTS = {SanctionKind.SUSPENSION: EventKind.SUSPENDED, SanctionKind.EXCLUSION: EventKind.EXCLUDED}
_WORDS = {SanctionKind.SUSPENSION: Word.SUSPENDED, SanctionKind.EXCLUSION: Word.EXCLUDED}


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
    assert case.respondent
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
    event = None
    if kind in _EVENTS:
        event = record_event(case.respondent, _EVENTS[kind], from_date, by, until=_until(case, kind, from_date, until))
    return Sanction.objects.create(
        case=case,
        kind=kind,
        before_finding=review_by is not None,
        from_date=from_date,
        until=until,
        review_by=review_by,
        event=event,
        imposed_at=timezone.now(),
    )


def end(sanction: Sanction, why: SanctionEnd.Why) -> SanctionEnd:
    """End a sanction before its time: the register gives back the standing that the member would have without it."""
    member = sanction.case.respondent
    assert member
    day = max(today(), sanction.from_date)
    event = _give_back(sanction, member, day) if sanction.event else None
    return SanctionEnd.objects.create(sanction=sanction, why=why, ended_on=day, event=event, ended_at=timezone.now())


def _until(case: Case, kind: SanctionKind, from_date: date, until: date | None) -> date | None:
    """Until when the register has it: the latest suspension is all that it looks at, so a longer one goes on in it."""
    if kind != SanctionKind.SUSPENSION:
        return None
    assert case.respondent
    return _written(max([until or date.max, *_last_days(case.respondent, from_date)]))


def _give_back(sanction: Sanction, member: Member, day: date) -> StandingEvent | None:
    """Undo in the register what the sanction alone does there on that day; None where it does nothing any more."""
    now, others = standing(member, day), _last_days(member, day, but=sanction)
    if now.word != _WORDS[SanctionKind(sanction.kind)]:
        return None
    if now.word == Word.SUSPENDED and others:
        until = _written(max(others))
        return (
            record_event(member, EventKind.SUSPENDED, day, None, until=until) if until != now.suspended_until else None
        )
    event = record_event(member, EventKind.REINSTATED, day, None)
    if others:
        record_event(member, EventKind.SUSPENDED, day, None, until=_written(max(others)))
    return event


def _last_days(member: Member, day: date, but: Sanction | None = None) -> list[date]:
    """Until when each suspension goes on that the member is under on that day; date.max where nobody has said.

    What those who keep the register recorded themselves counts as they meant it: it takes the place of all before.
    """
    past = [event for event in history(member) if event.kind in SUSPENSION_KINDS and event.effective_on <= day]
    of_cases = {each.event_id: each for each in Sanction.objects.filter(event__in=past)}
    ended = set(SanctionEnd.objects.filter(sanction__in=of_cases.values()).values_list("sanction_id", flat=True))
    found: list[date | None] = []
    for event in past:
        sanction = of_cases.get(event.pk)
        if sanction is None and event.recorded_by:
            found = [event.until] if event.kind == EventKind.SUSPENDED else []
        elif sanction and sanction != but and sanction.pk not in ended:
            found.append(sanction.until)
    return [until or date.max for until in found if until is None or until >= day]


def _written(last: date) -> date | None:
    return None if last == date.max else last
