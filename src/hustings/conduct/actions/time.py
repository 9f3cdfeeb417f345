"""A case is paused, goes on, or is given more time: each with a reason on the record."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import deadlines
from hustings.conduct.actions.steps import begin, finish
from hustings.conduct.models import Case
from hustings.conduct.people import Actor
from hustings.conduct.queries.settings import conduct_rules
from hustings.council.moments import day_of
from hustings.register.standing import written


@transaction.atomic
def pause(case: Case, actor: Actor, until: date, text: str) -> Case:
    """Stop the days of a case, until a day by which an officer looks at it again."""
    case = begin(case, "pause", actor)
    _check_pause(until, "until")
    case.paused_at, case.paused_until = timezone.now(), until
    case.save(update_fields=["paused_at", "paused_until"])
    finish(case, "pause", actor, text=text, facts={"until": str(until)})
    return case


def longest_pause() -> date:
    """The last day by which a pause that is begun or prolonged today must be looked at again."""
    return deadlines.today() + timedelta(days=conduct_rules().pause_days)


def _check_pause(until: date, field: str) -> None:
    if not deadlines.today() < until <= longest_pause():
        raise ActionRefused(
            _("Choose a day after today and not after {day}. On it somebody looks at the case again.").format(
                day=written(longest_pause())
            ),
            field=field,
        )


@transaction.atomic
def resume(case: Case, actor: Actor, text: str) -> Case:
    """Let a case go on: whoever must act has as many days as they had left."""
    case = begin(case, "resume", actor)
    if case.paused_at is None:
        raise ActionRefused(_("The case is not paused."))
    due = deadlines.of_stage(case)
    paused_on, case.paused_at, case.paused_until = day_of(case.paused_at), None, None
    case.save(update_fields=["paused_at", "paused_until"])
    if due:
        deadlines.set_due(case, due.due_on + (deadlines.today() - paused_on))
    finish(case, "resume", actor, text=text)
    return case


@transaction.atomic
def extend(case: Case, actor: Actor, due_on: date, text: str) -> Case:
    """Give whoever must act more time; a case that is paused stays so for longer."""
    case = begin(case, "extend", actor)
    due = deadlines.current(case)
    if due_on < deadlines.today() or (due and due_on <= due.due_on):
        raise ActionRefused(_("More time ends on a later day than now. Choose one."), field="due_on")
    if case.paused_at:
        _check_pause(due_on, "due_on")
        case.paused_until = due_on
        case.save(update_fields=["paused_until"])
    else:
        deadlines.set_due(case, due_on)
    finish(case, "extend", actor, text=text, facts={"due_on": str(due_on)})
    return case
