"""Until when somebody must act: counted in days of the organisation's calendar from the day a stage begins."""

from datetime import date, timedelta

from django.utils import timezone

from hustings.conduct.models import Case, Deadline, Stage
from hustings.conduct.queries.settings import conduct_rules
from hustings.conduct.states import DUTIES, PAUSED
from hustings.council.moments import day_of


def today() -> date:
    """The day it is where the organisation is."""
    return day_of(timezone.now())


def begin(case: Case) -> Deadline | None:
    """Say who must act now, and until when; nobody once a case is closed."""
    duty = DUTIES.get(Stage(case.stage))
    if duty is None:
        return None
    return set_due(case, today() + timedelta(days=getattr(conduct_rules(), duty.days)))


def set_due(case: Case, due_on: date) -> Deadline:
    """Set the day until the end of which whoever has the duty must act."""
    stage = Stage(case.stage)
    return Deadline.objects.create(
        case=case, stage=stage, role=DUTIES[stage].role, due_on=due_on, set_at=timezone.now()
    )


def of_stage(case: Case) -> Deadline | None:
    """The deadline of the stage, whether the case is paused or not."""
    deadline = case.deadlines.last()
    return deadline if deadline and deadline.stage == case.stage else None


def current(case: Case) -> Deadline | None:
    """The deadline that counts now: in a pause the day by which an officer looks at the case again."""
    deadline = of_stage(case)
    if deadline and case.paused_until:
        return Deadline(case=case, stage=case.stage, role=PAUSED.role, due_on=case.paused_until)
    return deadline


def is_over(case: Case) -> bool:
    """Whether that day has passed."""
    deadline = current(case)
    return bool(deadline and deadline.due_on < today())
