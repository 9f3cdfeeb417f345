"""One sign-in, one credential: who has somebody else's voting link cannot use it signed in as themselves."""

from django.utils.translation import gettext as _

from hustings.elections import sealing
from hustings.elections.models import Board, Bond, MarkedRegister
from hustings.register.models import Member
from hustings.voting import BallotRefused


def bind(board: Board, member: Member, credential: str) -> None:
    """Hold a member's sign-in and a public credential together from their first ballot on.

    Refuses the credential of another elector to a member who has voted with their own, and to everybody a credential
    with which somebody else has voted. The caller has locked the board, and the poll takes ballots.
    """
    digest = sealing.keyed_hash(board.election_id, f"{board.uuid}|{member.pk}|{credential}")
    if board.bonds.filter(digest=digest).exists():
        return
    has_voted = MarkedRegister.objects.filter(board=board, entry__member=member, voted_on__isnull=False).exists()
    is_used = board.ballots.filter(credential=credential).exists()
    if has_voted and not (is_used and _some_are_lost(board)):
        raise BallotRefused(
            "bond",
            _(
                "You have voted in this poll with another voting link. Use that one again: every elector has a link of "
                "their own, and this one is somebody else's."
            ),
        )
    if is_used and not has_voted:
        raise BallotRefused(
            "bond",
            _(
                "Somebody else, signed in as themselves, has voted with this voting link. If it is yours, tell the "
                "returning officer at once; if two of you mixed up your letters, use the other one."
            ),
        )
    Bond.objects.create(board=board, digest=digest, key=_key(board))


def _some_are_lost(board: Board) -> bool:
    """Whether bonds were made with a key that is gone: no backup holds it, and after a restore they say nothing."""
    return board.bonds.exclude(key=_key(board)).exists()


def _key(board: Board) -> str:
    return sealing.keyed_hash(board.election_id, "key of bonds")
