"""Overdue steps remind those who must act, once a week."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hustings.audit.log import record
from hustings.conduct import deadlines
from hustings.conduct.letters import tell_whose_turn
from hustings.conduct.models import Case, CaseEvent, Stage
from hustings.conduct.states import REMINDED

EVERY = timedelta(days=7)


def remind_overdue() -> int:
    """Write to everybody whose time is over in some case; return in how many cases."""
    waiting = Case.objects.exclude(stage=Stage.CLOSED).filter(paused_at=None)
    return sum(_remind(case) for case in waiting)


@transaction.atomic
def _remind(case: Case) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    lately = case.events.filter(verb=REMINDED, at__gt=timezone.now() - EVERY)
    if not deadlines.is_over(case) or lately.exists():
        return False
    CaseEvent.objects.create(case=case, verb=REMINDED, stage=case.stage, at=timezone.now())
    record("conduct.reminded", case, by="system", stage=case.stage)
    tell_whose_turn(case)
    return True
