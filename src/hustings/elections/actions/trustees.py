"""Trustees: naming them, taking their public keys, taking their shares of a tally."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.rules import is_trustee
from hustings.audit.log import record
from hustings.elections.actions.chains import append, lock_board
from hustings.elections.models import Board, Election, PartialDecryption, Trustee
from hustings.elections.queries.boards import setup, tally_to_open
from hustings.elections.refusals import NotSound
from hustings.elections.states import locked

MOST_TRUSTEES = 20


def add_trustee(election: Election, name: str, by: User, user: User | None = None) -> Trustee:
    """Name a trustee; without a user the server makes and holds the key, which is the lesser mode."""
    with transaction.atomic():
        election = locked(election)
        _refuse_after_set_up(election)
        if user is not None and not is_trustee(user):
            raise ActionRefused(
                _("%(name)s does not have the role of trustee. An administrator can give it.") % {"name": user.name}
            )
        if user is not None and election.trustees.filter(user=user).exists():
            raise ActionRefused(_("%(name)s is a trustee of this election already.") % {"name": user.name})
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
        record("elections.trustee_added", election, by=by, trustee=trustee.pk, server=trustee.is_server)
    return trustee


def remove_trustee(trustee: Trustee, by: User) -> None:
    """Take a trustee off the list, before the poll is set up."""
    with transaction.atomic():
        election = locked(trustee.election)
        _refuse_after_set_up(election)
        record("elections.trustee_removed", election, by=by, trustee=trustee.pk)
        trustee.delete()
        # The archive numbers its owners 1, 2, 3 without gaps.
        for position, other in enumerate(election.trustees.order_by("position"), 1):
            Trustee.objects.filter(pk=other.pk).update(position=position)


def submit_public_key(trustee: Trustee, public_key: str) -> None:
    """Take a trustee's public key; until the poll is set up, a later one replaces it."""
    try:
        voting.check_trustee_key(trustee.election.group, public_key)
    except voting.VotingError as error:
        raise ActionRefused(_("This key cannot be used: %(error)s") % {"error": error}) from error
    with transaction.atomic():
        election = locked(trustee.election)
        _refuse_after_set_up(election)
        if election.trustees.filter(public_key=public_key).exclude(pk=trustee.pk).exists():
            raise ActionRefused(_("Another trustee handed in this very key. Make one of your own."))
        trustee.public_key = public_key
        trustee.save(update_fields=["public_key"])
        record("elections.public_key_handed_in", election, by=trustee.user, trustee=trustee.pk)


def submit_partial_decryption(board: Board, trustee: Trustee, text: str) -> None:
    """Check a trustee's share of a board's tally and append it; a share that is not right is refused, by name."""
    tally = tally_to_open(board)
    if board.state != Board.State.TALLIED or tally is None:
        raise ActionRefused(
            _("There is no encrypted tally to open: the poll has not been closed, or is opened already.")
        )
    try:
        voting.check_partial_decryption(setup(board), tally.text, trustee.position, text)
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
        if board.partial_decryptions.filter(trustee=trustee).exists():
            raise ActionRefused(_("The share of %(name)s is here already.") % {"name": trustee.name})
        PartialDecryption.objects.create(board=board, trustee=trustee, text=text)
        append(board, voting.partial_decryption_records(board.head, board.height + 1, trustee.position, text))
        record("elections.share_accepted", board, by=trustee.user or "system", trustee=trustee.pk)


def _refuse_after_set_up(election: Election) -> None:
    if election.state != Election.State.DRAFT or election.boards.filter(height__gte=0).exists():
        raise ActionRefused(_("The poll is set up: its trustees and their keys are published and stay as they are."))
