"""Letters that come back: real forms of mail servers' reports, and what must not be taken for one."""

import mailbox
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from tests.elections import polls

from hustings.accounts.models import Organisation
from hustings.cli import bounces as verb
from hustings.elections import bounces
from hustings.elections.actions.bounces import note_bounce
from hustings.elections.models import Bounce, Delivery, Notice

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@mx.example
To: elections@pilots.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; m1@pilots.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <m1@pilots.example>: no such user

--B
Content-Type: {original}

From: elections@pilots.example
Message-ID: {message_id}
Subject: Vote

--B--
"""


@pytest.fixture
def delivery(organisation: Organisation) -> Delivery:
    board = polls.ready_poll(polls.make_members(1))
    notice = Notice.objects.get(election=board.election)
    member = board.roll.entries.get().member
    return Delivery.objects.create(notice=notice, member=member, state="sent")


def report(delivery: Delivery, **changes: str) -> Message:
    values = {
        "action": "failed",
        "status": "5.1.1",
        "original": "text/rfc822-headers",
        "message_id": bounces.message_id(delivery.pk),
    }
    return message_from_string(REPORT.format(**{**values, **changes}))


@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
def test_report_is_read_whether_it_holds_the_headers_or_the_whole_letter(original: str, delivery: Delivery) -> None:
    read = bounces.read(report(delivery, original=original))
    assert read and (read.delivery, read.status) == (delivery.pk, "5.1.1")
    assert read.diagnostic == "550 5.1.1 …: no such user"
    assert note_bounce(read)
    assert not note_bounce(read)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("bounced", "It came back (5.1.1): 550 5.1.1 …: no such user")
    assert Bounce.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "relayed"},
        {"message_id": "<notice.1.00000000000000000000000000000000@pilots.example>"},
        {"message_id": "<another@pilots.example>"},
        {"original": "text/plain"},
    ],
)
def test_what_is_not_given_up_or_not_ours_is_passed_over(changes: dict[str, str], delivery: Delivery) -> None:
    assert bounces.read(report(delivery, **changes)) is None


def test_out_of_office_answer_and_nonsense_are_no_reports(delivery: Delivery) -> None:
    answer = f"From: m1@pilots.example\nIn-Reply-To: {bounces.message_id(delivery.pk)}\n\nI am away."
    for text in (answer, "", "Content-Type: multipart/report\n\nno parts", "\x00\xff"):
        assert bounces.read(message_from_string(text)) is None


def test_letters_bear_the_number_that_the_report_gives_back(delivery: Delivery, settings: object) -> None:
    message_id = bounces.message_id(delivery.pk)
    assert message_id.startswith(f"<notice.{delivery.pk}.") and message_id.endswith("@pilots.example>")


def test_command_reads_a_mailbox_and_one_message_from_the_input(
    delivery: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verb, "start_made", lambda: None)
    box = mailbox.mbox(tmp_path / "returned")
    box.add(report(delivery))
    box.add(message_from_string("Subject: Hello\n\nNo report."))
    box.flush()
    done = CliRunner().invoke(verb.bounces, [str(tmp_path / "returned")])
    assert done.output == "2 messages read, 1 letters newly noted as come back.\n"
    done = CliRunner().invoke(verb.bounces, input=report(delivery, status="5.2.2").as_bytes())
    assert done.output == "1 messages read, 1 letters newly noted as come back.\n"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "address is wrong"),
        ("5.4.4", "address is wrong"),
        ("4.2.2", "mailbox is full"),
        ("5.7.1", "turns our mail away"),
        ("4.4.7", "could not be reached"),
        ("5.0.0", "Try again once"),
        ("", "Try again once"),
    ],
)
def test_status_says_what_to_do(status: str, words: str) -> None:
    assert words in bounces.what_to_do(status)


def test_undelivered_letters_are_listed_with_what_to_do(delivery: Delivery) -> None:
    read = bounces.read(report(delivery))
    assert read
    note_bounce(read)
    client = Client()
    client.force_login(polls.officer())
    page = client.get(f"/office/elections/{delivery.notice.election.slug}/notices/undelivered/").content.decode()
    assert "1 letter was refused or came back." in page
    assert "The address is wrong. Correct it in the register" in page
    assert (
        "1 letter could not be delivered"
        in client.get(f"/office/elections/{delivery.notice.election.slug}/notices/").content.decode()
    )
