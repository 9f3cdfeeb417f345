"""Shuffling ranked ballots: one trustee after another, each shuffle checked as it comes."""

from django.db import transaction
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections.actions.calls import call_trustees
from hustings.elections.actions.chains import append, lock_board
from hustings.elections.models import Board, Election, PassedOver, Shuffle, Submission, Trustee
from hustings.elections.queries.boards import setup, tally_to_open
from hustings.elections.queries.shuffles import may_be_passed_over, whose_turn
from hustings.elections.queries.submissions import latest
from hustings.elections.refusals import NotSound
from hustings.elections.states import locked, move_board
from hustings.voting.proofs import Checker


def submit_shuffle(board: Board, trustee: Trustee, text: str, checker: Checker | None = None) -> None:
    """Check a trustee's shuffle of what the one before left, and append it; after the last one the shuffles end.

    `checker` does the arithmetic; without it, this process at one go.
    """
    refuse_out_of_turn(board, trustee)
    tally = tally_to_open(board)
    assert tally is not None  # a board that is being shuffled has one
    try:
        voting.check_shuffle(setup(board), tally.text, trustee.position, text, checker)
    except voting.VotingError as error:
        raise NotSound(
            _(
                "The shuffle of %(name)s was refused: %(error)s If it was made on another computer, it may be of an "
                "older archive: save the archive again, and shuffle that."
            )
            % {"name": trustee.name, "error": error}
        ) from error
    with transaction.atomic():
        election = locked(board.election)
        board = lock_board(board)
        if election.state != Election.State.CLOSED:
            raise ActionRefused(
                _("This election takes no shuffles now: it is %(state)s.") % {"state": election.get_state_display()}
            )
        # Nobody else can have shuffled meanwhile if it is still this trustee's turn, so the check above stands.
        refuse_out_of_turn(board, trustee)
        records = voting.shuffle_records(board.head, board.height + 1, trustee.position, text)
        append(board, records)
        first = board.records.order_by("-position").only("pk")[len(records) - 1]
        Shuffle.objects.create(board=board, trustee=trustee, record=first)
        record("elections.shuffle_accepted", board, by=trustee.user or "system", trustee=trustee.pk)
        _go_on(board)


def pass_over(trustee: Trustee, reason: str, by: User) -> None:
    """Let the shuffles go on without a member of a threshold group who does not come; the reason is published."""
    with transaction.atomic():
        election = locked(trustee.election)
        if not reason.strip():
            raise ActionRefused(
                _("Say why %(name)s is passed over; it is published.") % {"name": trustee.name}, "reason"
            )
        if election.state != Election.State.CLOSED:
            raise ActionRefused(_("Nobody is to shuffle now, so nobody can be passed over."))
        boards = [board for board in election.boards.all() if may_be_passed_over(board, trustee)]
        if not boards:
            raise ActionRefused(
                _(
                    "%(name)s cannot be passed over: every single trustee must shuffle, and of a group as many "
                    "members as it takes to open the result."
                )
                % {"name": trustee.name}
            )
        if any((waits := latest(board, trustee, Submission.Kind.SHUFFLE)) and waits.is_in_check for board in boards):
            raise ActionRefused(
                _("%(name)s has shuffled: it is being checked. Wait for the outcome.") % {"name": trustee.name}
            )
        for board in [lock_board(board) for board in boards]:
            PassedOver.objects.create(board=board, trustee=trustee, reason=reason.strip(), passed_over_by=by)
            record("elections.trustee_passed_over", board, by=by, trustee=trustee.pk)
            _go_on(board)


def refuse_out_of_turn(board: Board, trustee: Trustee) -> None:
    """Refuse a shuffle by anybody but the trustee whose turn it is."""
    if board.state != Board.State.SHUFFLING:
        raise ActionRefused(_("There is nothing to shuffle: the poll is not closed yet, or its shuffles are over."))
    turn = whose_turn(board)
    if turn != trustee:
        raise ActionRefused(
            _("It is not the turn of %(name)s to shuffle, but that of %(turn)s.")
            % {"name": trustee.name, "turn": turn.name if turn else "–"}
        )


def _go_on(board: Board) -> None:
    """Call whoever shuffles next or, after the last shuffle, end them and call everybody to open the result."""
    if turn := whose_turn(board):
        call_trustees([turn])
        return
    move_board(board, Board.State.TALLIED)
    append(board, voting.end_shuffles_records(board.head, board.height + 1))
    record("elections.shuffles_ended", board, by="system")
    call_trustees(board.election.trustees.all())
