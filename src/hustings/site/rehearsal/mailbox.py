"""The electors' mailboxes: a real SMTP server on this machine that keeps each address's letters."""

import asyncio
import re
import time
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

WAIT_SECONDS = 30.0


class NoLetterError(Exception):
    """A letter that must come did not come."""


def _box(folder: Path, address: str) -> Path:
    return folder / sha256(address.lower().encode()).hexdigest()


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - SMTP's verb
        message = message_from_bytes(envelope.content, policy=policy.default)
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        for address in envelope.rcpt_tos:
            await asyncio.to_thread(_append, _box(self.folder, address), text)
        return "250 OK"


def _append(box: Path, text: str) -> None:
    with box.open("a", encoding="utf-8") as file:
        file.write(text)


def open_office(folder: Path, port: int) -> Controller:
    """Start the SMTP server; letters are kept in `folder`. The caller stops it."""
    office = Controller(_Keeper(folder), hostname="127.0.0.1", port=port)
    office.start()
    return office


def latest(folder: Path, address: str, pattern: str, after: int = 0) -> tuple[re.Match[str], int]:
    """Wait for a letter to `address` that matches, and return the last match with the length of the box.

    `after` leaves out what the box held at that length. Raises NoLetterError.
    """
    box, until = _box(folder, address), time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        text = box.read_text(encoding="utf-8") if box.exists() else ""
        if found := list(re.finditer(pattern, text[after:])):
            return found[-1], len(text)
        time.sleep(0.02)
    raise NoLetterError(f"No letter to {address} came within {WAIT_SECONDS:.0f} seconds.")
