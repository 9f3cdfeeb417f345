"""Annulling one contest of an election: nothing of it is declared, and the others stand."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections.actions.declarations import correct_declaration
from hustings.elections.models import Contest, ContestAnnulment, Election
from hustings.elections.states import locked

State = Election.State


@transaction.atomic
def annul_contest(contest: Contest, reason: str, by: User) -> ContestAnnulment:
    """Annul a contest whose ballots are fixed, with a reason that is published.

    What was cast stays on the board with the other contests of its ballots. Where the result is declared, a further
    declaration says that this part of it is annulled, and seats that it filled are given up by that.
    """
    election = locked(contest.election)
    if not reason.strip():
        raise ActionRefused(_("Say why the contest is annulled; the reason is published."), "reason")
    if election.state == State.DRAFT:
        raise ActionRefused(_("The poll is not set up yet: change the contest, or remove it."))
    if election.state == State.ANNULLED:
        raise ActionRefused(_("The whole election has been annulled already."))
    if ContestAnnulment.objects.filter(contest=contest).exists():
        raise ActionRefused(_("‘{contest}’ has been annulled already.").format(contest=contest.title))
    others = election.contests.exclude(pk=contest.pk).filter(annulment=None)
    if election.state != State.DECLARED and not others.exists():
        raise ActionRefused(_("No other contest would be left: annul the election instead."))
    annulment = ContestAnnulment.objects.create(contest=contest, reason=reason.strip(), annulled_by=by)
    record("elections.contest_annulled", contest, by=by, election=election.pk)
    if election.state == State.DECLARED:
        latest = election.declarations.last()
        scrutineer = json.loads(latest.document)["scrutineer"] if latest else ""
        correction = _("‘{contest}’ is annulled. {reason}").format(contest=contest.title, reason=reason.strip())
        correct_declaration(election, scrutineer, correction, by)
    return annulment
