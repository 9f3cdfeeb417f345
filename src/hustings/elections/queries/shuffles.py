"""Whose turn it is to shuffle, and who still can."""

from hustings.elections.models import Board, Trustee


def whose_turn(board: Board) -> Trustee | None:
    """The first trustee, in the order of positions, who has neither shuffled nor been passed over."""
    if board.state != Board.State.SHUFFLING:
        return None
    return (
        board.election.trustees.exclude(shuffles__board=board)
        .exclude(passed_over__board=board)
        .order_by("position")
        .first()
    )


def may_be_passed_over(board: Board, trustee: Trustee) -> bool:
    """Whether the shuffles can do without this trustee: a member of whose group enough others shuffle."""
    group = trustee.threshold_group
    if board.state != Board.State.SHUFFLING or group is None:
        return False
    if trustee.shuffles.filter(board=board).exists() or trustee.passed_over.filter(board=board).exists():
        return False
    return group.members.exclude(passed_over__board=board).count() > group.threshold
