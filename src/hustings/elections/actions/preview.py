"""The returning officer looks at the ballot as voters will see it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections.models import Election
from hustings.elections.queries.contests import answers
from hustings.elections.states import locked


@transaction.atomic
def see_ballot(election: Election, by: User) -> Election:
    """Note that the officer has looked at the whole ballot and found it right; any later change undoes this."""
    election = locked(election)
    if election.state != Election.State.DRAFT:
        raise ActionRefused(_("The poll has been set up, and its ballots are fixed."))
    contests = list(election.contests.all())
    empty = next(
        (contest for contest in contests if not answers(contest) and not hasattr(contest, "nominations_close")), None
    )
    if not contests or empty:
        raise ActionRefused(_("There is nothing to choose from on this ballot yet."))
    election.ballot_seen_at = timezone.now()
    election.save(update_fields=["ballot_seen_at"])
    record("elections.ballot_seen", election, by=by)
    return election
