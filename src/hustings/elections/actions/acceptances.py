"""What the nominated do themselves, and what others object: acceptance, statement, objections and their decisions."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.audit.log import record
from hustings.elections.actions.candidates import as_it_was, check_candidate
from hustings.elections.actions.contests import locked_draft
from hustings.elections.actions.nominations import settle
from hustings.elections.models import Candidate, Contest, Nomination, NominationRules, Objection, Slate
from hustings.elections.queries.nominations import close_of, counting, may_stand, public_list, rules_of
from hustings.franchise.queries import explain
from hustings.register.models import Member

State = Candidate.State


@transaction.atomic
def accept(
    candidate: Candidate, by: Member, statement: str, slate: Slate | None = None, in_group: bool = False
) -> Candidate:
    """Accept the nomination, or change what was said with it, until nominations close.

    `in_group`: they belong to the group for which the contest keeps seats; this is published.
    """
    rules = _locked(candidate)
    _refuse_another(candidate, by)
    if candidate.state not in (State.NOMINATED, State.ACCEPTED):
        raise ActionRefused(_("You do not stand any more: {state}.").format(state=candidate.get_state_display()))
    if candidate.state == State.NOMINATED and not counting(candidate).exists():
        raise ActionRefused(
            _("Nobody nominates you any more, so you cannot accept. If somebody nominates you again, you can.")
        )
    if not may_stand(rules, by).eligible:
        raise ActionRefused(_("By the rule of this contest you may not stand. The reasons are on this page."))
    with as_it_was(candidate):
        candidate.state, candidate.statement, candidate.slate = State.ACCEPTED, statement, slate
        candidate.in_group = in_group
        candidate.accepted_at = candidate.accepted_at or timezone.now()
        check_candidate(candidate)
    candidate.save(update_fields=["name", "state", "statement", "slate", "in_group", "accepted_at"])
    record("elections.nomination_accepted", candidate, by=by, contest=candidate.contest_id)
    return candidate


@transaction.atomic
def decline(candidate: Candidate, by: Member) -> Candidate:
    """Decline a nomination that was not accepted; nobody but the officer and those who nominated learns of it."""
    _locked(candidate)
    _refuse_another(candidate, by)
    if candidate.state != State.NOMINATED:
        raise ActionRefused(_("You have accepted, so others know that you stand. You can withdraw, in public."))
    candidate.state = State.DECLINED
    candidate.save(update_fields=["state"])
    record("elections.nomination_declined", candidate, by=by, contest=candidate.contest_id)
    return candidate


def _locked(candidate: Candidate) -> NominationRules:
    locked_draft(candidate.contest.election)
    candidate.refresh_from_db()
    rules = rules_of(candidate.contest)
    if rules is None or close_of(candidate.contest):
        raise ActionRefused(_("Nominations have closed. Ask the returning officer if something is wrong."))
    return rules


def _refuse_another(candidate: Candidate, by: Member) -> None:
    if candidate.member_id != by.pk:
        raise ActionRefused(_("Only the person who was nominated can answer."))


@transaction.atomic
def object_to(candidate: Candidate, grounds: str, by: Member, nomination: Nomination | None = None) -> Objection:
    """Object to a candidate on the public list, or to one unit's nomination of them, until the poll is set up."""
    contest = candidate.contest
    locked_draft(contest.election)
    rules = rules_of(contest)
    if rules is None or candidate.pk not in {line.candidate.pk for line in public_list(rules).listed}:
        raise ActionRefused(_("There is nobody of this name on the list of nominations."))
    if candidate.state != State.ACCEPTED:
        raise ActionRefused(_("{name} does not stand any more.").format(name=candidate.name))
    if not may_object(contest, by):
        raise ActionRefused(_("Only members who may vote in this contest can object to a nomination in it."))
    if nomination and nomination not in counting(candidate).filter(unit__isnull=False):
        raise ActionRefused(_("This nomination does not count any more."), "nomination")
    if not grounds.strip():
        raise ActionRefused(_("Say what is wrong with the nomination."), "grounds")
    try:
        with transaction.atomic():
            objection = Objection.objects.create(
                candidate=candidate, nomination=nomination, made_by=by, grounds=grounds.strip()
            )
    except IntegrityError:
        raise ActionRefused(_("You have objected already. The answer is still to come.")) from None
    record("elections.objection_made", objection, by=by, candidate=candidate.pk)
    return objection


def may_object(contest: Contest, member: Member) -> bool:
    """Say whether a member may vote in a contest as things stand, and so object to a nomination in it."""
    return explain(contest.eligibility.conditions, member, local(timezone.now()).date()).eligible


@transaction.atomic
def decide_objection(objection: Objection, decision: str, reason: str, by: User) -> Objection:
    """Decide an objection with a reason that is published; upheld, the candidate or the nomination is out."""
    candidate = objection.candidate
    locked_draft(candidate.contest.election)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    candidate.refresh_from_db()
    if objection.decided_at:
        raise ActionRefused(_("This objection has been decided already."))
    if decision not in Objection.Decision.values:
        raise ActionRefused(_("Choose whether the objection is upheld or dismissed."), "decision")
    if not reason.strip():
        raise ActionRefused(_("Give the reason for the decision: it is published."), "reason")
    objection.decision, objection.reason = decision, reason.strip()
    objection.decided_by, objection.decided_at = by, timezone.now()
    objection.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    if decision == Objection.Decision.UPHELD:
        _uphold(objection, candidate)
    record("elections.objection_decided", objection, by=by, candidate=candidate.pk, decision=decision)
    return objection


def _uphold(objection: Objection, candidate: Candidate) -> None:
    if objection.nomination is None:
        candidate.state, candidate.in_group, candidate.withdrawn_reason = State.REFUSED, False, objection.reason[:300]
        candidate.save(update_fields=["state", "in_group", "withdrawn_reason"])
        return
    Nomination.objects.filter(pk=objection.nomination_id, ended_at=None).update(
        ended_at=timezone.now(), ending=Nomination.Ending.STRUCK_OUT
    )
    rules = rules_of(candidate.contest)
    if rules and close_of(candidate.contest):
        settle(rules, candidate)
