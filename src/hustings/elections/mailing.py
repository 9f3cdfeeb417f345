"""Handing letters to the mail server: one at a time, no faster than agreed, nobody twice.

Each letter is marked before it is handed over and again after the server took it. If the program is stopped between
the two, nobody can know whether the letter went out (SMTP has no way to ask), so it is not sent again by itself: it is
listed as failed with that reason, and an officer decides.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formataddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.queries import organisation
from hustings.elections import bounces, letters
from hustings.elections.actions.credentials import pending_credentials
from hustings.elections.letters import Letter
from hustings.elections.models import Board, Delivery, Election, Notice, PendingCredential
from hustings.elections.queries.notices import progress
from hustings.franchise.queries import electors

State = Delivery.State
BATCH = 200


class ServerAway(ActionRefused):
    """The mail server cannot be reached or takes nothing from us: going on would fail for everybody."""


class LetterRefused(ActionRefused):
    """This one letter cannot be sent."""


def send_queued(notice: Notice, report: Callable[[int, int], None]) -> None:
    """Send every waiting letter of `notice`. Can be stopped anywhere and called again."""
    notice.deliveries.filter(state=State.SENDING).update(
        state=State.FAILED,
        error=_("The program was stopped while this was being handed over; it may have gone out."),
    )
    with translation.override(organisation().language), _connection() as connection:
        pace = _pace(settings.MAIL_PER_SECOND)
        standing = progress(notice)
        done = standing.total - standing.queued
        while batch := list(notice.deliveries.filter(state=State.QUEUED).select_related("member")[:BATCH]):
            links = _links(notice, [delivery.member_id for delivery in batch])
            for delivery in batch:
                report(done, standing.total)
                next(pace)
                _send_one(notice, delivery, links.get(delivery.member_id), connection)
                done += 1


def send(letter: Letter, address: str) -> None:
    """Send one letter at once; raises ActionRefused with the reason if it cannot be sent."""
    with _connection() as connection:
        _hand_over(letter, address, connection)


def _send_one(notice: Notice, delivery: Delivery, link: str | None, connection: BaseEmailBackend) -> None:
    mine = Delivery.objects.filter(pk=delivery.pk)
    if not mine.filter(state=State.QUEUED).update(state=State.SENDING, error=""):
        return
    member = delivery.member
    try:
        if link is None:
            raise LetterRefused(_("Their credential has been sent already and is not kept, or they left the roll."))
        letter = letters.letter(notice, member.name, member.number, link)
        _hand_over(letter, member.email, connection, bounces.message_id(delivery.pk))
    except LetterRefused as refusal:
        mine.update(state=State.FAILED, error=refusal.sentence[:300])
        return
    except ServerAway:
        mine.update(state=State.QUEUED)
        raise
    with transaction.atomic():
        mine.update(state=State.SENT, sent_at=timezone.now())
        if notice.kind == Notice.Kind.CREDENTIALS and not notice.election.keep_credentials:
            PendingCredential.objects.filter(election=notice.election, member=member).delete()


def _links(notice: Notice, members: list[int]) -> dict[int, str]:
    """Return the link that each of these members gets; those who can get none are left out."""
    if notice.kind != Notice.Kind.CREDENTIALS:
        return dict.fromkeys(members, letters.page_link(notice))
    boards_of: dict[int, list[Board]] = {}
    for board in notice.election.boards.select_related("roll").prefetch_related("contests"):
        for member in electors(board.roll).filter(member__in=members).values_list("member_id", flat=True):
            boards_of.setdefault(member, []).append(board)
    if notice.election.credential_mode == Election.CredentialMode.AUTHORITY:
        return {member: letters.voting_links(boards, "") for member, boards in boards_of.items()}
    credentials = pending_credentials(notice.election, members)
    return {
        member: letters.voting_links(boards, credentials[member])
        for member, boards in boards_of.items()
        if member in credentials
    }


@contextmanager
def _connection() -> Iterator[BaseEmailBackend]:
    connection = get_connection()
    try:
        yield connection
    finally:
        connection.close()


def _hand_over(letter: Letter, address: str, connection: BaseEmailBackend, message_id: str = "") -> None:
    if not address:
        raise LetterRefused(_("The register has no e-mail address for this member."))
    house = organisation()
    sender = formataddr((" ".join(house.name.split()), house.from_email or settings.DEFAULT_FROM_EMAIL))
    message = EmailMessage(
        letter.subject,
        letter.body,
        sender,
        [address],
        headers={"Auto-Submitted": "auto-generated"} | ({"Message-ID": message_id} if message_id else {}),
        connection=connection,
    )
    _reach(connection)
    try:
        connection.send_messages([message])
    except SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise LetterRefused(_refusal(code, answer)) from error
    except SMTPSenderRefused as error:
        connection.close()
        raise ServerAway(
            _("The mail server does not take mail from {sender}: {answer}. Correct the sender's address.").format(
                sender=sender, answer=_words(error.smtp_error)
            )
        ) from error
    except SMTPDataError as error:
        raise LetterRefused(_refusal(error.smtp_code, error.smtp_error)) from error
    except (SMTPException, OSError) as error:
        connection.close()
        raise LetterRefused(
            _("The connection broke while this was being handed over; it may have gone out.")
        ) from error
    except (ValueError, UnicodeError) as error:
        raise LetterRefused(_("The address in the register is not one that mail can be sent to.")) from error


def _reach(connection: BaseEmailBackend) -> None:
    """Make sure the server listens before a letter is handed over, so that an idle hang-up costs no letter."""
    smtp = getattr(connection, "connection", None)
    try:
        if smtp is not None and smtp.noop()[0] == 250:
            return
    except (SMTPException, OSError):
        pass
    try:
        connection.close()
        connection.open()
    except (SMTPException, OSError) as error:
        raise ServerAway(
            _("The mail server cannot be reached ({error}). What was not sent waits; try again later.").format(
                error=error
            )
        ) from error


def _refusal(code: int, answer: bytes | str) -> str:
    if code < 500:
        return _("The mail server put this off: {answer}. Try again later.").format(answer=_words(answer))
    return _("The mail server refused this: {answer}. Check the address.").format(answer=_words(answer))


def _words(answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split()).rstrip(".")[:200]


def _pace(per_second: float) -> Iterator[None]:
    """Yield no more often than `per_second` times in a second; 0 means as fast as the server takes them."""
    due = time.monotonic()
    while True:
        time.sleep(max(0.0, due - time.monotonic()))
        due = max(due, time.monotonic()) + (1 / per_second if per_second else 0)
        yield
