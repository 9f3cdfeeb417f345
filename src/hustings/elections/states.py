"""The states of an election and of its boards, and the only moves between them."""

from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.elections.models import Board, Election

State = Election.State

MOVES: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.READY, State.TALLIED, State.ANNULLED}),  # tallied at once: nothing is contested
    State.READY: frozenset({State.OPEN, State.ANNULLED}),
    State.OPEN: frozenset({State.CLOSED, State.ANNULLED}),
    State.CLOSED: frozenset({State.TALLIED, State.ANNULLED}),
    State.TALLIED: frozenset({State.DECLARED, State.ANNULLED}),
    State.DECLARED: frozenset(),
    State.ANNULLED: frozenset(),
}

# An annulled election leaves its boards where they were: they stay published.
BOARD_MOVES: dict[str, frozenset[str]] = {
    Board.State.SETUP: frozenset({Board.State.OPEN}),
    Board.State.OPEN: frozenset({Board.State.ENDED}),
    Board.State.ENDED: frozenset({Board.State.SHUFFLING, Board.State.TALLIED}),  # shuffled only if there are rankings
    Board.State.SHUFFLING: frozenset({Board.State.TALLIED}),
    Board.State.TALLIED: frozenset({Board.State.COMPLETE}),
    Board.State.COMPLETE: frozenset(),
}


def locked(election: Election) -> Election:
    """The election as it is now, held against other writers until the transaction ends."""
    return Election.objects.select_for_update().get(pk=election.pk)


def move(election: Election, to: str) -> None:
    """Put the election in the state `to`; refuses a move that MOVES does not have."""
    if to not in MOVES[election.state]:
        raise ActionRefused(
            _("“%(election)s” is %(state)s, so it cannot become “%(to)s”.")
            % {"election": election.name, "state": election.get_state_display(), "to": State(to).label}
        )
    election.state = to
    election.save(update_fields=["state"])


def move_board(board: Board, to: str) -> None:
    """Put a locked board in the state `to`, which must be one that follows; the caller saves it."""
    if to not in BOARD_MOVES[board.state]:
        raise ActionRefused(
            _("The board %(uuid)s is “%(state)s”, so it cannot become “%(to)s”.")
            % {"uuid": board.uuid, "state": board.get_state_display(), "to": Board.State(to).label}
        )
    board.state = to
