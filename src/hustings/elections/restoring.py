"""What a restore would lose: ballots whose voters hold a receipt, on boards that are behind it."""

from django.utils.translation import gettext as _

from hustings.elections import receipts
from hustings.elections.models import Board
from hustings.elections.queries.boards import event_hash


def missing_ballots() -> list[str]:
    """One sentence for each board of the database that does not hold what its receipts say."""
    return [sentence for issued in receipts.latest() if (sentence := _missing(issued))]


def _missing(issued: receipts.Issued) -> str | None:
    board = Board.objects.filter(uuid=issued.uuid).select_related("election").first()
    if board is None:
        return _("The board {uuid}, with {height:,} ballots that have receipts, is missing.").format(
            uuid=issued.uuid, height=issued.height
        )
    accepted = board.ballots.count()
    if accepted < issued.height:
        return _(
            "The board {uuid} of “{election}” holds {accepted:,} ballots, but receipts were given for {height:,}: "
            "{lost:,} accepted ballots would be lost."
        ).format(
            uuid=issued.uuid,
            election=board.election.name,
            accepted=accepted,
            height=issued.height,
            lost=issued.height - accepted,
        )
    if event_hash(board, issued.height) != issued.head:
        return _(
            "The board {uuid} of “{election}” holds another ballot at height {height:,} than its receipt says."
        ).format(uuid=issued.uuid, election=board.election.name, height=issued.height)
    return None
