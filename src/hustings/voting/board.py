"""The public board: records, and the chained events that bring them in (specification, section 4.4)."""

from typing import NamedTuple

from . import canonical
from .digests import sha256_hex
from .tally import EncryptedTally


class Record(NamedTuple):
    """One file of the archive: `<sha256 of the body>.data.json` or `.event.json`."""

    name: str
    body: str

    @property
    def digest(self) -> str:
        """The lower-case hexadecimal hash by which other records refer to this one."""
        return self.name.partition(".")[0]


def _data(body: str) -> Record:
    return Record(f"{sha256_hex(body)}.data.json", body)


def _event(parent: str | None, height: int, kind: str, payload: Record | None) -> Record:
    event: dict[str, canonical.Json] = {} if parent is None else {"parent": parent}
    event |= {"height": height, "type": kind}
    if payload is not None:
        event["payload"] = payload.digest
    body = canonical.dumps(event)
    return Record(f"{sha256_hex(body)}.event.json", body)


class Event(NamedTuple):
    """An event as read; `parent` is None at height 0, `payload` in an event that brings nothing in."""

    parent: str | None
    height: int
    kind: str
    payload: str | None


def read_event(body: str, what: str) -> Event:
    """An event from its record. Raises VotingError naming `what`."""
    parent, height, kind, payload = canonical.fields(
        canonical.parse(body, what), what, "parent?", "height", "type", "payload?"
    )
    return Event(parent, canonical.number(height, f"{what}: height"), canonical.string(kind, f"{what}: type"), payload)


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


def shuffle_records(parent: str, height: int, owner: int, text: str) -> list[Record]:
    """The records of a shuffle by the trustee whose 1-based place is `owner`."""
    return _owned_records(parent, height, "Shuffle", owner, text)


def end_shuffles_records(parent: str, height: int) -> list[Record]:
    """The event after which the tally may be opened, if it had to be shuffled."""
    return [_event(parent, height, "EndShuffles", None)]


def partial_decryption_records(parent: str, height: int, owner: int, text: str) -> list[Record]:
    """The records of a partial decryption by the trustee whose 1-based place is `owner`."""
    return _owned_records(parent, height, "PartialDecryption", owner, text)


def _owned_records(parent: str, height: int, kind: str, owner: int, text: str) -> list[Record]:
    payload = _data(text)
    owned = _data(canonical.dumps({"owner": owner, "payload": payload.digest}))
    return [payload, owned, _event(parent, height, kind, owned)]


def result_records(parent: str, height: int, text: str) -> list[Record]:
    """The records that close a board."""
    payload = _data(text)
    return [payload, _event(parent, height, "Result", payload)]
