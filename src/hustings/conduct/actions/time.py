"""A case is paused, goes on, or is given more time: each with a reason on the record."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import deadlines
from hustings.conduct.actions.steps import begin, finish
from hustings.conduct.models import Case
from hustings.conduct.people import Actor
from hustings.council.moments import day_of


@transaction.atomic
def pause(case: Case, actor: Actor, text: str) -> Case:
    """Stop the days of a case."""
    case = begin(case, "pause", actor)
    case.paused_at = timezone.now()
    case.save(update_fields=["paused_at"])
    finish(case, "pause", actor, text=text)
    return case


@transaction.atomic
def resume(case: Case, actor: Actor, text: str) -> Case:
    """Let a case go on: whoever must act has as many days as they had left."""
    case = begin(case, "resume", actor)
    if case.paused_at is None:
        raise ActionRefused(_("The case is not paused."))
    due = deadlines.current(case)
    paused_on, case.paused_at = day_of(case.paused_at), None
    case.save(update_fields=["paused_at"])
    if due:
        deadlines.set_due(case, due.due_on + (deadlines.today() - paused_on))
    finish(case, "resume", actor, text=text)
    return case


@transaction.atomic
def extend(case: Case, actor: Actor, due_on: date, text: str) -> Case:
    """Give whoever must act more time."""
    case = begin(case, "extend", actor)
    due = deadlines.current(case)
    if due_on < deadlines.today() or (due and due_on <= due.due_on):
        raise ActionRefused(_("More time ends on a later day than now. Choose one."), field="due_on")
    deadlines.set_due(case, due_on)
    finish(case, "extend", actor, text=text, facts={"due_on": str(due_on)})
    return case
