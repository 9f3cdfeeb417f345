"""Whether a complaint is taken up, and whether a case against somebody who spoke is retaliation."""

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import sealing
from hustings.conduct.actions.steps import begin, end_parts, finish
from hustings.conduct.models import Appeal, Case, Stage
from hustings.conduct.panels import lacks
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import is_officer
from hustings.conduct.queries.officers import officers_who_are
from hustings.conduct.retaliation import must_be_reviewed
from hustings.register.models import Member


@transaction.atomic
def name_respondent(case: Case, actor: Actor, member: Member) -> Case:
    """Say which member the complaint is about; they learn of it when they are given notice, not before.

    If they are a conduct officer, too, they have nothing to do with the case as such any more; one who lost it because
    another member had been named before is let in again.
    """
    case = begin(case, "name-respondent", actor)
    if member.pk == case.complainant_id:
        raise ActionRefused(_("This is the complainant. Give the number of whoever is complained of."), field="member")
    before, case.respondent = case.respondent, member
    case.save(update_fields=["respondent"])
    finish(case, "name-respondent", actor)
    for officer in officers_who_are(member):
        sealing.remove(case, officer)
    for officer in officers_who_are(before) if before else ():
        if is_officer(officer, case):
            sealing.admit(case, officer)
    return case


@transaction.atomic
def accept(case: Case, actor: Actor, text: str, *, review: bool = False) -> Case:
    """Take a complaint up. Against somebody who spoke lately, or if the officer asks, a reviewer decides first."""
    case = begin(case, "accept", actor)
    if case.respondent is None:
        raise ActionRefused(_("Say first who is complained of. If it is no member, the complaint cannot be taken up."))
    must_wait = review or must_be_reviewed(case)
    finish(case, "accept", actor, text=text, to=Stage.REVIEW if must_wait else Stage.NOTICE)
    return case


@transaction.atomic
def dismiss(case: Case, actor: Actor, text: str, *, no_member: bool = False) -> Case:
    """Do not take a complaint up; the complainant can appeal to people who are drawn by lot.

    So that the lot cannot fall on whoever is complained of, they are named first, unless it is `no_member`.
    """
    case = begin(case, "dismiss", actor)
    if case.respondent is None and not no_member:
        raise ActionRefused(_("Say first who is complained of, or that it is nobody on the register."), "no_member")
    if case.respondent and case.appeals.filter(outcome=Appeal.Outcome.REHEARD).exists():
        raise ActionRefused(_("The appeal panel has decided that this complaint is taken up."))
    finish(case, "dismiss", actor, text=text, to=Stage.APPEALABLE)
    return case


@transaction.atomic
def send_to_review(case: Case, actor: Actor) -> Case:
    """Whoever is complained of spoke in a case since this was taken up: a reviewer looks at it before the notice."""
    case = begin(case, "send-to-review", actor)
    if not must_be_reviewed(case):
        raise ActionRefused(_("There is nothing to review: the member is not protected, or it has been decided."))
    finish(case, "send-to-review", actor, to=Stage.REVIEW)
    return case


@transaction.atomic
def decide_review(case: Case, actor: Actor, retaliation: bool, text: str) -> Case:
    """The independent reviewer decides: retaliation ends the case unless the complainant appeals, or it goes on."""
    case = begin(case, "decide-review", actor)
    if sentence := lacks(case, Role.REVIEWER):
        raise ActionRefused(sentence)
    end_parts(case, frozenset({Role.REVIEWER}))
    to = Stage.APPEALABLE if retaliation else Stage.NOTICE
    finish(case, "decide-review", actor, text=text, to=to, facts={"retaliation": retaliation})
    return case
