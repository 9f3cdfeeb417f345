"""Challenging a ballot: the voter wants to see what it holds, so it is kept and can never be cast."""

from django.db import transaction
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.audit.log import record
from hustings.elections.actions.casting import refuse_unless_elector, refuse_unless_open
from hustings.elections.actions.chains import lock_board
from hustings.elections.models import Board, ChallengedBallot, Election
from hustings.elections.queries.boards import setup
from hustings.register.models import Member

# Nobody needs so many to be convinced, and each is kept for good. Counted by credential, which names no member.
MOST_CHALLENGES = 50


def challenge(board: Board, member: Member, ballot: str) -> str:
    """Keep a ballot that a member challenges, and return its tracking number; only then its opening may be shown.

    It passes the same checks as a ballot that is cast, but it is no vote. Challenged again, because the answer was
    lost, it is kept once. Raises PollNotOpen, NotOnRoll, voting.BallotRefused, or ActionRefused if it was cast.
    """
    refuse_unless_open(board.election)
    refuse_unless_elector(board, member)
    checked = voting.check_ballot(setup(board), ballot)
    with transaction.atomic():
        board = lock_board(board)
        refuse_unless_open(Election.objects.get(pk=board.election_id))
        if board.challenged_ballots.filter(tracking_number=checked.tracking_number).exists():
            return checked.tracking_number
        if board.ballots.filter(tracking_number=checked.tracking_number).exists():
            raise ActionRefused(
                _("This ballot was cast, so it stays secret. Make a new one if you want to check what a ballot holds.")
            )
        if board.challenged_ballots.filter(credential=checked.credential).count() >= MOST_CHALLENGES:
            raise ActionRefused(
                _("You have challenged {most} ballots of this poll, and no more are kept.").format(most=MOST_CHALLENGES)
            )
        ChallengedBallot.objects.create(
            board=board,
            credential=checked.credential,
            tracking_number=checked.tracking_number,
            text=checked.text,
        )
        record("elections.ballot_challenged", board, by=None, to_the_hour=True)
    return checked.tracking_number
