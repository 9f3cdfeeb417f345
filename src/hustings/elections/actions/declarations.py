"""Declaring the results, and correcting a declaration by a later one."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections import declared, signing
from hustings.elections.actions.approvals import use_second_signature
from hustings.elections.models import Contest, Declaration, Election
from hustings.elections.queries.declarations import content
from hustings.elections.queries.papers import surplus_papers, unsettled
from hustings.elections.queries.results import outcomes
from hustings.elections.states import locked, move


def declare(election: Election, scrutineer: str, by: User) -> Declaration:
    """Declare the results of a counted election, signed with the installation's key; `scrutineer` is a name or ''."""
    with transaction.atomic():
        election = locked(election)
        for result in outcomes(election):
            if result.tie is not None and result.contest.kind == Contest.Kind.SEATS:
                raise ActionRefused(
                    _("There is a tie in “{contest}”. Draw the lot before you declare.").format(
                        contest=result.contest.title
                    )
                )
        if batches := unsettled(election):
            raise ActionRefused(
                _("Two people do not agree yet on the paper ballots “{batch}”. Settle them before you declare.").format(
                    batch=batches[0].name
                )
            )
        if contest := surplus_papers(election):
            raise ActionRefused(
                _(
                    "More paper ballots were typed in for “{contest}” than envelopes were received that may be opened. "
                    "Look at the papers and the envelopes again before you declare."
                ).format(contest=contest.title)
            )
        use_second_signature(election, "declare", by)
        move(election, Election.State.DECLARED)
        return _sign(election, scrutineer, "", by)


def correct_declaration(election: Election, scrutineer: str, reason: str, by: User) -> Declaration:
    """Issue a later declaration that corrects the latest one, and says why; the earlier ones stay published."""
    with transaction.atomic():
        election = locked(election)
        if election.state != Election.State.DECLARED:
            raise ActionRefused(_("Nothing has been declared yet, so there is nothing to correct."))
        if not reason.strip():
            raise ActionRefused(_("Say what the correction is; it is published."), "reason")
        use_second_signature(election, "declare", by)
        return _sign(election, scrutineer, reason.strip(), by)


def _sign(election: Election, scrutineer: str, correction: str, by: User) -> Declaration:
    earlier = election.declarations.last()
    number = earlier.number + 1 if earlier else 1
    now = timezone.now()
    document = canonical(content(election, number, now, by.name, scrutineer.strip(), correction))
    declaration = Declaration.objects.create(
        election=election,
        number=number,
        corrects=earlier,
        document=document,
        hash=hashlib.sha256(document.encode()).hexdigest(),
        signature=signing.sign("declarations", document),
        declared_by=by,
        declared_at=now,
    )
    declared.announce(declaration)
    record("elections.declared", election, by=by, number=number, hash=declaration.hash)
    return declaration


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the text that is hashed and signed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
