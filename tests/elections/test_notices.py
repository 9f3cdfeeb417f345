"""Notices over a real SMTP conversation: sent, refused, interrupted, tried again."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as installed
from django.utils import timezone
from tests.elections import polls

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections import letters, mailing
from hustings.elections.actions.notices import (
    change_notice,
    send_link_again,
    send_notice,
    send_to_oneself,
    try_again,
    write_notice,
)
from hustings.elections.letters import Letter
from hustings.elections.models import Board, Delivery, Election, Notice, PendingCredential
from hustings.elections.queries.notices import failures, progress, recipients, without_email
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending
from hustings.register.models import Member

LINK = re.compile(r"http\S+/vote/(\w+)/#(\S+)")


@dataclass
class Postbox:
    """A mail server on this machine: what it took, which addresses it refuses, and what it does on each letter."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    on_letter: Callable[[int], None] = lambda number: None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.on_letter(len(self.taken))
        return "250 OK"

    def addresses(self) -> list[str]:
        return [letter["To"] for letter in self.taken]


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        box = Postbox(port=free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.MAIL_PER_SECOND = 0
    yield box
    controller.stop()


def ready(count: int, **details: object) -> tuple[Notice, list[Member]]:
    """The notice with the voting link of a poll that is ready to open, and its electors."""
    members = polls.make_members(count)
    board = polls.ready_poll(members, **{"keep_credentials": False, **details})
    return board.election.notices.get(kind="credentials"), members


@pytest.mark.django_db
def test_everybody_gets_their_own_link_and_the_credential_is_deleted(
    organisation: Organisation, postbox: Postbox
) -> None:
    notice, members = ready(4)
    credentials = {each.member.email: each.credential for each in PendingCredential.objects.all()}
    send_notice(notice, polls.officer())
    run_pending()
    assert sorted(postbox.addresses()) == [member.email for member in members]
    board = Board.objects.get()
    for letter in postbox.taken:
        assert LINK.findall(letter.get_content()) == [(board.uuid, credentials[letter["To"]])]
        assert letter["From"] == "Society of Test Pilots <elections@pilots.example>"
        assert letter["Auto-Submitted"] == "auto-generated"
    public = voting.parse_setup(*board.records.order_by("position").values_list("body", flat=True)[:3]).weights
    assert {voting.public_credential("Ed25519", board.uuid, private) for private in credentials.values()} == set(public)
    assert not PendingCredential.objects.exists()
    standing = progress(notice)
    assert (standing.sent, standing.queued, standing.failed) == (4, 0, 0)
    assert Job.objects.get(task="elections.send_notice").result == {
        "sent": 4,
        "failed": 0,
        "url": f"/office/elections/{notice.election.slug}/notices/{notice.pk}/",
    }


@pytest.mark.django_db
def test_refused_address_is_listed_with_the_reason_and_tried_again(
    organisation: Organisation, postbox: Postbox
) -> None:
    notice, members = ready(3)
    postbox.refuses = {members[1].email: "550 No such mailbox here.", members[2].email: "450 Try later."}
    send_notice(notice, polls.officer())
    run_pending()
    assert postbox.addresses() == [members[0].email]
    listed = {delivery.member: delivery.error for delivery in failures(notice)}
    assert "No such mailbox here" in listed[members[1]]
    assert "put this off" in listed[members[2]]
    assert PendingCredential.objects.count() == 2
    postbox.refuses = {}
    Member.objects.filter(pk=members[1].pk).update(email="corrected@pilots.example")
    notice.refresh_from_db()
    try_again(notice, polls.officer())
    run_pending()
    assert sorted(postbox.addresses()) == ["corrected@pilots.example", members[0].email, members[2].email]
    assert not PendingCredential.objects.exists()
    notice.refresh_from_db()
    with pytest.raises(ActionRefused, match="every one has gone out"):
        try_again(notice, polls.officer())


@pytest.mark.django_db
def test_server_that_is_away_leaves_everything_waiting(
    organisation: Organisation, postbox: Postbox, settings: Any
) -> None:
    notice, members = ready(3)
    settings.EMAIL_PORT = 1
    send_notice(notice, polls.officer())
    run_pending()
    notice.refresh_from_db()
    assert "cannot be reached" in notice.job.error
    assert progress(notice).queued == 3
    assert PendingCredential.objects.count() == 3
    settings.EMAIL_PORT = postbox.port
    try_again(notice, polls.officer())
    run_pending()
    assert sorted(postbox.addresses()) == [member.email for member in members]


@pytest.mark.django_db
def test_connection_that_breaks_is_told_and_sending_goes_on(organisation: Organisation, postbox: Postbox) -> None:
    notice, members = ready(3)

    async def hang_up(server: Any, session: Any, envelope: Any) -> str:
        if not postbox.taken and envelope.rcpt_tos == [members[0].email]:
            server.transport.abort()
        return await Postbox.handle_DATA(postbox, server, session, envelope)

    postbox.handle_DATA = hang_up  # type: ignore[method-assign]
    send_notice(notice, polls.officer())
    run_pending()
    (failure,) = failures(notice)
    assert failure.member == members[0]
    assert "may have gone out" in failure.error
    assert progress(notice).sent == 2


@pytest.mark.django_db(transaction=True)
def test_program_killed_in_the_middle_sends_nobody_twice(
    organisation: Organisation, postbox: Postbox, database_address: str
) -> None:
    notice, members = ready(5)
    send_notice(notice, polls.officer())
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "HUSTINGS_DATABASE": database_address,
        "HUSTINGS_SMTP_HOST": "127.0.0.1",
        "HUSTINGS_SMTP_PORT": str(postbox.port),
        "HUSTINGS_MAIL_PER_SECOND": "0",
    }
    # The key that unseals the credentials lies in the data folder.
    program = (
        "import django, pathlib; django.setup(); from django.conf import settings; "
        f"settings.DATA = pathlib.Path({str(installed.DATA)!r}); "
        "from hustings.jobs.worker import run_pending; run_pending()"
    )
    worker = subprocess.Popen([sys.executable, "-c", program], env=environment)
    # The server has taken the third letter, and the program never hears of it.
    postbox.on_letter = lambda number: os.kill(worker.pid, signal.SIGKILL) if number == 3 else None
    assert worker.wait(timeout=60) == -signal.SIGKILL
    assert len(postbox.taken) == 3
    assert progress(notice).sent == 2
    postbox.on_letter = lambda number: None
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    run_pending()
    assert sorted(postbox.addresses()) == [member.email for member in members]
    standing = progress(notice)
    assert (standing.sent, standing.failed) == (4, 1)
    (unknown,) = failures(notice)
    assert unknown.member == members[2]
    assert "may have gone out" in unknown.error
    assert PendingCredential.objects.get().member == members[2]


@pytest.mark.django_db
def test_letters_go_out_no_faster_than_agreed(organisation: Organisation, postbox: Postbox, settings: Any) -> None:
    notice, _members = ready(4)
    settings.MAIL_PER_SECOND = 20
    send_notice(notice, polls.officer())
    begun = timezone.now()
    run_pending()
    assert timezone.now() - begun >= timedelta(seconds=3 / 20)
    assert len(postbox.taken) == 4


@pytest.mark.django_db
def test_notice_goes_to_oneself_first_without_a_credential(organisation: Organisation, postbox: Postbox) -> None:
    notice, _members = ready(2)
    Notice.objects.update(previewed_at=None)
    officer = polls.officer()
    with pytest.raises(ActionRefused, match="yourself first"):
        send_notice(notice, officer)
    send_to_oneself(notice, officer)
    assert postbox.addresses() == [officer.email]
    assert LINK.findall(postbox.taken[0].get_content()) == [(Board.objects.get().uuid, letters.SAMPLE_CREDENTIAL)]
    assert PendingCredential.objects.count() == 2
    send_notice(notice, officer)
    with pytest.raises(ActionRefused, match="sent already"):
        send_notice(notice, officer)
    with pytest.raises(ActionRefused, match="no longer be changed"):
        change_notice(notice, "Other", "{link}", officer)


@pytest.mark.django_db
def test_changed_words_must_be_previewed_again(organisation: Organisation) -> None:
    notice, _members = ready(1)
    assert change_notice(notice, "Vote now", "Here: {link}", polls.officer()).previewed_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "state", "sent"),
    [
        ("credentials", "draft", False),
        ("credentials", "ready", True),
        ("credentials", "open", True),
        ("credentials", "closed", False),
        ("reminder", "ready", False),
        ("closing_soon", "open", True),
        ("result", "tallied", False),
        ("result", "declared", True),
    ],
)
def test_kinds_are_sent_only_in_their_time(organisation: Organisation, kind: str, state: str, sent: bool) -> None:
    board = polls.open_board(polls.make_members(2))
    Notice.objects.update(kind=kind)
    Election.objects.update(state=state)
    notice = Notice.objects.get()
    if sent:
        assert send_notice(notice, polls.officer()).task == "elections.send_notice"
        assert progress(notice).queued == 2
    else:
        with pytest.raises(ActionRefused, match="is sent while the election is"):
            send_notice(notice, polls.officer())
        assert not board.election.notices.get().deliveries.exists()


@pytest.mark.django_db
def test_reminder_goes_to_those_who_have_not_voted(organisation: Organisation, postbox: Postbox) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members)
    polls.vote(board, members[1])
    officer = polls.officer()
    draft = letters.draft("reminder")
    notice = write_notice(board.election, "reminder", draft.subject, draft.body, officer)
    send_to_oneself(notice, officer)
    send_notice(notice, officer)
    run_pending()
    assert sorted(postbox.addresses()) == [members[0].email, members[2].email, officer.email]
    text = postbox.taken[-1].get_content()
    assert f"/elections/{board.election.slug}/" in text
    assert "#" not in text
    assert "{" not in text


@pytest.mark.django_db
def test_members_without_an_address_are_listed_and_not_written_to(organisation: Organisation) -> None:
    members = polls.make_members(3)
    Member.objects.filter(pk=members[0].pk).update(email="")
    notice = polls.ready_poll(members).election.notices.get()
    send_notice(notice, polls.officer())
    assert list(without_email(notice.election, "credentials")) == [members[0]]
    assert set(notice.deliveries.values_list("member", flat=True)) == {members[1].pk, members[2].pk}
    assert recipients(notice.election, "result").count() == 3


@pytest.mark.django_db
def test_lost_link_is_sent_again_only_if_it_was_kept(organisation: Organisation, postbox: Postbox) -> None:
    notice, members = ready(2, keep_credentials=True)
    officer = polls.officer()
    with pytest.raises(ActionRefused, match="has been sent to this member yet"):
        send_link_again(notice.election, members[0], officer)
    send_notice(notice, officer)
    run_pending()
    send_link_again(notice.election, members[0], officer)
    run_pending()
    first, *_others, last = postbox.taken
    assert last["To"] == members[0].email
    assert last.get_content() == first.get_content()
    Election.objects.update(keep_credentials=False)
    PendingCredential.objects.all().delete()
    with pytest.raises(ActionRefused, match="was deleted from this server"):
        send_link_again(notice.election, members[0], officer)


@pytest.mark.django_db
def test_member_taken_off_meanwhile_gets_no_link(organisation: Organisation, postbox: Postbox) -> None:
    notice, members = ready(2)
    send_notice(notice, polls.officer())
    PendingCredential.objects.filter(member=members[0]).delete()
    run_pending()
    assert postbox.addresses() == [members[1].email]
    assert "not kept" in failures(notice).get().error


@pytest.mark.django_db
def test_address_that_no_mail_can_carry_fails_alone(organisation: Organisation, postbox: Postbox) -> None:
    notice, members = ready(2)
    Member.objects.filter(pk=members[0].pk).update(email="m1@pilots.example\nBcc: all@pilots.example")
    send_notice(notice, polls.officer())
    run_pending()
    assert postbox.addresses() == [members[1].email]
    assert "not one that mail can be sent to" in failures(notice).get().error


@pytest.mark.django_db
def test_name_with_line_breaks_adds_no_header(organisation: Organisation, postbox: Postbox) -> None:
    ready(1)
    Notice.objects.update(subject="For {name}")
    Member.objects.update(name="Ann\r\nBcc: all@pilots.example")
    send_notice(Notice.objects.get(), polls.officer())
    run_pending()
    assert postbox.taken[0]["Subject"] == "For Ann Bcc: all@pilots.example"
    assert postbox.taken[0]["Bcc"] is None


@pytest.mark.parametrize(
    ("kind", "subject", "body", "field"),
    [
        ("credentials", "Vote", "No link", "body"),
        ("result", "Result", "No link", "body"),
        ("credentials", "Vote {link}", "{link}", "subject"),
        ("reminder", "Hello {nmae}", "text", "subject"),
        ("reminder", "Hello", "{name.__class__} {0} {}", "body"),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused(kind: str, subject: str, body: str, field: str) -> None:
    assert field in [name for name, _sentence in letters.faults(kind, subject, body)]


@pytest.mark.parametrize("kind", Notice.Kind.values)
def test_first_drafts_have_no_fault(kind: str) -> None:
    draft = letters.draft(kind)
    assert letters.faults(kind, draft.subject, draft.body) == []


@pytest.mark.django_db
def test_two_notices_with_the_voting_link_are_refused(organisation: Organisation) -> None:
    notice, _members = ready(1)
    with pytest.raises(ActionRefused, match="voting link already"):
        write_notice(notice.election, "credentials", "Vote", "{link}", polls.officer())


@pytest.mark.django_db
def test_letter_from_a_sender_the_server_refuses_is_not_sent(
    organisation: Organisation, postbox: Postbox, returning_officer: User
) -> None:
    async def refuse(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        return "550 Not from here."

    postbox.handle_MAIL = refuse  # type: ignore[attr-defined]
    with pytest.raises(ActionRefused, match=r"does not take mail from .*Not from here"):
        mailing.send(Letter("Subject", "Text"), returning_officer.email)
    assert Delivery.objects.count() == 0
