"""Whether a complaint is taken up, and whether a case against somebody who spoke is retaliation."""

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct.actions.steps import begin, closed, end_parts, finish, put_aside
from hustings.conduct.models import Case, Stage
from hustings.conduct.panels import lacks
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.officers import officers_who_are
from hustings.conduct.retaliation import is_protected
from hustings.register.models import Member


@transaction.atomic
def name_respondent(case: Case, actor: Actor, member: Member) -> Case:
    """Say which member the complaint is about; they learn of it when they are given notice, not before.

    If they are a conduct officer, too, they have nothing to do with the case as such any more.
    """
    case = begin(case, "name-respondent", actor)
    if member.pk == case.complainant_id:
        raise ActionRefused(_("This is the complainant. Give the number of whoever is complained of."), field="member")
    case.respondent = member
    case.save(update_fields=["respondent"])
    finish(case, "name-respondent", actor)
    for officer in officers_who_are(member):
        put_aside(case, officer)
    return case


@transaction.atomic
def accept(case: Case, actor: Actor, text: str, *, review: bool = False) -> Case:
    """Take a complaint up. Against somebody who spoke lately, or if the officer asks, a reviewer decides first."""
    case = begin(case, "accept", actor)
    if case.respondent is None:
        raise ActionRefused(_("Say first who is complained of. If it is no member, the complaint cannot be taken up."))
    must_wait = review or is_protected(case.respondent)
    finish(case, "accept", actor, text=text, to=Stage.REVIEW if must_wait else Stage.NOTICE)
    return case


@transaction.atomic
def dismiss(case: Case, actor: Actor, text: str) -> Case:
    """Do not take a complaint up."""
    case = begin(case, "dismiss", actor)
    closed(case, Case.Outcome.DISMISSED)
    finish(case, "dismiss", actor, text=text, to=Stage.CLOSED)
    return case


@transaction.atomic
def decide_review(case: Case, actor: Actor, retaliation: bool, text: str) -> Case:
    """The independent reviewer decides: retaliation ends the case, otherwise it goes on."""
    case = begin(case, "decide-review", actor)
    if sentence := lacks(case, Role.REVIEWER):
        raise ActionRefused(sentence)
    if retaliation:
        closed(case, Case.Outcome.RETALIATION)
    else:
        end_parts(case, frozenset({Role.REVIEWER}))
    to = Stage.CLOSED if retaliation else Stage.NOTICE
    finish(case, "decide-review", actor, text=text, to=to, facts={"retaliation": retaliation})
    return case
