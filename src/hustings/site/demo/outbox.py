"""E-mail of the demonstration: kept as files in the data folder, shown on a page, sent to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


@dataclass(frozen=True)
class Letter:
    name: str
    to: str
    subject: str
    text: str


def folder() -> Path:
    path = Path(settings.DATA) / "outbox"
    path.mkdir(exist_ok=True)
    return path


class Outbox(BaseEmailBackend):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            # A counter would need a lock; the file's time gives the order.
            (folder() / f"{uuid4().hex}.eml").write_bytes(message.message().as_bytes())
        return len(messages)


def read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return Letter(path.stem, message["to"], message["subject"], body.get_content() if body else "")


def latest(limit: int, to: str = "") -> list[Letter]:
    """Return the newest letters first, of one recipient if `to` is given."""
    paths = sorted(folder().glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    found: list[Letter] = []
    for path in paths:
        letter = read(path)
        if to.lower() in letter.to.lower():
            found.append(letter)
        if len(found) == limit:
            break
    return found
