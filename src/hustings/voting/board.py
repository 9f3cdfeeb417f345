"""The public board: records, the chained events that bring them in, and the archive file (section 4.4)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from . import canonical
from .digests import sha256_hex
from .tally import EncryptedTally

BLOCK = 512


class Record(NamedTuple):
    """One file of the archive: `<sha256 of the body>.data.json` or `.event.json`."""

    name: str
    body: str

    @property
    def digest(self) -> str:
        """The lower-case hexadecimal hash by which other records refer to this one."""
        return self.name.partition(".")[0]

    @property
    def is_event(self) -> bool:
        return self.name.endswith(".event.json")


def _data(body: str) -> Record:
    return Record(f"{sha256_hex(body)}.data.json", body)


def _event(parent: str | None, height: int, kind: str, payload: Record | None) -> Record:
    event: dict[str, canonical.Json] = {} if parent is None else {"parent": parent}
    event |= {"height": height, "type": kind}
    if payload is not None:
        event["payload"] = payload.digest
    body = canonical.dumps(event)
    return Record(f"{sha256_hex(body)}.event.json", body)


def setup_records(election: str, trustees: str, credentials: str) -> list[Record]:
    """The records that open a board; the event has height 0."""
    parts = [_data(election), _data(trustees), _data(credentials)]
    names = ("election", "trustees", "credentials")
    setup = _data(canonical.dumps({name: part.digest for name, part in zip(names, parts, strict=True)}))
    return [*parts, setup, _event(None, 0, "Setup", setup)]


def ballot_records(parent: str, height: int, ballot: str) -> list[Record]:
    """The records of a ballot; `parent` is the digest of the event before, as in all functions below."""
    payload = _data(ballot)
    return [payload, _event(parent, height, "Ballot", payload)]


def end_ballots_records(parent: str, height: int) -> list[Record]:
    """The event after which no ballot is accepted."""
    return [_event(parent, height, "EndBallots", None)]


def encrypted_tally_records(parent: str, height: int, tally: EncryptedTally) -> list[Record]:
    """The records of the encrypted tally and of its size."""
    ciphertexts = _data(tally.text)
    sized = _data(
        canonical.dumps(
            {
                "num_tallied": tally.num_tallied,
                "total_weight": canonical.weight_json(tally.total_weight),
                "encrypted_tally": ciphertexts.digest,
            }
        )
    )
    return [ciphertexts, sized, _event(parent, height, "EncryptedTally", sized)]


def partial_decryption_records(parent: str, height: int, owner: int, text: str) -> list[Record]:
    """The records of a partial decryption by the trustee whose 1-based place is `owner`."""
    factors = _data(text)
    owned = _data(canonical.dumps({"owner": owner, "payload": factors.digest}))
    return [factors, owned, _event(parent, height, "PartialDecryption", owned)]


def result_records(parent: str, height: int, text: str) -> list[Record]:
    """The records that close a board."""
    payload = _data(text)
    return [payload, _event(parent, height, "Result", payload)]


def archive_header(name: str, size: int, timestamp: int) -> bytes:
    """The 512 bytes before a body in the archive, an old-style tar."""
    fields = b"%b%b%b%b%011o\0%011o\0" % (
        name.encode().ljust(100, b"\0"),
        b"0000644\0",
        b"0000000\0",
        b"0000000\0",
        size,
        timestamp,
    )
    unsigned = fields + b" " * 8 + b"0"
    return (fields + b"%06o\0 " % sum(unsigned) + b"0").ljust(BLOCK, b"\0")


def _entry(name: str, body: bytes, timestamp: int) -> bytes:
    return archive_header(name, len(body), timestamp) + body + b"\0" * (-len(body) % BLOCK)


def archive_chunks(timestamp: int, records: Iterable[Record]) -> Iterator[bytes]:
    """The archive file as a stream, one chunk per record; `timestamp` is in seconds since 1970."""
    header = canonical.dumps({"version": 1, "timestamp": str(timestamp)})
    yield _entry("BELENIOS", header.encode(), timestamp)
    for record in records:
        yield _entry(record.name, record.body.encode(), timestamp)
