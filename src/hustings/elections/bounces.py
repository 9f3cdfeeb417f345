"""Letters that come back: which letter a mail server's report is about, and what it says (RFC 3464).

Each letter of a notice bears a Message-ID that names its delivery, with a keyed hash so that nobody can make up a
report about a letter that they did not get. Out-of-office answers and replies are no reports.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from hustings.accounts.queries import organisation

_OURS = re.compile(r"<notice\.(\d{1,18})\.([0-9a-f]{32})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Report:
    """What a mail server says of one of our letters: the delivery, the digest of the report, its status and words."""

    delivery: int
    digest: str
    status: str
    diagnostic: str


def message_id(delivery: int) -> str:
    """Return the Message-ID of the letter of a delivery."""
    domain = (organisation().from_email or settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].rstrip(">") or "localhost"
    return f"<notice.{delivery}.{_token(str(delivery))}@{domain}>"


def _token(delivery: str) -> str:
    return salted_hmac("hustings.elections.bounces", delivery, algorithm="sha256").hexdigest()[:32]


def read(message: Message) -> Report | None:
    """Return what a message reports of a letter of ours that was given up; None if it is no such report."""
    if message.get_content_type() != "multipart/report":
        return None
    delivery = next((found for text in _headers_of_originals(message) if (found := _delivery(text))), None)
    failed = next((block for block in _recipients(message) if _word(block, "Action") == "failed"), None)
    if delivery is None or failed is None:
        return None
    status = _STATUS.search(str(failed.get("Status", "")))
    words = " ".join(str(failed.get("Diagnostic-Code", "")).partition(";")[2].split())
    digest = hashlib.sha256(message.as_bytes()).hexdigest()
    return Report(delivery, digest, status[0] if status else "5.0.0", _without_addresses(words)[:200])


def _headers_of_originals(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and isinstance(part.get_payload(), list):
            yield from (str(inner.get("Message-ID", "")) for inner in part.get_payload())
        elif part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            yield payload.decode(errors="replace") if isinstance(payload, bytes) else ""


def _delivery(text: str) -> int | None:
    found = _OURS.search(text)
    if found is None or not constant_time_compare(_token(found[1]), found[2]):
        return None
    return int(found[1])


def _recipients(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            yield from (block for block in part.get_payload() if isinstance(block, Message))


def _word(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip().lower()


def _without_addresses(words: str) -> str:
    """The server's words, without the address: that stands in the register, and only there."""
    return re.sub(r"<?[^\s<>]+@[^\s<>:;]+>?", "…", words)


def what_to_do(status: str) -> str:
    """Return what an officer does about a letter that came back with this status (RFC 3463)."""
    subject = status.partition(".")[2]
    if subject.startswith(("1.", "4.4")):
        return _("The address is wrong. Correct it in the register and try again, or print a letter.")
    if subject.startswith("2."):
        return _("The mailbox is full or shut. Try again in a day, or print a letter.")
    if subject.startswith("7."):
        return _(
            "The receiving server turns our mail away. Ask the operator to check the mail set-up, or print a letter."
        )
    if status.startswith("4"):
        return _("The receiving server could not be reached for days. Try again, or print a letter.")
    return _("Try again once. If it comes back again, ask the member for another address, or print a letter.")
