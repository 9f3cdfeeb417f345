"""Trustees: naming them, taking their public keys, taking their shares of a tally."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.rules import is_trustee
from hustings.audit.log import record
from hustings.elections.actions.calls import call_trustees
from hustings.elections.actions.chains import append, lock_board
from hustings.elections.actions.rehearsals import renew_rehearsal
from hustings.elections.models import Board, Election, PartialDecryption, Trustee
from hustings.elections.queries.boards import setup, tally_to_open
from hustings.elections.refusals import NotSound
from hustings.elections.states import locked
from hustings.voting.proofs import Checker

MOST_TRUSTEES = 20


def add_trustee(election: Election, name: str, by: User, user: User | None = None) -> Trustee:
    """Name a trustee; without a user the server makes and holds the key, which is the lesser mode."""
    with transaction.atomic():
        election = locked(election)
        refuse_after_set_up(election)
        if user is not None:
            refuse_unfit_holder(election, user)
        if user is None and election.trustees.filter(user=None).exists():
            raise ActionRefused(_("The server holds a key of this election already; a second one would add nothing."))
        if election.trustees.count() >= MOST_TRUSTEES:
            raise ActionRefused(_("An election has at most %(n)d trustees.") % {"n": MOST_TRUSTEES})
        position = (election.trustees.aggregate(last=Max("position"))["last"] or 0) + 1
        trustee = Trustee(election=election, position=position, name=name, user=user)
        if user is None:
            key = voting.new_trustee_key(election.group, name)
            trustee.public_key, trustee.private_key = key.public, key.private
        trustee.save()
        number_trustees(election)
        renew_rehearsal(election)
        call_trustees([trustee])
        trustee.refresh_from_db()
        record("elections.trustee_added", election, by=by, trustee=trustee.pk, server=trustee.is_server)
    return trustee


def remove_trustee(trustee: Trustee, by: User) -> None:
    """Take a trustee off the list, before the poll is set up."""
    with transaction.atomic():
        election = locked(trustee.election)
        refuse_after_set_up(election)
        if trustee.threshold_group_id:
            raise ActionRefused(
                _("%(name)s is a member of a group, whose keys hang together. Dissolve the group to change it.")
                % {"name": trustee.name}
            )
        record("elections.trustee_removed", election, by=by, trustee=trustee.pk)
        trustee.delete()
        number_trustees(election)
        renew_rehearsal(election)


def number_trustees(election: Election) -> None:
    """Number the trustees as the archive numbers its owners: 1, 2, 3 without gaps, the group's members last."""
    ordered = list(election.trustees.order_by(F("threshold_group").asc(nulls_first=True), "position"))
    beyond = max((trustee.position for trustee in ordered), default=0) + 1
    for start in (beyond, 1):  # in two rounds: no two may ever have the same position
        for position, trustee in enumerate(ordered, start):
            Trustee.objects.filter(pk=trustee.pk).update(position=position)


def refuse_unfit_holder(election: Election, user: User) -> None:
    """Refuse somebody without the role of a trustee, or who holds a key of this election already."""
    if not is_trustee(user):
        raise ActionRefused(
            _("%(name)s does not have the role of trustee. An administrator can give it.") % {"name": user.name}
        )
    if election.trustees.filter(user=user).exists():
        raise ActionRefused(_("%(name)s is a trustee of this election already.") % {"name": user.name})


def submit_public_key(trustee: Trustee, public_key: str) -> None:
    """Take a trustee's public key; until the poll is set up, a later one replaces it."""
    try:
        voting.check_trustee_key(trustee.election.group, public_key)
    except voting.VotingError as error:
        raise NotSound(
            _("What %(name)s handed in was refused: %(error)s") % {"name": trustee.name, "error": error}
        ) from error
    with transaction.atomic():
        election = locked(trustee.election)
        refuse_after_set_up(election)
        if trustee.threshold_group_id:
            raise ActionRefused(
                _("%(name)s is a member of a group: its keys are made together.") % {"name": trustee.name}
            )
        if election.trustees.filter(public_key=public_key).exclude(pk=trustee.pk).exists():
            raise ActionRefused(_("Another trustee handed in this very key. Make one of your own."))
        trustee.public_key = public_key
        trustee.save(update_fields=["public_key"])
        renew_rehearsal(election, by=trustee)
        record("elections.public_key_handed_in", election, by=trustee.user, trustee=trustee.pk)


def submit_partial_decryption(board: Board, trustee: Trustee, text: str, checker: Checker | None = None) -> None:
    """Check a trustee's share of a board's tally and append it; a share that is not right is refused, by name.

    `checker` does the arithmetic; without it, this process at one go.
    """
    refuse_unopenable(board, trustee)
    tally = tally_to_open(board)
    assert tally is not None  # a board that is being opened has one
    try:
        voting.check_partial_decryption(setup(board), tally.text, trustee.position, text, checker)
    except voting.VotingError as error:
        raise NotSound(
            _("The share of %(name)s was refused: %(error)s") % {"name": trustee.name, "error": error}
        ) from error
    with transaction.atomic():
        election = locked(board.election)
        board = lock_board(board)
        if election.state != Election.State.CLOSED or board.state != Board.State.TALLIED:
            raise ActionRefused(
                _("This election takes no shares now: it is %(state)s.") % {"state": election.get_state_display()}
            )
        refuse_unopenable(board, trustee)
        PartialDecryption.objects.create(board=board, trustee=trustee, text=text)
        append(board, voting.partial_decryption_records(board.head, board.height + 1, trustee.position, text))
        record("elections.share_accepted", board, by=trustee.user or "system", trustee=trustee.pk)


def refuse_unopenable(board: Board, trustee: Trustee) -> None:
    """Refuse a share of a board that has nothing to open, or of a trustee whose share is here."""
    if board.state != Board.State.TALLIED:
        raise ActionRefused(
            _("There is no encrypted tally to open: the poll has not been closed, or is opened already.")
        )
    if board.partial_decryptions.filter(trustee=trustee).exists():
        raise ActionRefused(_("The share of %(name)s is here already.") % {"name": trustee.name})


def refuse_after_set_up(election: Election) -> None:
    """Refuse any change of trustees and keys once they are published."""
    if election.state != Election.State.DRAFT or election.boards.filter(height__gte=0).exists():
        raise ActionRefused(_("The poll is set up: its trustees and their keys are published and stay as they are."))
