"""Notice to the respondent, the answer, conciliation if both agree, and the investigation."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.conduct import deadlines
from hustings.conduct.actions.steps import begin, closed, finish, give_part
from hustings.conduct.actions.suspensions import end_suspension
from hustings.conduct.models import Case, Part, SanctionEnd, Stage
from hustings.conduct.panels import lacks
from hustings.conduct.people import PARTIES, Actor, Role
from hustings.conduct.retaliation import must_be_reviewed
from hustings.register.models import Member


@transaction.atomic
def notify(case: Case, actor: Actor, text: str) -> Case:
    """Give the respondent notice of what is alleged: from now on they have a part in the case."""
    case = begin(case, "notify", actor)
    assert case.respondent
    if must_be_reviewed(case):
        raise ActionRefused(
            _("The member complained of is protected by now. Let a reviewer decide first whether it is retaliation.")
        )
    give_part(case, Role.RESPONDENT, case.respondent)
    finish(case, "notify", actor, text=text, to=Stage.ANSWER)
    return case


@transaction.atomic
def answer(case: Case, actor: Actor, text: str) -> Case:
    """The respondent answers, and the case goes on."""
    case = begin(case, "answer", actor)
    finish(case, "answer", actor, text=text, to=Stage.INVESTIGATION)
    return case


@transaction.atomic
def investigate(case: Case, actor: Actor) -> Case:
    """Go on without an answer, once the time to give one is over."""
    case = begin(case, "investigate", actor)
    if not deadlines.is_over(case):
        raise ActionRefused(_("The respondent still has time to answer."))
    finish(case, "investigate", actor, to=Stage.INVESTIGATION)
    return case


@transaction.atomic
def conciliate(case: Case, actor: Actor) -> Case:
    """A party agrees to conciliation; it begins when both have."""
    case = begin(case, "conciliate", actor)
    # An agreement from before an earlier attempt that failed is no agreement to another.
    ended = case.events.filter(verb="end-conciliation").order_by("pk").last()
    agreed = case.events.filter(verb="conciliate", pk__gt=ended.pk if ended else 0)
    both = {*agreed.values_list("role", flat=True), actor.role} == PARTIES
    finish(case, "conciliate", actor, to=Stage.CONCILIATION if both else None)
    return case


@transaction.atomic
def settle(case: Case, actor: Actor, text: str) -> Case:
    """Record what both agreed to; the case ends with it."""
    case = begin(case, "settle", actor)
    end_suspension(case, SanctionEnd.Why.CASE)
    closed(case, Case.Outcome.CONCILIATED)
    finish(case, "settle", actor, text=text, to=Stage.CLOSED)
    return case


@transaction.atomic
def end_conciliation(case: Case, actor: Actor) -> Case:
    """Nobody is held in conciliation: either party, or the officer, ends it, and the case goes on where it was.

    A respondent who has not answered keeps the time to do so.
    """
    case = begin(case, "end-conciliation", actor)
    went_on = case.events.filter(verb__in=("answer", "investigate")).exists()
    finish(case, "end-conciliation", actor, to=Stage.INVESTIGATION if went_on else Stage.ANSWER)
    return case


@transaction.atomic
def name_witness(case: Case, actor: Actor, member: Member, role: Role) -> Part:
    """Name a witness, or somebody who spoke up for the complainant: it protects them, and keeps them off the panel."""
    case = begin(case, "name-witness", actor)
    if role not in (Role.WITNESS, Role.SUPPORTER):
        raise ActionRefused(_("Choose witness, or somebody who spoke up for the complainant."), field="role")
    if case.parts.filter(member=member, ended_at=None).exists() or member.pk == case.respondent_id:
        raise ActionRefused(_("This member has a part in the case already."), field="member")
    part = Part.objects.create(case=case, role=role, member=member, from_at=timezone.now())
    finish(case, "name-witness", actor, facts={"role": role})
    return part


@transaction.atomic
def report(case: Case, actor: Actor, text: str) -> Case:
    """The investigator reports what was found out; a panel hears the case next."""
    case = begin(case, "report", actor)
    if sentence := lacks(case, Role.INVESTIGATOR):
        raise ActionRefused(sentence)
    finish(case, "report", actor, text=text, to=Stage.HEARING)
    return case
