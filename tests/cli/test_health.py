"""`hustings health`, its page, and `hustings check-mail`, which sends to a real mail server."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Receiver
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from hustings.accounts.models import Organisation
from hustings.cli import check_mail, health, installation
from hustings.jobs.models import Job

pytestmark = pytest.mark.django_db


class Inbox(Receiver):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@pytest.fixture
def inbox(settings) -> Iterator[Inbox]:
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield inbox
    server.stop()


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation of the test is loaded already."""
    for module in (health, check_mail):
        monkeypatch.setattr(module, "start_made", installation.check_database)


def test_health_is_good_until_work_waits_with_no_worker(client: Client) -> None:
    assert client.get("/health/").content == b"ok\n"
    assert CliRunner().invoke(health.health).exit_code == 0
    Job.objects.create(task="tests.none", created_at=timezone.now() - timedelta(minutes=20))
    assert client.get("/health/").status_code == 503
    told = CliRunner().invoke(health.health)
    assert told.exit_code == 1
    assert "Work has waited for 20 minutes" in told.output
    Job.objects.create(task="tests.other", state=Job.State.RUNNING, heartbeat_at=timezone.now())
    assert client.get("/health/").status_code == 200


def test_letter_of_the_self_test_arrives_from_the_organisation(organisation: Organisation, inbox: Inbox) -> None:
    told = CliRunner().invoke(check_mail.check_mail, ["me@pilots.example"])
    assert told.exit_code == 0, told.output
    (letter,) = inbox.letters
    assert (letter["To"], letter["From"]) == ("me@pilots.example", "elections@pilots.example")


def test_mail_server_that_is_away_is_named(organisation: Organisation, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    told = CliRunner().invoke(check_mail.check_mail, ["me@pilots.example"])
    assert told.exit_code == 1
    assert "127.0.0.1:1 did not take the letter" in told.output


def test_domain_is_judged_by_its_records(monkeypatch: pytest.MonkeyPatch) -> None:
    records = {"a.example": ["v=spf1 mx -all"], "_dmarc.a.example": []}
    monkeypatch.setattr(check_mail, "_texts", records.get)
    spf, dmarc, dkim = check_mail.what_the_domain_says("a.example")
    assert "v=spf1 mx -all" in spf
    assert "Add a record _dmarc.a.example" in dmarc
    assert "dkim=pass" in dkim
    assert "were not read" in check_mail.what_the_domain_says("b.example")[0]
