"""Opening, extending, closing and annulling a poll."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.accounts.queries import in_zone
from hustings.audit.log import record
from hustings.elections import checklist
from hustings.elections.actions.approvals import use_second_signature
from hustings.elections.actions.chains import append, lock_board
from hustings.elections.actions.credentials import delete_voting_secrets
from hustings.elections.models import (
    ArmedPoll,
    Board,
    Declaration,
    Election,
    MarkedRegister,
    TimetableChange,
)
from hustings.elections.queries.duties import held_together
from hustings.elections.states import locked, move, move_board
from hustings.franchise.queries import electors
from hustings.jobs.actions import enqueue
from hustings.register.rows import insert_selected, refresh_statistics

logger = logging.getLogger(__name__)

# In these days after a declaration its result can be challenged, and the marked register is evidence.
CHALLENGE_PERIOD = timedelta(days=28)


def arm_poll(election: Election, by: User) -> None:
    """Let the worker open and close this poll at the times of its timetable."""
    with transaction.atomic():
        election = locked(election)
        if election.state != Election.State.READY:
            raise ActionRefused(_("Only a poll that is ready to open can be left to open by itself."))
        if ArmedPoll.objects.filter(election=election).exists():
            raise ActionRefused(_("This poll opens and closes by itself already."))
        _refuse_unmet(election)
        use_second_signature(election, "open", by)
        ArmedPoll.objects.create(election=election, armed_by=by)
        record("elections.poll_armed", election, by=by)


def disarm_poll(election: Election, by: User) -> None:
    """Take opening and closing back into the officers' hands."""
    with transaction.atomic():
        deleted, _rows = ArmedPoll.objects.filter(election=locked(election)).delete()
        if not deleted:
            raise ActionRefused(_("This poll does not open and close by itself."))
        record("elections.poll_disarmed", election, by=by)


def open_poll(election: Election, by: User | None) -> None:
    """Open the poll, at its time or later; by None when the worker does it for an officer who armed it."""
    with transaction.atomic():
        election = locked(election)
        now = timezone.now()
        if election.opens_at is None or election.closes_at is None:
            raise ActionRefused(_("Set the times at which the poll opens and closes first."))
        if now < election.opens_at:
            raise ActionRefused(_("The poll opens on %(when)s, not before.") % {"when": in_zone(election.opens_at)})
        if now >= election.closes_at:
            raise ActionRefused(
                _("The poll was to close on %(when)s, which has passed.") % {"when": in_zone(election.closes_at)}
            )
        if by is not None:
            use_second_signature(election, "open", by)
        _refuse_unmet(election)
        move(election, Election.State.OPEN)
        for board in [lock_board(board) for board in election.boards.all()]:
            insert_selected(MarkedRegister, electors(board.roll), board_id=Value(board.pk), entry_id=F("pk"))
            move_board(board, Board.State.OPEN)
            board.save(update_fields=["state"])
        together = {str(each.user.pk): list(each.duties) for each in held_together(election)}
        transaction.on_commit(partial(refresh_statistics, MarkedRegister), robust=True)
        record("elections.poll_opened", election, by=by or "system", duties_held_together=together)


def extend_poll(election: Election, closes_at: datetime, reason: str, by: User) -> None:
    """Let an open poll close later, in public and with a reason; nothing makes it close earlier."""
    with transaction.atomic():
        election = locked(election)
        before = election.closes_at
        if election.state != Election.State.OPEN or before is None or timezone.now() >= before:
            raise ActionRefused(_("Only a poll that is open can be extended."))
        if closes_at <= before:
            raise ActionRefused(
                _("A poll is never shortened: it closes on %(when)s. Give a later time.") % {"when": in_zone(before)},
                "closes_at",
            )
        if not reason.strip():
            raise ActionRefused(_("Say why the poll is extended; the reason is published."), "reason")
        if election.declare_by is not None and election.declare_by < closes_at:
            TimetableChange.objects.create(
                election=election,
                field="declare_by",
                before=election.declare_by,
                after=closes_at,
                reason=reason,
                made_by=by,
            )
            election.declare_by = closes_at
        TimetableChange.objects.create(
            election=election, field="closes_at", before=before, after=closes_at, reason=reason, made_by=by
        )
        election.closes_at = closes_at
        election.save(update_fields=["closes_at", "declare_by"])
        record("elections.poll_extended", election, by=by, before=before, after=closes_at)


def close_poll(election: Election, by: User | None) -> None:
    """Close the poll after its time, end its boards' ballots, and let a job make the encrypted tallies."""
    with transaction.atomic():
        election = locked(election)
        if election.state == Election.State.OPEN and election.closes_at and timezone.now() < election.closes_at:
            raise ActionRefused(_("The poll closes on %(when)s, not before.") % {"when": in_zone(election.closes_at)})
        if by is not None:
            use_second_signature(election, "close", by)
        move(election, Election.State.CLOSED)
        for board in [lock_board(board) for board in election.boards.all()]:
            move_board(board, Board.State.ENDED)
            append(board, voting.end_ballots_records(board.head, board.height + 1))
        _hide_row_versions(election)
        delete_voting_secrets(election)
        record("elections.poll_closed", election, by=by or "system")
        enqueue("elections.tally", by=by, election=election.pk)


def _hide_row_versions(election: Election) -> None:
    """Write every mark anew at once: PostgreSQL keeps with each row, as with each ballot, the transaction it is of."""
    if connection.vendor == "postgresql":
        MarkedRegister.objects.filter(board__election=election).update(voted_on=F("voted_on"))


def annul_poll(election: Election, reason: str, by: User) -> None:
    """Annul the poll for good, with a reason that is published; what its boards hold stays public."""
    with transaction.atomic():
        election = locked(election)
        if not reason.strip():
            raise ActionRefused(_("Say why the poll is annulled; the reason is published."), "reason")
        move(election, Election.State.ANNULLED)
        election.annulled_reason = reason
        election.save(update_fields=["annulled_reason"])
        ArmedPoll.objects.filter(election=election).delete()
        for board in election.boards.all():
            lock_board(board)  # so that no ballot that is on its way leaves a secret behind
        delete_voting_secrets(election)
        _hide_row_versions(election)
        record("elections.poll_annulled", election, by=by)


def delete_marked_register(election: Election, by: User | None) -> None:
    """Delete who has voted, once the result can no longer be challenged; the turnout figures stay."""
    with transaction.atomic():
        election = locked(election)
        latest = election.declarations.last()
        over = latest is not None and latest.declared_at + CHALLENGE_PERIOD <= timezone.now()
        if not over and election.state != Election.State.ANNULLED:
            raise ActionRefused(
                _(
                    "The marked register is evidence until {days} days after the declaration; then it is deleted."
                ).format(days=CHALLENGE_PERIOD.days)
            )
        deleted, _rows = MarkedRegister.objects.filter(board__election=election).delete()
        record("elections.marked_register_deleted", election, by=by or "system", rows=deleted)


def keep_times() -> None:
    """Open and close the armed polls whose time has come, and delete marked registers that have served.

    The worker calls this all the time.
    """
    now = timezone.now()
    armed = Election.objects.filter(armed__isnull=False)
    for election in armed.filter(state=Election.State.READY, opens_at__lte=now, closes_at__gt=now):
        _keep_time(election, open_poll)
    for election in armed.filter(state=Election.State.OPEN, closes_at__lte=now):
        _keep_time(election, close_poll)
    register = MarkedRegister.objects.filter(board__election=OuterRef("pk"))
    recent = Declaration.objects.filter(election=OuterRef("pk"), declared_at__gt=now - CHALLENGE_PERIOD)
    for election in Election.objects.filter(Exists(register), ~Exists(recent), state=Election.State.DECLARED):
        _keep_time(election, delete_marked_register)


def _keep_time(election: Election, act: Callable[[Election, None], None]) -> None:
    try:
        act(election, None)
    except ActionRefused as refusal:
        # What stands in the way is on the check-list; the officer, not the worker, can mend it.
        logger.warning("Election %s: %s", election.pk, refusal.sentence)


def _refuse_unmet(election: Election) -> None:
    if missing := checklist.unmet(election):
        raise ActionRefused(_("The poll cannot be opened yet: %(point)s.") % {"point": missing[0].name})
