"""The archive file: the records of a board in an old-style tar, written and read as streams."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from . import canonical
from .board import Record
from .errors import VotingError

BLOCK = 512
RECORD_NAME = re.compile(r"[0-9a-f]{64}\.(?:data|event)\.json", re.ASCII)
TIMESTAMP_LIMIT = 8**11


class Entry(NamedTuple):
    """A record as it was read: its 1-based place, where its body begins in the file, and where the next one begins."""

    record: Record
    place: int
    body_at: int
    end: int

    @property
    def is_event(self) -> bool:
        return self.record.name.endswith(".event.json")


def _header(name: str, size: int, timestamp: int) -> bytes:
    owner = b"0000000\0"
    fields = name.encode().ljust(100, b"\0") + b"0000644\0" + owner + owner + b"%011o\0%011o\0" % (size, timestamp)
    # The checksum counts itself as eight spaces.
    checksum = sum(fields) + sum(b" " * 8 + b"0")
    return (fields + b"%06o\0 " % checksum + b"0").ljust(BLOCK, b"\0")


def _entry(name: str, body: str, timestamp: int) -> bytes:
    raw = body.encode()
    return _header(name, len(raw), timestamp) + raw + b"\0" * (-len(raw) % BLOCK)


def archive_chunks(timestamp: int, records: Iterable[Record]) -> Iterator[bytes]:
    """The archive file as a stream, one chunk per record; `timestamp` is in seconds since 1970."""
    yield _entry("BELENIOS", _preamble(timestamp), timestamp)
    for record in records:
        yield _entry(record.name, record.body, timestamp)


def _preamble(timestamp: int) -> str:
    return canonical.dumps({"version": 1, "timestamp": str(timestamp)})


def read_archive(file: BinaryIO, size: int) -> Iterator[Entry]:
    """The records in the first `size` bytes of an archive file.

    Whatever is yielded, `archive_chunks` would write byte for byte as it was read. Raises VotingError at the first
    byte that it would not write.
    """
    at, place = 0, 0
    timestamp: int | None = None
    while at < size:
        what = f"Record {place} of the archive, at byte {at},"
        header = file.read(BLOCK)
        length = header[124:135]
        if len(header) < BLOCK or not re.fullmatch(rb"[0-7]{11}", length):
            raise VotingError(f"{what} has no proper header: the file is cut, or no archive of an election.")
        body_at, end = at + BLOCK, at + BLOCK + -(-int(length, 8) // BLOCK) * BLOCK
        if end > size:
            raise VotingError(f"{what} is cut: it should end at byte {end}, the file ends at byte {size}.")
        body = canonical.decode(file.read(int(length, 8)), what)
        padding = file.read(-int(length, 8) % BLOCK)
        name = header[:100].rstrip(b"\0").decode("ascii", "replace")
        if timestamp is None:
            timestamp = _read_preamble(name, body)
        elif not RECORD_NAME.fullmatch(name):
            raise VotingError(f"{what} has a name that no record has.")
        if header + padding != _header(name, int(length, 8), timestamp) + b"\0" * len(padding):
            raise VotingError(f"{what} is not wrapped as the format demands (mode, time, checksum, padding).")
        if place:
            yield Entry(Record(name, body), place, body_at, end)
        at, place = end, place + 1


def _read_preamble(name: str, body: str) -> int:
    if name != "BELENIOS":
        raise VotingError("The file is no archive of an election: it does not begin with the entry BELENIOS.")
    what = "The entry BELENIOS"
    _, timestamp = canonical.fields(canonical.parse(body, what), what, "version", "timestamp")
    seconds = canonical.decimal(timestamp, f"{what}: timestamp", TIMESTAMP_LIMIT)
    if body != _preamble(seconds):
        raise VotingError(f"{what} is not of version 1.")
    return seconds
