"""Copies of a board: what an archive file holds, its chain checked but not what its ballots prove."""

from collections.abc import Generator, Sequence
from contextlib import closing
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from . import canonical
from .archive import Entry, read_archive
from .board import read_event
from .digests import sha256_hex
from .elections import Setup, parse_setup
from .errors import VotingError


class Link(NamedTuple):
    """One event of a board: its hash is the head of the chain up to it; `payload` is None if it brings nothing in."""

    height: int
    kind: str
    head: str
    payload: str | None


def chain(path: str | PathLike[str]) -> list[Link]:
    """The events of an archive in order, the one of height n at place n, each chained to the one before.

    The names of all records are checked to be the hashes of their contents, so that two archives with the same head
    are the same up to there. Raises VotingError.
    """
    links: list[Link] = []
    waiting: set[str] = set()
    with closing(_entries(Path(path))) as entries:
        for entry in entries:
            record = entry.record
            if record.digest != sha256_hex(record.body):
                raise VotingError(f"Record {entry.place} of {path} has a name that is not the hash of its content.")
            if not entry.is_event:
                waiting.add(record.digest)
                continue
            event = read_event(record.body, f"The event in record {entry.place} of {path}")
            parent = links[-1].head if links else None
            if (event.parent, event.height) != (parent, len(links)):
                raise VotingError(f"Record {entry.place} of {path} is not chained to the event before it.")
            if event.payload is not None and event.payload not in waiting:
                raise VotingError(f"Record {entry.place} of {path} brings in something that is not in the archive.")
            links.append(Link(event.height, event.kind, record.digest, event.payload))
            waiting.clear()
    if waiting:
        raise VotingError(f"{path} ends with records that belong to no event.")
    if not links:
        raise VotingError(f"{path} holds no event.")
    return links


def lost(before: Sequence[Link], now: Sequence[Link]) -> list[str]:
    """What of an earlier chain is not in a later one: a sentence for each event that was removed or changed."""
    return [
        f"The {link.kind} event at height {link.height}"
        + (f", which brings in {link.payload[:16]}…," if link.payload else "")
        + (" was changed." if link.height < len(now) else " was removed.")
        for link in before
        if link not in now[link.height : link.height + 1]
    ]


def setup_of(path: str | PathLike[str]) -> Setup:
    """The setup in an archive, checked as `parse_setup` checks it. Raises VotingError."""
    bodies = []
    with closing(_entries(Path(path))) as entries:
        for entry in entries:
            bodies.append(entry.record.body)
            if len(bodies) == 4:
                break
    if len(bodies) < 4:
        raise VotingError(f"{path} holds no setup of an election.")
    election, trustees, credentials, parts = bodies
    digests = canonical.fields(
        canonical.parse(parts, "The setup record"), "The setup record", "election", "trustees", "credentials"
    )
    if digests != [sha256_hex(election), sha256_hex(trustees), sha256_hex(credentials)]:
        raise VotingError(f"The setup record of {path} names other records than those before it.")
    return parse_setup(election, trustees, credentials)


def _entries(path: Path) -> Generator[Entry, None, None]:
    try:
        with path.open("rb") as file:
            yield from read_archive(file, path.stat().st_size)
    except OSError as error:
        raise VotingError(f"{path} cannot be read: {error.strerror}.") from None
