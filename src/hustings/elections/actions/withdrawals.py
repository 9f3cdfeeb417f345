"""Candidates who withdraw or die: by rule, and in the open."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.audit.log import record
from hustings.elections.actions.contests import locked_draft
from hustings.elections.models import Candidate, Election, NominationRules
from hustings.elections.queries.nominations import close_of, rules_of
from hustings.elections.states import locked

State = Candidate.State


@transaction.atomic
def withdraw_candidate(candidate: Candidate, by: Any, reason: str = "") -> Candidate:
    """Note, in public, that a candidate withdraws; by the officer or by the candidate (a member).

    The name comes off the ballot while that is not fixed and the contest's rules let it; later it stays on it, with a
    note for the voters, and whoever is elected although they withdrew leaves a casual vacancy.
    """
    election = locked(candidate.contest.election)
    candidate.refresh_from_db()
    if candidate.withdrawn_at or candidate.state in Candidate.OUT:
        raise ActionRefused(_("{name} has withdrawn already.").format(name=candidate.name))
    if election.state not in (Election.State.DRAFT, Election.State.READY, Election.State.OPEN):
        raise ActionRefused(
            _("The poll has closed, so nobody can withdraw any more. Whoever is elected can give up the seat.")
        )
    off_ballot = comes_off(candidate, election)
    if off_ballot:
        locked_draft(election)
        candidate.state, candidate.in_group = State.WITHDRAWN, False
    candidate.withdrawn_at, candidate.withdrawn_reason = timezone.now(), reason.strip()
    candidate.save(update_fields=["state", "in_group", "withdrawn_at", "withdrawn_reason"])
    record("elections.candidate_withdrawn", candidate, by=by, contest=candidate.contest_id, off_ballot=off_ballot)
    return candidate


def comes_off(candidate: Candidate, election: Election) -> bool:
    """Say whether a withdrawal now takes the name off the ballot."""
    if election.state != Election.State.DRAFT:
        return False
    rules = rules_of(candidate.contest)
    is_late = rules is not None and close_of(candidate.contest) is not None
    return not is_late or rules.late_withdrawal == NominationRules.LateWithdrawal.TAKEN_OFF  # type: ignore[union-attr]
