"""hustings watch: follow a board during a poll, and report any removal or change."""

import contextlib
import fcntl
import filecmp
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path

import click

from hustings.cli.boards import NotReached, download, printable, read_site
from hustings.voting import VotingError, verify
from hustings.voting.copies import chain, lost
from hustings.voting.credentials import UUID

# A copy can be cut on its way: only what is wrong so many times in a row, so far apart, is reported.
LOOKS = 3
PAUSE = 5.0
SHOWN = 20


class Found(IntEnum):
    """What a look at a board found; the values are exit statuses."""

    GOOD = 0
    WRONG = 1
    NOT_REACHED = 2
    COMPLETE = 3  # becomes 0: there is nothing left to follow


@dataclass(frozen=True)
class Watched:
    """The address of a board's archive, and where what was seen of it is kept."""

    uuid: str
    address: str
    folder: Path

    @property
    def kept(self) -> Path:
        """The latest copy; only one that was verified is ever put here."""
        return self.folder / f"{self.uuid}.bel"

    @property
    def fresh(self) -> Path:
        """Where the next copy is being written."""
        return self.folder / f".{self.uuid}.new"

    def say(self, line: str) -> None:
        """Tell the terminal and the log beside the copies."""
        line = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC  {printable(line)}"
        click.echo(line)
        with (self.folder / f"{self.uuid}.log").open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")


@click.command()
@click.argument("url")
@click.option("--every", type=click.IntRange(1), default=300, show_default=True, help="Seconds between two looks.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default=True,
    help="The folder in which what was seen is kept; begin there again after an interruption.",
)
@click.option("--once", is_flag=True, help="Look once and end, for a timer of your own.")
def watch(url: str, every: int, keep: Path, once: bool) -> None:
    """Follow the board at URL (its page on the site) until its result is there.

    Every copy is compared with the one before and what is new is verified; failures of the network are waited out. The
    exit status is 1 as soon as something was removed, changed or is invalid, 2 if a single look did not reach the
    board, and 0 if all that was seen is in order.
    """
    try:
        site = read_site(url)
    except NotReached as error:
        raise click.ClickException(str(error)) from None
    if not UUID.fullmatch(site.uuid):
        raise click.ClickException(f"{printable(url)} is not the address of a board: it ends like /board/…/.")
    watched = Watched(site.uuid, site.board("archive.bel"), keep)
    try:
        keep.mkdir(parents=True, exist_ok=True)
        with _alone(watched):
            found = look(watched)
            while not once and found in (Found.GOOD, Found.NOT_REACHED):
                time.sleep(every)
                found = look(watched)
    except OSError as error:
        raise click.ClickException(f"{keep} cannot be used: {error.strerror or error}.") from None
    sys.exit(0 if found is Found.COMPLETE else found)


@contextlib.contextmanager
def _alone(watched: Watched) -> Iterator[None]:
    """Keep a second watch of the same board out of the folder."""
    with (watched.folder / f".{watched.uuid}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(f"{watched.folder} is in use: this board is being watched already.") from None
        yield


def look(watched: Watched) -> Found:
    """Take a copy of the board, and say what was found; what looks wrong is looked at again before it is reported."""
    for attempt in range(LOOKS):
        if attempt:
            time.sleep(PAUSE)
        try:
            download(watched.address, watched.fresh)
        except NotReached as error:
            if error.is_gone and watched.kept.exists():
                wrong = [f"The board is not published any more: {error}"]
                continue
            watched.say(f"Not reached, and tried again later. {error}")
            return Found.NOT_REACHED
        wrong = _faults(watched)
        if not wrong:
            return _keep(watched)
    return _report(watched, wrong)


def _faults(watched: Watched) -> list[str]:
    """What is wrong with the fresh copy, if anything."""
    before = watched.kept if watched.kept.exists() else None
    if before is not None and filecmp.cmp(before, watched.fresh, shallow=False):
        return []
    report = verify(watched.fresh, since=before, since_is_verified=before is not None)
    if report.ok:
        return []
    cause = report.cause
    found = [f"{cause.name}: {cause.detail}" if cause else "It does not verify."]
    if before is not None:
        try:
            found += lost(chain(before), chain(watched.fresh))
        except VotingError as error:
            found.append(str(error))
    return found


def _keep(watched: Watched) -> Found:
    is_new = not watched.kept.exists()
    links = chain(watched.fresh)
    known = 0 if is_new else len(chain(watched.kept))
    # On the disk before it takes the place of the copy before: nothing that was seen is lost in a crash.
    with watched.fresh.open("rb") as file:
        os.fsync(file.fileno())
    watched.fresh.replace(watched.kept)
    last = links[-1]
    if len(links) > known:
        ballots = sum(link.kind == "Ballot" for link in links[known:])
        watched.say(
            f"Height {last.height}, head {last.head}: {len(links) - known} new events, {ballots} of them ballots; "
            "all of it verifies, and nothing was removed or changed."
        )
    if last.kind != "Result":
        return Found.GOOD
    watched.say("The result is on the board, and it verifies: there is nothing more to follow.")
    return Found.COMPLETE


def _report(watched: Watched, wrong: list[str]) -> Found:
    for sentence in wrong[:SHOWN]:
        watched.say(f"WRONG: {sentence}")
    if len(wrong) > SHOWN:
        watched.say(f"WRONG: and {len(wrong) - SHOWN} more.")
    evidence = (
        f"{watched.kept} is the board as it was seen before" if watched.kept.exists() else "Nothing was seen before"
    )
    if watched.fresh.exists():
        copy = watched.folder / f"{watched.uuid}.{datetime.now(UTC):%Y%m%d-%H%M%S}.wrong.bel"
        watched.fresh.replace(copy)
        evidence += f", {copy} as it is now"
    watched.say(f"{evidence}. Keep the files and report this.")
    return Found.WRONG
