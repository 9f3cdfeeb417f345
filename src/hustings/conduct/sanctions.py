"""Sanctions act through the register: what they change is standing, and everything else follows from that by rule."""

from datetime import date

from django.db.models import Q
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
    if kind in (SanctionKind.WARNING, SanctionKind.EXCLUSION) and until:
        raise ActionRefused(
            _("This sanction has no end. Leave the last day empty, or choose another sanction."), field="until"
        )
    event = None
    if kind in _EVENTS:
        ends = until if kind == SanctionKind.SUSPENSION else None
        event = record_event(case.respondent, _EVENTS[kind], from_date, by, until=ends)
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


def end(sanction: Sanction, why: SanctionEnd.Why, by: User | None) -> SanctionEnd:
    """End a sanction before its time: a member who is suspended or excluded by it is reinstated by the register."""
    member = sanction.case.respondent
    assert member
    day = max(today(), sanction.from_date)
    event = None
    if sanction.event and _holds(sanction, member, day):
        event = record_event(member, EventKind.REINSTATED, day, by)
    ended = SanctionEnd.objects.create(sanction=sanction, why=why, ended_on=day, event=event, ended_at=timezone.now())
    if event:
        _suspend_again(member, day, by)
    return ended


def _holds(sanction: Sanction, member: Member, day: date) -> bool:
    """Whether it is this sanction that keeps the member out on that day: not a later event, nor none any more."""
    kind = SanctionKind(sanction.kind)
    if standing(member, day).word != _WORDS[kind]:
        return False
    kinds = SUSPENSION_KINDS if kind == SanctionKind.SUSPENSION else (EventKind.EXCLUDED,)
    past = [event for event in history(member) if event.kind in kinds and event.effective_on <= day]
    return past[-1].pk == sanction.event_id


def _suspend_again(member: Member, day: date, by: User | None) -> StandingEvent | None:
    """Reinstating ends every suspension: one of another case that still runs goes on until its own last day."""
    others = Sanction.objects.filter(
        Q(until=None) | Q(until__gte=day),
        kind=SanctionKind.SUSPENSION,
        end=None,
        case__respondent=member,
        from_date__lte=day,
    )
    longest = max(others, key=lambda sanction: sanction.until or date.max, default=None)
    if longest is None or standing(member, day).word in (Word.EXCLUDED, Word.SUSPENDED):
        return None
    return record_event(member, EventKind.SUSPENDED, day, by, until=longest.until)
