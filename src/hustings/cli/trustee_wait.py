"""hustings trustee wait: whether what a trustee handed in is on its board yet."""

import tempfile
import time
from pathlib import Path

import click

from hustings.cli.boards import NotReached, download, read_site
from hustings.cli.keepsakes import read_text
from hustings.voting import VotingError
from hustings.voting.archive import read_archive
from hustings.voting.board import read_event
from hustings.voting.digests import sha256_base64, sha256_hex

# The events after which a board takes no more of what a file holds, by the first field of the file.
TOO_LATE = {"ciphertexts": ("EndShuffles", "PartialDecryption", "Result"), "decryption_factors": ("Result",)}


@click.command()
@click.argument("url")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--every", type=click.IntRange(1), default=30, show_default=True, help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Look once and end.")
def wait(url: str, file: Path, every: int, once: bool) -> None:
    """Wait until the shuffle or share in FILE is on the board at URL, where it stands only after it was checked.

    The exit status is 0 then, and 1 if the board has gone on without it or, with --once, does not have it yet.
    """
    text = read_text(file).strip()
    late = next((events for field, events in TOO_LATE.items() if text.startswith(f'{{"{field}"')), None)
    if late is None:
        raise click.ClickException(f"{file} holds neither a shuffle nor a share of a tally.")
    while True:
        try:
            found, last = _look(url, text)
        except (NotReached, VotingError) as failed:
            if once:
                raise click.ClickException(str(failed)) from None
            found, last = False, ""
            click.echo(f"{failed} Trying again.", err=True)
        if found:
            click.echo(f"Accepted: it is on the board. Its fingerprint: {sha256_base64(text)}")
            return
        if last in late:
            raise click.ClickException("The board has gone on without it. Your desk, and an e-mail to you, say why.")
        if once:
            raise click.ClickException("It is not on the board. If it was refused, your desk and an e-mail say why.")
        time.sleep(every)


def _look(url: str, text: str) -> tuple[bool, str]:
    """Whether a board holds a text, and what kind of event came last."""
    site = read_site(url)
    if not site.uuid:
        raise NotReached(f"{url} is not the address of a board: write it like https://vote.example.org/board/…/.")
    name, found, last = f"{sha256_hex(text)}.data.json", False, ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.bel"
        download(site.board("archive.bel"), path)
        with path.open("rb") as file:
            for entry in read_archive(file, path.stat().st_size):
                found = found or entry.record.name == name
                if entry.is_event:
                    last = read_event(entry.record.body, "An event").kind
    return found, last
