"""Where a case stands, as somebody is told: the stage, who must do what, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hustings.conduct import deadlines
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, Deadline, Stage
from hustings.conduct.people import Role
from hustings.conduct.queries.settings import conduct_rules
from hustings.conduct.states import DUTIES, PAUSED, Duty
from hustings.council.moments import day_of


@dataclass(frozen=True)
class Progress:
    """The stage of a case, whose duty it is, and until when; `overdue` once that day has passed."""

    stage: Stage
    duty: Duty | None
    deadline: Deadline | None
    overdue: bool


def progress(case: Case, roles: Iterable[Role]) -> Progress:
    """What somebody in these roles is told.

    To the complainant an independent review looks like the time before the notice: that there is one would betray that
    whoever they complain of spoke in another case.
    """
    stage, deadline = Stage(case.stage), deadlines.current(case)
    before_notice = set(roles) == {Role.COMPLAINANT} and stage in (Stage.REVIEW, Stage.NOTICE)
    if case.paused_at:
        return Progress(Stage.NOTICE if before_notice else stage, PAUSED, deadline, deadlines.is_over(case))
    if before_notice and deadline:
        latest = Deadline(case=case, stage=Stage.NOTICE, role=DUTIES[Stage.NOTICE].role, due_on=_notice_by(deadline))
        return Progress(Stage.NOTICE, DUTIES[Stage.NOTICE], latest, latest.due_on < today())
    return Progress(stage, DUTIES.get(stage), deadline, deadlines.is_over(case))


def _notice_by(deadline: Deadline) -> date:
    """The last day of the notice, as if every complaint that is taken up were reviewed."""
    rules = conduct_rules()
    taken_up = deadline.case.events.filter(verb__in=("accept", "decide-appeal")).order_by("pk").last()
    begun = day_of(taken_up.at if taken_up else deadline.case.opened_at)
    still = timedelta(days=rules.notice_days if deadline.stage == Stage.REVIEW else 0)
    return max(begun + timedelta(days=rules.review_days + rules.notice_days), deadline.due_on + still)
