"""`hustings check-mail`: letters sent to a real mail server, and letters judged by what a name server tells."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC
from email.message import Message
from email.utils import format_datetime
from pathlib import Path

import dkim
import dns.message
import dns.rrset
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Receiver
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from hustings.cli import check_mail, installation
from hustings.site.rehearsal.serving import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]
HOME = "pilots.example"  # the domain of the organisation
KEY = f"vote._domainkey.{HOME}"
GOOD = {HOME: ["v=spf1 mx -all"], f"_dmarc.{HOME}": ["v=DMARC1; p=reject"]}


class Inbox(Receiver):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@pytest.fixture
def inbox(settings) -> Iterator[Inbox]:
    inbox = Inbox()
    port = free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield inbox
    server.stop()


class Names(socketserver.BaseRequestHandler):
    """Answers with the TXT records in `server.records`, cut into strings as long ones are."""

    def handle(self) -> None:
        data, reply = self.request
        answer = dns.message.make_response(dns.message.from_wire(data))
        name = answer.question[0].name
        for text in self.server.records.get(str(name).rstrip("."), []):  # type: ignore[attr-defined]
            parts = " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", parts))
        reply.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def names() -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The address of a name server, and the records that it tells."""
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Names) as server:
        server.records = dict(GOOD)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}", server.records  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def keys() -> list[tuple[bytes, str]]:
    """Two keys of 2048 bits and one of 1024, each with the record that publishes it."""
    made = []
    for bits in (2048, 2048, 1024):
        key = rsa.generate_private_key(65537, bits)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        made.append((private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"))
    return made


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation of the test is loaded already."""
    monkeypatch.setattr(check_mail, "start_made", installation.check_database)


def signed(key: bytes, signer: str = HOME, returns_to: str = HOME) -> bytes:
    """Return a letter as it arrives, signed on its way."""
    now = format_datetime(timezone.now())
    written = format_datetime(timezone.make_naive(timezone.now(), UTC))  # “-0000”, as Django writes it
    head = f"From: Pilots <elections@{HOME}>\r\nTo: me@far.example\r\nSubject: A test\r\nDate: {written}\r\n"
    letter = f"{head}\r\nThis arrived.\r\n".encode()
    signature = dkim.sign(letter, b"vote", signer.encode(), key, include_headers=[b"from", b"to", b"subject", b"date"])
    arrived = f"Return-Path: <bounces@{returns_to}>\r\nReceived: from a by b; {now}\r\n"
    return arrived.encode() + signature + letter


def call(*arguments: str, letter: bytes | None = None) -> Result:
    return CliRunner().invoke(check_mail.check_mail, list(arguments), input=letter)


def test_letter_arrives_from_the_organisation_whose_records_are_read(inbox: Inbox, names) -> None:
    told = call("me@far.example", "--dns", names[0])
    assert told.exit_code == 0, told.output
    (letter,) = inbox.letters
    assert (letter["To"], letter["From"]) == ("me@far.example", f"elections@{HOME}")
    assert "good   SPF: “v=spf1 mx -all”" in told.output
    assert f"good   DMARC: _dmarc.{HOME} says p=reject" in told.output


def test_mail_server_that_is_away_is_named(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    told = call("me@far.example")
    assert told.exit_code == 1
    assert "127.0.0.1:1 did not take the letter" in told.output


def test_letter_signed_and_aligned_is_good(names, keys) -> None:
    server, records = names
    records[KEY] = [keys[0][1]]
    told = call("--arrived", "-", "--dns", server, letter=signed(keys[0][0]))
    assert told.exit_code == 0, told.output
    assert f"signed by {HOME} with the key {KEY}; the signature is right, and aligned with {HOME}" in told.output
    assert "good   Received: 0 s after it was written" in told.output
    assert "WRONG" not in told.output


def test_letter_may_be_signed_by_a_subdomain_unless_the_domain_is_strict(names, keys) -> None:
    server, records = names
    records[f"vote._domainkey.mail.{HOME}"] = [keys[0][1]]
    letter = signed(keys[0][0], signer=f"mail.{HOME}")
    assert call("--arrived", "-", "--dns", server, letter=letter).exit_code == 0
    records[f"_dmarc.{HOME}"] = ["v=DMARC1; p=reject; adkim=s"]
    strict = call("--arrived", "-", "--dns", server, letter=letter)
    assert f"mail.{HOME} signed, and the letter comes from {HOME}: that is not aligned" in strict.output
    assert strict.exit_code == 1


def test_each_thing_wrong_with_a_letter_is_told(names, keys) -> None:
    server, records = names
    (private, public), (_, other), (short, short_public) = keys
    letter = signed(private)
    unsigned = letter.replace(b"DKIM-Signature:", b"X-Was:")
    far = signed(private, signer="far.example")
    judged = b"Authentication-Results: mx.far.example; dkim=pass; spf=fail; dmarc=pass\r\n" + letter
    cases = [
        (letter, [], f"the key is not published: there is no record (TXT) {KEY}"),
        (letter, [other], "the signature is false"),
        (letter, ["v=DKIM1; p="], f"the key {KEY} has been withdrawn"),
        (letter, ["v=DKIM1; p=MIIB"], f"the record {KEY} is no key"),
        (letter, [f"t=y; {public}".replace("t=y; v=DKIM1;", "v=DKIM1; t=y;")], "says t=y (a test)"),
        (letter.replace(b"This arrived", b"This was changed"), [public], "the text is not what was signed"),
        (letter.replace(b"A test", b"Another"), [public], "the signature is false"),
        (unsigned, [public], "the letter is not signed"),
        (signed(short), [short_public], "with only 1024 bits"),
        (far, [public], f"far.example signed, and the letter comes from {HOME}: that is not aligned"),
        (signed(private, returns_to="far.example"), [public], "Return-Path: letters come back to far.example"),
        (letter.partition(b"Received")[2].partition(b"\n")[2], [public], "does not say when it arrived"),
        (letter.replace(b"<elections@", b"<other@"), [public], f"this installation writes as elections@{HOME}"),
        (judged, [public], "mx.far.example, which received it, says dkim=pass, dmarc=pass, spf=fail"),
        (b"Hello\n", [public], "This is no letter with its headers"),
    ]
    records["vote._domainkey.far.example"] = [public]
    for text, record, sentence in cases:
        records[KEY] = record
        told = call("--arrived", "-", "--dns", server, letter=text)
        assert "WRONG" in told.output, sentence
        assert sentence in told.output
        assert told.exit_code == 1


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ({HOME: []}, f"SPF: {HOME} does not say which servers send its mail"),
        ({HOME: ["v=spf1 a -all", "v=spf1 mx -all"]}, f"SPF: {HOME} has 2 records"),
        ({HOME: ["v=spf1 +all"]}, "lets every server send"),
        ({f"_dmarc.{HOME}": []}, f"DMARC: {HOME} does not say what to do with forged letters"),
        ({f"_dmarc.{HOME}": ["v=DMARC1; rua=mailto:a@b.example"]}, "has no p=none"),
    ],
)
def test_each_thing_wrong_with_the_records_is_told(inbox: Inbox, names, records, sentence: str) -> None:
    names[1].update(records)
    told = call("me@far.example", "--dns", names[0])
    assert sentence in told.output
    assert told.exit_code == 1


def test_name_server_that_is_away_is_no_fault_of_the_domain(keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.cli.mail_records.ANSWER_SECONDS", 0.2)
    told = call("--arrived", "-", "--dns", f"127.0.0.1:{free_port()}", letter=signed(keys[0][0]))
    assert "No name server told the records of" in told.output
    assert "WRONG" not in told.output
    assert "is no address of a name server" in call("me@far.example", "--dns", "ns.example").output


def test_letter_is_read_from_a_file(names, keys, tmp_path: Path) -> None:
    server, records = names
    records[KEY] = [keys[0][1]]
    file = tmp_path / "letter.eml"
    file.write_bytes(b"From elections Mon Nov 23 01:00:00 2026\n" + signed(keys[0][0]).replace(b"\r\n", b"\n"))
    told = call("--arrived", str(file), "--dns", server)
    assert told.exit_code == 0, told.output
