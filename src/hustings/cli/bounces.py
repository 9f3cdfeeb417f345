"""`hustings bounces`: note the letters that came back."""

import mailbox
import sys
from collections.abc import Iterable
from email import message_from_binary_file
from email.message import Message
from pathlib import Path

import click

from hustings.cli.installation import start_made


@click.command()
@click.argument("mailbox_file", required=False, type=click.Path(exists=True, path_type=Path))
def bounces(mailbox_file: Path | None) -> None:
    """Note which letters of notices came back.

    Reads MAILBOX_FILE (an mbox file, or a Maildir folder), or one message from the standard input, as a mail server
    hands it to a program. What is no report about a letter of ours is passed over. Nothing is counted twice.
    """
    start_made()
    from hustings.elections.actions.bounces import note_bounce
    from hustings.elections.bounces import read

    seen = noted = 0
    for message in _messages(mailbox_file):
        seen += 1
        report = read(message)
        noted += report is not None and note_bounce(report)
    click.echo(f"{seen} messages read, {noted} letters newly noted as come back.")


def _messages(source: Path | None) -> Iterable[Message]:
    if source is None:
        return [message_from_binary_file(sys.stdin.buffer)]
    return mailbox.Maildir(source, create=False) if source.is_dir() else mailbox.mbox(source, create=False)
