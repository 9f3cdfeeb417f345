"""Appeals, to people who took no part in the case."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import deadlines, sanctions
from hustings.conduct.actions.findings import outcome, require_chair
from hustings.conduct.actions.steps import begin, closed, end_parts, finish
from hustings.conduct.models import Appeal, Case, Deadline, SanctionEnd, Stage
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import was_notified
from hustings.conduct.queries.findings import latest_findings
from hustings.conduct.retaliation import must_be_reviewed

Outcome = Appeal.Outcome


@transaction.atomic
def appeal(case: Case, actor: Actor, text: str) -> Appeal:
    """A party appeals, within the time for it; the other can still do so after the first."""
    case = begin(case, "appeal", actor)
    time: Deadline | None = case.deadlines.filter(stage=Stage.APPEALABLE).last()
    if time is None or time.due_on < deadlines.today():
        raise ActionRefused(_("The time for an appeal is over."))
    if case.appeals.filter(by_role=actor.role, decided_at=None).exists():
        raise ActionRefused(_("You have appealed already."))
    made = Appeal.objects.create(case=case, by_role=actor.role, made_at=timezone.now())
    to = Stage.APPEAL if case.stage == Stage.APPEALABLE else None
    finish(case, "appeal", actor, text=text, to=to)
    return made


@transaction.atomic
def decide_appeal(case: Case, actor: Actor, decision: str, text: str) -> Case:
    """Decide every appeal made: what was decided stands, or falls, or other people hear the case again.

    Where it falls or is heard again, sanctions end: the register reinstates the member. A complaint that had not been
    taken up is, where it is sent back.
    """
    case = begin(case, "decide-appeal", actor)
    require_chair(case, actor)
    if decision not in Outcome:
        raise ActionRefused(_("Choose what is decided."), field="decision")
    if decision == Outcome.OVERTURNED and not any(found.upheld for found in latest_findings(case)):
        raise ActionRefused(_("No allegation was upheld: there is nothing to overturn."), field="decision")
    stands, to = outcome(case), Stage.CLOSED
    case.appeals.filter(decided_at=None).update(decided_at=timezone.now(), outcome=decision)
    if decision != Outcome.DISMISSED:
        for sanction in sanctions.in_force(case):
            sanctions.end(sanction, SanctionEnd.Why.APPEAL)
    if decision == Outcome.REHEARD:
        end_parts(case, frozenset({Role.PANEL, Role.APPEAL_PANEL}))
        to = Stage.HEARING if was_notified(case) else _taken_up(case)
    else:
        closed(case, Case.Outcome.OVERTURNED if decision == Outcome.OVERTURNED else stands)
    finish(case, "decide-appeal", actor, text=text, to=to, facts={"decision": decision})
    return case


def _taken_up(case: Case) -> Stage:
    """Where a complaint goes that is taken up after all."""
    if case.respondent is None:
        return Stage.TRIAGE
    return Stage.REVIEW if must_be_reviewed(case) else Stage.NOTICE
