"""Accepting a ballot: every check first, then one transaction, and only then the receipt."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.queries import in_zone, local
from hustings.audit.log import record
from hustings.elections import receipts, signing
from hustings.elections.actions.bonds import bind
from hustings.elections.actions.chains import append, lock_board
from hustings.elections.models import Board, BoardBallot, Election, MarkedRegister, TurnoutHour
from hustings.elections.queries.boards import event_hash, setup
from hustings.register.models import Member


class PollNotOpen(ActionRefused):
    """No ballot is taken now."""


class NotOnRoll(ActionRefused):
    """This member is not an elector of this poll."""


@dataclass(frozen=True)
class Receipt:
    """What the voter keeps. `statement` is the exact text that `signature` (Base64) signs."""

    tracking_number: str
    height: int
    head: str
    received: str
    board: str
    statement: str
    signature: str
    revote: bool


def cast(board: Board, member: Member, ballot: str) -> Receipt:
    """Accept a member's ballot onto the board.

    A ballot that is on the board already was sent again because the answer was lost: it is not taken twice, and its
    receipt is given again, also after the poll closed. Raises PollNotOpen, NotOnRoll, or voting.BallotRefused with
    the name of the failed check; an earlier ballot of the same credential then counts as before.
    """
    on_roll = MarkedRegister.objects.filter(board=board, entry__member=member).exists()
    if on_roll and (receipt := _receipt_given_again(board, voting.tracking_number(ballot))):
        return receipt
    refuse_unless_open(board.election)
    refuse_unless_elector(board, member)
    # The costly part, outside the transaction: while one ballot is checked, others are appended.
    checked = voting.check_ballot(setup(board), ballot)
    with transaction.atomic():
        board = lock_board(board)
        now = timezone.now()
        refuse_unless_open(Election.objects.get(pk=board.election_id), now)
        if receipt := _receipt_given_again(board, checked.tracking_number):
            return receipt
        if board.challenged_ballots.filter(tracking_number=checked.tracking_number).exists():
            raise voting.BallotRefused(
                "challenged", _("You had this ballot shown to you, so it can no longer be cast. Make a new one.")
            )
        bind(board, member, checked.credential)
        append(board, voting.ballot_records(board.head, board.height + 1, checked.text))
        BoardBallot.objects.create(
            board=board,
            height=board.height,
            credential=checked.credential,
            weight=checked.weight,
            tracking_number=checked.tracking_number,
        )
        first = MarkedRegister.objects.filter(board=board, entry__member=member, voted_on=None)
        revote = not first.update(voted_on=local(now).date())
        _count_turnout(board, now, revote)
        # An exact time would date the ballot, and with what else is logged say whose it may be.
        record("elections.ballot_accepted", board, by=None, to_the_hour=True)
    return _receipt(board, checked.tracking_number, board.height, board.head, revote)


def refuse_unless_elector(board: Board, member: Member) -> None:
    """Raise NotOnRoll for a member who is not an elector of this board."""
    if not MarkedRegister.objects.filter(board=board, entry__member=member).exists():
        raise NotOnRoll(_("You are not on the roll of this poll."))


def refuse_unless_open(election: Election, now: datetime | None = None) -> None:
    """Raise PollNotOpen, with the reason, unless the poll takes ballots now."""
    now = now or timezone.now()
    opens, closes = election.opens_at, election.closes_at
    if election.state == Election.State.OPEN and opens and closes and opens <= now < closes:
        return
    if election.state == Election.State.ANNULLED:
        raise PollNotOpen(_("This poll was annulled, so it takes no ballots."))
    if closes and now >= closes:
        raise PollNotOpen(
            _("The poll closed on %(when)s, so your ballot was not accepted.") % {"when": in_zone(closes)}
        )
    if opens and now < opens:
        raise PollNotOpen(_("The poll opens on %(when)s. Come back then.") % {"when": in_zone(opens)})
    raise PollNotOpen(_("The poll is not open, so your ballot was not accepted."))


def _count_turnout(board: Board, now: datetime, revote: bool) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    TurnoutHour.objects.get_or_create(board=board, hour=hour)
    TurnoutHour.objects.filter(board=board, hour=hour).update(
        ballots=F("ballots") + 1, voters=F("voters") + (0 if revote else 1)
    )


def _receipt_given_again(board: Board, tracking_number: str) -> Receipt | None:
    ballot = board.ballots.filter(tracking_number=tracking_number).first()
    head = event_hash(board, ballot.height) if ballot else None
    if ballot is None or head is None:
        return None
    revote = board.ballots.filter(credential=ballot.credential, height__lt=ballot.height).exists()
    return _receipt(board, tracking_number, ballot.height, head, revote)


def _receipt(board: Board, tracking_number: str, height: int, head: str, revote: bool) -> Receipt:
    """Note that the receipt goes out, and sign it; by then its ballot is durably on the board."""
    receipts.note(board.uuid, height, head)
    fields = {
        "tracking_number": tracking_number,
        "height": height,
        "head": head,
        "received": timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
        "board": board.uuid,
    }
    statement = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return Receipt(**fields, statement=statement, signature=signing.sign("receipts", statement), revote=revote)
