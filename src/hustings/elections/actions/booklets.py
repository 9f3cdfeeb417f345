"""Issuing the booklet of statements."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections import booklets
from hustings.elections.actions.declarations import canonical
from hustings.elections.models import Booklet, Candidate, Election
from hustings.elections.queries.contests import standing
from hustings.elections.states import locked


@transaction.atomic
def issue_booklet(election: Election, by: User) -> Booklet:
    """Issue the booklet of every candidate, before the poll opens; a later one takes the place of an earlier."""
    election = locked(election)
    if election.state not in (Election.State.DRAFT, Election.State.READY):
        raise ActionRefused(_("The poll has opened: voters have the booklet as it was issued."))
    contests = booklets.contests_in(election)
    if not contests:
        raise ActionRefused(_("Nobody stands in this election, so there is no booklet."))
    for contest in contests:
        candidates = standing(contest)
        if not candidates.exists() and not hasattr(contest, "nominations_close"):
            raise ActionRefused(_("Nobody stands in ‘{contest}’ yet.").format(contest=contest.title))
        if waiting := candidates.exclude(state=Candidate.State.ACCEPTED).first():
            raise ActionRefused(_("{name} has not accepted yet.").format(name=waiting.name))
        if candidates.filter(drawn_order=None).exists():
            raise ActionRefused(_("Draw the order of the candidates first: the booklet follows it."))
    earlier = booklets.latest(election)
    if earlier and not booklets.gaps(election, earlier):
        raise ActionRefused(_("The booklet that was issued is complete: there is nothing to change in it."))
    number = earlier.number + 1 if earlier else 1
    text = canonical(booklets.document(election, number, timezone.now()))
    booklet = Booklet.objects.create(
        election=election,
        number=number,
        document=text,
        hash=hashlib.sha256(text.encode()).hexdigest(),
        issued_by=by,
    )
    record("elections.booklet_issued", booklet, by=by, election=election.pk, number=number, hash=booklet.hash)
    return booklet
