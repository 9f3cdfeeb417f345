"""What a trustee is to do now, and for whom they wait."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hustings.elections.models import Board, CeremonyMessage, Election, Submission, ThresholdGroup, Trustee
from hustings.elections.queries.ceremonies import index_of, missing, not_rehearsed, without_key
from hustings.elections.queries.shuffles import whose_turn
from hustings.elections.queries.submissions import latest

Kind = CeremonyMessage.Kind
State = Election.State


@dataclass(frozen=True)
class Step:
    """A step of the desk, what to tell the trustee, the board it concerns, and the names of those it waits for.

    `submission` is what the trustee handed in last for this step: it is in check, or was refused.
    """

    word: str
    explanation: str
    board: Board | None = None
    missing: tuple[str, ...] = ()
    submission: Submission | None = None

    @property
    def is_to_do(self) -> bool:
        """Whether others wait for the trustee to do this."""
        return self.word not in ("wait", "check", "checking", "done", "over")


def step_of(trustee: Trustee) -> Step:
    """The step of a trustee's desk."""
    match trustee.election.state:
        case State.DRAFT | State.READY:
            return _before_the_poll(trustee)
        case State.OPEN:
            return Step("check", _("Your key will be needed when the poll has closed."), _first_board(trustee))
        case State.CLOSED:
            return _after_the_poll(trustee)
    return _nothing_left(trustee)


def _nothing_left(trustee: Trustee) -> Step:
    if trustee.partial_decryptions.exists():
        return Step("done", _("There is nothing left for you to do in this election. Thank you."))
    return Step("over", _("There is nothing left to do in this election: it needed no share of yours."))


def _first_board(trustee: Trustee) -> Board | None:
    return trustee.election.boards.filter(height__gte=0).first()


def _before_the_poll(trustee: Trustee) -> Step:
    group = trustee.threshold_group
    if group is not None and not trustee.public_key:
        return _ceremony(trustee, group)
    if not trustee.public_key:
        return Step("key", _("Make your key now: the poll cannot be set up before you have."))
    if others := without_key(trustee.election):
        said = _("Your key is here. When the others have made theirs, you will open a test ballot together.")
        return Step("wait" if group else "check", said, missing=tuple(others))
    if trustee in not_rehearsed(trustee.election):
        return Step("rehearse", _("Open the test ballot with your key: so a lost key is found out before the poll."))
    return Step(
        "check",
        _("Your key is here and works. Keep its file safe until the poll is over: it opens the result."),
        _first_board(trustee),
    )


def _ceremony(member: Trustee, group: ThresholdGroup) -> Step:
    """The first step that this member has not done, or to wait for those who have not done the one before."""
    done = set(group.messages.filter(index=index_of(member)).values_list("kind", flat=True))
    told = {
        Kind.CERTIFICATE: _("Make your seed and hand in your certificate: the first of three steps."),
        Kind.POLYNOMIAL: _("Hand in your part of the common key: the second of three steps."),
        Kind.SHARE: _("Check what the others sent you and hand in your public key: the last of three steps."),
    }
    before: str | None = None
    for kind in Kind:
        if kind not in done:
            if before and (names := missing(group, before)):
                return Step("wait", _("Your part of this step is done. Come back later."), missing=tuple(names))
            return Step(kind.value, told[kind])
        before = kind
    return Step("wait", _("Your part is done."))


def _after_the_poll(trustee: Trustee) -> Step:
    waits = []
    for board in trustee.election.boards.filter(height__gte=0):
        if board.state == Board.State.ENDED:
            said = _("The ballots are being added up under encryption. Come back in a few minutes.")
            waits.append(Step("wait", said, board))
        elif board.state == Board.State.SHUFFLING:
            turn = whose_turn(board)
            if turn == trustee:
                said = _("The poll is closed, and it is your turn to shuffle the ballots.")
                return _to_hand_in(trustee, board, Submission.Kind.SHUFFLE, "shuffle", said)
            said = _("The ballots are being shuffled, by one trustee after another.")
            if passed := board.passed_over.filter(trustee=trustee).first():
                said = _("They go on without your shuffle, for this reason: {reason}").format(reason=passed.reason)
            waits.append(Step("wait", said, board, (turn.name,) if turn else ()))
        elif board.state == Board.State.TALLIED and not board.partial_decryptions.filter(trustee=trustee).exists():
            said = _("The poll is closed: open the result with your key.")
            return _to_hand_in(trustee, board, Submission.Kind.SHARE, "decrypt", said)
    return waits[0] if waits else _nothing_left(trustee)


def _to_hand_in(trustee: Trustee, board: Board, kind: str, word: str, said: str) -> Step:
    """The step at which something is handed in, or at which its check is waited for."""
    submission = latest(board, trustee, kind)
    if submission and submission.is_in_check:
        said = _("What you handed in is being checked. You can close this page and come back.")
        return Step("checking", said, board, submission=submission)
    return Step(word, said, board, submission=submission)
