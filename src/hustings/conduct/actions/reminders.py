"""Overdue steps remind those who must act, once a week."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hustings.conduct import deadlines, sealing
from hustings.conduct.letters import tell_who_can_let_in, tell_whose_turn
from hustings.conduct.log import note
from hustings.conduct.models import Case, CaseEvent, Stage
from hustings.conduct.panels import OBJECTED_TO, held_back
from hustings.conduct.states import READY, REMINDED

EVERY = timedelta(days=7)


def remind_overdue() -> int:
    """Write to everybody whose time is over in some case; return in how many cases."""
    return sum(_remind(case) for case in Case.objects.exclude(stage=Stage.CLOSED))


def tell_ready() -> int:
    """Write to the officers of cases in which nobody can object any more to those who wait to be let in."""
    running = Case.objects.filter(parts__role__in=OBJECTED_TO, parts__ended_at=None, keys__destroyed_at=None)
    return sum(_tell_ready(case) for case in running.distinct())


@transaction.atomic
def _tell_ready(case: Case) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    waiting = {admission.member_id for admission in sealing.waiting(case)} - held_back(case)
    parts = case.parts.filter(role__in=OBJECTED_TO, ended_at=None, member__in=waiting - {None}).order_by("from_at")
    latest = parts.last()
    if latest is None or case.events.filter(verb=READY, at__gt=latest.from_at).exists():
        return False
    event = CaseEvent.objects.create(case=case, verb=READY, stage=case.stage, at=timezone.now())
    note("conduct.ready", case, event.pk, by="system")
    tell_who_can_let_in(case)
    return True


@transaction.atomic
def _remind(case: Case) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    lately = case.events.filter(verb=REMINDED, at__gt=timezone.now() - EVERY)
    if not deadlines.is_over(case) or lately.exists():
        return False
    event = CaseEvent.objects.create(case=case, verb=REMINDED, stage=case.stage, at=timezone.now())
    note("conduct.reminded", case, event.pk, by="system")
    tell_whose_turn(case)
    return True
