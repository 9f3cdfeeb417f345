"""What trustees hand in after a poll: checked at once where that is quick, and by a job where it takes long."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hustings.accounts.errors import ActionRefused
from hustings.audit.log import record
from hustings.elections.actions.shuffles import refuse_out_of_turn, submit_shuffle
from hustings.elections.actions.tally import carry_on
from hustings.elections.actions.trustees import refuse_unopenable, submit_partial_decryption
from hustings.elections.measured_checks import MeasuredChecker
from hustings.elections.models import Board, Election, Submission, Trustee
from hustings.elections.queries.boards import encrypted_tally, setup
from hustings.elections.queries.submissions import is_on_board
from hustings.elections.refusals import NotSound
from hustings.elections.states import locked
from hustings.jobs.actions import enqueue
from hustings.voting import needs_shuffles
from hustings.voting.digests import sha256_base64

Kind = Submission.Kind
# So many rankings are checked in a second or two, also in the slowest group: while a browser waits.
CHECKED_AT_ONCE = 200
REFUSE_EARLY = {Kind.SHUFFLE: refuse_out_of_turn, Kind.SHARE: refuse_unopenable}
SUBMIT = {Kind.SHUFFLE: submit_shuffle, Kind.SHARE: submit_partial_decryption}
# Group elements that checking one of them goes through for each ciphertext.
ELEMENTS = {Kind.SHUFFLE: 16, Kind.SHARE: 7}


def hand_in(board: Board, trustee: Trustee, kind: Submission.Kind, text: str) -> Submission | None:
    """Take a trustee's shuffle or share; return None if it is accepted, and what waits if a job is to check it."""
    REFUSE_EARLY[kind](board, trustee)
    if _rankings(board) <= CHECKED_AT_ONCE:
        try:
            SUBMIT[kind](board, trustee, text)
        except NotSound as refusal:
            _note_refusal(Submission(board=board, trustee=trustee, kind=kind, fingerprint=sha256_base64(text)), refusal)
            raise
        carry_on(trustee.election)
        return None
    with transaction.atomic():
        if locked(board.election).state != Election.State.CLOSED:
            raise ActionRefused(_("This election takes nothing from trustees now: its poll is not being counted."))
        before = board.submissions.filter(trustee=trustee, kind=kind, refused_at=None).select_related("job").first()
        if before and before.is_in_check:
            raise ActionRefused(_("What you handed in before is still being checked. Wait for the outcome."))
        if before:
            before.delete()
        submission = Submission.objects.create(
            board=board, trustee=trustee, kind=kind, text=text, fingerprint=sha256_base64(text)
        )
        submission.job = enqueue("elections.check_submission", by=trustee.user, submission=submission.pk)
        submission.save(update_fields=["job"])
        record("elections.handed_in", board, by=trustee.user, trustee=trustee.pk, kind=kind)
    return submission


def check_submission(submission: Submission, report: Callable[[int, int, str], None]) -> bool:
    """Check what waits and publish it, or refuse it; return whether it is on the board. Can be run again."""
    board, trustee, kind = submission.board, submission.trustee, Kind(submission.kind)
    if not is_on_board(submission):
        total = ELEMENTS[kind] * _rankings(board)
        said = gettext_noop("checking the proofs")
        checker = MeasuredChecker(setup(board).group, lambda done: report(min(done, total), total, said))
        try:
            SUBMIT[kind](board, trustee, submission.text, checker)
        except ActionRefused as refusal:
            _note_refusal(submission, refusal)
            return False
    carry_on(trustee.election)
    submission.delete()
    return True


def _note_refusal(submission: Submission, refusal: ActionRefused) -> None:
    """Keep why it was refused, for the trustee's desk and the officers, and let a job write to the trustee."""
    with transaction.atomic():
        submission.text, submission.reason, submission.refused_at = "", refusal.sentence, timezone.now()
        submission.save()
        trustee = submission.trustee
        record("elections.refused", submission.board, by="system", trustee=trustee.pk, kind=submission.kind)
        if trustee.user is not None:
            enqueue("elections.tell_of_refusal", submission=submission.pk)


def _rankings(board: Board) -> int:
    """How many rankings of a board must be gone through one by one."""
    tally = encrypted_tally(board)
    if tally is None or not needs_shuffles(setup(board)):
        return 0
    return tally.num_tallied * board.contests.count()
