"""Two people for opening, closing and declaring, where the organisation says so."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import organisation
from hustings.audit.log import record
from hustings.elections.models import Approval, Election
from hustings.elections.states import locked

# A signature is for what both can see: the ballot that is fixed, the poll that runs, the result that was counted.
_ASKED_WHILE = {
    Approval.Verb.OPEN: (Election.State.READY,),
    Approval.Verb.CLOSE: (Election.State.OPEN,),
    Approval.Verb.DECLARE: (Election.State.TALLIED, Election.State.DECLARED),
}


def can_be_asked(election: Election, verb: str) -> bool:
    """Say whether the election is where a second signature under `verb` makes sense."""
    return election.state in _ASKED_WHILE[Approval.Verb(verb)]


def needs_second_person(election: Election, verb: str, by: User) -> bool:
    """Say whether `by` cannot do `verb` yet because a second person has not signed for it."""
    if not organisation().two_people:
        return False
    signed = Approval.objects.filter(election=election, verb=verb, used_at=None, given_by__isnull=False).first()
    return signed is None or by.pk not in (signed.asked_by_id, signed.given_by_id)


@transaction.atomic
def ask_second_person(election: Election, verb: str, by: User) -> Approval:
    """Ask for a second signature under `verb`."""
    if not organisation().two_people:
        raise ActionRefused(_("This organisation does not ask for a second person. You can go on alone."))
    if not can_be_asked(locked(election), verb):
        raise ActionRefused(
            _("It is too early, or too late, to ask for a signature to {act}: this election is {state}.").format(
                act=Approval.Verb(verb).label, state=election.get_state_display()
            )
        )
    approval, is_new = Approval.objects.get_or_create(
        election=election, verb=verb, used_at=None, defaults={"asked_by": by}
    )
    if not is_new:
        raise ActionRefused(_("A second person has already been asked for this."))
    record("elections.second_person_asked", election, by=by, act=verb)
    return approval


@transaction.atomic
def give_second_signature(approval: Approval, by: User) -> Approval:
    """Sign, as the second person, for what the first asked for."""
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update())
    if approval.asked_by_id == by.pk:
        raise ActionRefused(_("You asked for this yourself. Somebody else must give the second signature."))
    if approval.given_by_id:
        raise ActionRefused(_("This has its second signature already."))
    approval.given_by, approval.given_at = by, timezone.now()
    approval.save(update_fields=["given_by", "given_at"])
    record("elections.second_person_agreed", approval.election, by=by, act=approval.verb)
    return approval


def use_second_signature(election: Election, verb: str, by: User) -> None:
    """Refuse `verb` while it lacks a second person; use the signature up otherwise. Call it in the action."""
    if needs_second_person(election, verb, by):
        raise ActionRefused(
            _("Two people are needed to {act}. Ask for a second signature on the election's page first.").format(
                act=Approval.Verb(verb).label
            )
        )
    Approval.objects.filter(election=election, verb=verb, used_at=None).update(used_at=timezone.now())
