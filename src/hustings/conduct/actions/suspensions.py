"""Suspension before a finding: on stated urgent grounds, for a set time, and reviewed by somebody else."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import sanctions
from hustings.conduct.actions.steps import begin, end_parts, finish
from hustings.conduct.deadlines import today
from hustings.conduct.letters import tell_of_review, tell_parties
from hustings.conduct.log import note
from hustings.conduct.models import Case, CaseEvent, Sanction, SanctionEnd, SanctionKind
from hustings.conduct.panels import lacks
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.next_steps import awaits_review
from hustings.conduct.queries.settings import conduct_rules
from hustings.conduct.states import LIFTED, REMINDED
from hustings.register.standing import written

WARNING = timedelta(days=7)


@transaction.atomic
def suspend(case: Case, actor: Actor, until: date, text: str) -> Sanction:
    """Suspend the respondent from today; the register ends it by itself on its last day, whatever becomes of the case.

    Half of the time is left for the review, so that a suspension that nobody confirms is not served out.
    """
    case = begin(case, "suspend", actor)
    days = conduct_rules().suspension_days
    last = today() + timedelta(days=days - 1)
    if case.sanctions.filter(before_finding=True).exists():  # what a reviewer has lifted does not come back, either
        raise ActionRefused(_("The respondent has been suspended in this case already. It is not done twice."))
    if not today() <= until <= last:
        raise ActionRefused(
            _("A suspension before a finding can last until {day} at most.").format(day=written(last)), field="until"
        )
    review_by = today() + (until - today()) // 2
    sanction = sanctions.impose(case, SanctionKind.SUSPENSION, today(), until, actor.user, review_by=review_by)
    finish(case, "suspend", actor, text=text, facts={"sanction": sanction.pk})
    return sanction


@transaction.atomic
def review_suspension(case: Case, actor: Actor, lift: bool, text: str) -> Case:
    """The independent reviewer confirms the suspension, or lifts it at once."""
    case = begin(case, "review-suspension", actor)
    if sentence := lacks(case, Role.REVIEWER):
        raise ActionRefused(sentence)
    if not awaits_review(case):
        raise ActionRefused(_("There is no suspension to review, or it has been reviewed."))
    if lift:
        end_suspension(case, SanctionEnd.Why.REVIEW)
    finish(case, "review-suspension", actor, text=text, facts={"lifted": lift})
    end_parts(case, frozenset({Role.REVIEWER}))
    return case


def lift_unreviewed() -> int:
    """Lift every suspension whose review is overdue, and remind of those due within a week; return how many ended."""
    running = Sanction.objects.filter(before_finding=True, end=None, review_by__lt=today() + WARNING)
    return sum(_lift_or_remind(sanction) for sanction in running.select_related("case"))


@transaction.atomic
def _lift_or_remind(sanction: Sanction) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=sanction.case_id)
    assert sanction.review_by
    if not awaits_review(case):
        return False
    if today() > sanction.review_by:
        end_suspension(case, SanctionEnd.Why.UNREVIEWED)
        event = CaseEvent.objects.create(case=case, verb=LIFTED, stage=case.stage, at=timezone.now())
        note("conduct.step_taken", case, event.pk, by="system")
        tell_parties(case, frozenset({Role.RESPONDENT}))
        return True
    if not case.events.filter(verb=REMINDED, at__gt=timezone.now() - WARNING).exists():
        event = CaseEvent.objects.create(case=case, verb=REMINDED, stage=case.stage, at=timezone.now())
        note("conduct.reminded", case, event.pk, by="system")
        tell_of_review(case)
    return False


def end_suspension(case: Case, why: SanctionEnd.Why) -> None:
    """End a suspension before a finding, if there is one: no finding, or the sanction itself, comes in its place."""
    for sanction in sanctions.in_force(case):
        if sanction.before_finding:
            sanctions.end(sanction, why)
