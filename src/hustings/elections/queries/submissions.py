"""What became of what trustees handed in after a poll."""

from hustings.elections.models import Board, Submission, Trustee


def latest(board: Board, trustee: Trustee, kind: str) -> Submission | None:
    """The last thing of this kind that a trustee handed in for a board, unless it was accepted."""
    return (
        board.submissions.filter(trustee=trustee, kind=kind).select_related("job").defer("text").order_by("pk").last()
    )


def is_on_board(submission: Submission) -> bool:
    """Whether the board holds what was handed in: a job that was killed after it accepted it runs again."""
    board, trustee = submission.board, submission.trustee
    if submission.kind == Submission.Kind.SHUFFLE:
        return board.shuffles.filter(trustee=trustee).exists()
    return board.partial_decryptions.filter(trustee=trustee).exists()
