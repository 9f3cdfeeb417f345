"""Sanctions act through the register: what they change is standing, and everything else follows from that by rule."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, Effect, Sanction, SanctionEnd, SanctionKind
from hustings.register.actions import record_event
from hustings.register.merged import kept_records
from hustings.register.models import EventKind, Member
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
        member = _whom(case)
        # The register looks at the latest suspension alone, so one that goes on for longer goes on in it.
        last = max([until or date.max, *_last_days(member, from_date)]) if kind == SanctionKind.SUSPENSION else date.max
        event = record_event(member, _EVENTS[kind], from_date, by, until=_written(last))
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
    if hasattr(sanction, "effect"):
        _give_back(sanction, _whom(sanction.case), day)
    return SanctionEnd.objects.create(sanction=sanction, why=why, ended_on=day, ended_at=timezone.now())


def _whom(case: Case) -> Member:
    """The respondent, under the record that was kept if theirs was merged into another."""
    assert case.respondent
    return kept_records([case.respondent])[0]


def _give_back(sanction: Sanction, member: Member, day: date) -> None:
    """Undo in the register what the sanction alone does there on that day: nothing, if it does nothing any more."""
    now, others = standing(member, day), _last_days(member, day, but=sanction)
    until = _written(max(others)) if others else None
    if now.word == Word.SUSPENDED and others:
        if until != now.suspended_until:
            record_event(member, EventKind.SUSPENDED, day, None, until=until)
        return
    by_it = now.word == _WORDS[SanctionKind(sanction.kind)]
    if now.word == Word.EXCLUDED:
        excluded = [event for event in history(member) if event.kind == EventKind.EXCLUDED]
        by_it = by_it and excluded[-1] == sanction.effect.event
    if by_it:
        record_event(member, EventKind.REINSTATED, day, None)
        if others:
            record_event(member, EventKind.SUSPENDED, day, None, until=until)


def _last_days(member: Member, day: date, but: Sanction | None = None) -> list[date]:
    """Until when each suspension goes on that the member is under on that day; date.max where nobody has said.

    What those who keep the register recorded themselves counts as they meant it: it takes the place of all before.
    """
    past = [event for event in history(member) if event.kind in SUSPENSION_KINDS and event.effective_on <= day]
    effects = Effect.objects.filter(event__in=past).select_related("sanction__end")
    of_cases = {effect.event_id: effect.sanction for effect in effects}
    found: list[date | None] = []
    for event in past:
        sanction = of_cases.get(event.pk)
        if sanction is None and event.recorded_by:
            found = [event.until] if event.kind == EventKind.SUSPENDED else []
        elif sanction and sanction != but and not hasattr(sanction, "end"):
            found.append(sanction.until)
    return [until or date.max for until in found if until is None or until >= day]


def _written(last: date) -> date | None:
    return None if last == date.max else last
