"""A small election with two trustees and four electors, and the means to tamper with its archive."""

import copy
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hustings.voting import (
    EncryptedTally,
    KofN,
    Question,
    Record,
    Setup,
    TrusteeKey,
    archive_chunks,
    ballot_records,
    credentials_record,
    election_record,
    encrypted_tally,
    encrypted_tally_records,
    end_ballots_records,
    end_shuffles_records,
    make_ballot,
    needs_shuffles,
    new_credential,
    new_trustee_key,
    new_uuid,
    parse_setup,
    partial_decryption,
    partial_decryption_records,
    public_credential,
    result_records,
    setup_records,
    shuffle,
    shuffle_records,
    shuffled_tally,
    tally_result,
    trustees_record,
)
from hustings.voting.archive import read_archive
from hustings.voting.credentials import private_exponent
from hustings.voting.digests import sha256_base64, sha256_hex
from hustings.voting.proofs import prove

DATA = Path(__file__).parent.parent / "data" / "voting"
TIMESTAMP = 1_795_000_000
QUESTIONS = (
    KofN("Shall the rules be amended?", ("Yes", "No"), min=1, max=1, blank=True),
    KofN("Committee", ("Ann", "Bob", "Cy"), min=1, max=2),
)
# (elector, choices); the first elector votes twice.
VOTES = (
    (0, [[0, 1, 0], [1, 0, 0]]),
    (1, [[1, 0, 0], [0, 1, 1]]),
    (2, [[0, 0, 1], [0, 0, 1]]),
    (0, [[0, 0, 1], [1, 1, 0]]),
)
WEIGHTS = (1, 1, 1, 1)
RESULT = [[1, 0, 2], [1, 2, 2]]


@dataclass(frozen=True)
class Toy:
    """An election up to its result; `records` are those of its whole board, `opened` the tally after all shuffles."""

    setup: Setup
    credentials: tuple[str, ...]
    keys: tuple[TrusteeKey, ...]
    ballots: tuple[str, ...]
    tally: EncryptedTally
    shuffles: tuple[str, ...]
    opened: EncryptedTally
    partials: dict[int, str]
    records: tuple[Record, ...]


def chained(steps: Sequence[Callable[[str, int], list[Record]]], start: list[Record]) -> tuple[Record, ...]:
    """The records of a board: each step gets the digest of the last event and the next height."""
    records = list(start)
    for height, step in enumerate(steps, 1):
        records += step(records[-1].digest, height)
    return tuple(records)


def build(
    group: str,
    questions: Sequence[Question] = QUESTIONS,
    votes: Sequence[tuple[int, list[list[int]]]] = VOTES,
    weights: Sequence[int] = WEIGHTS,
    credentials: Sequence[str] | None = None,
    threshold_group: tuple[str, Sequence[TrusteeKey]] | None = None,
) -> Toy:
    """`threshold_group` is its parameters, and its members' keys; it comes after two single trustees."""
    uuid = new_uuid()
    credentials = tuple(credentials or [new_credential() for _ in weights])
    keys = (new_trustee_key(group, "Ann"), new_trustee_key(group))
    trustees = trustees_record(group, [key.public for key in keys], threshold_group[:1] if threshold_group else ())
    keys += tuple(threshold_group[1]) if threshold_group else ()
    election = election_record(
        uuid=uuid, name="Toy", description="", group=group, questions=questions, trustees=trustees
    )
    publics = [public_credential(group, uuid, credential) for credential in credentials]
    record = credentials_record(group, zip(publics, weights, strict=True))
    setup = parse_setup(election, trustees, record)
    ballots = tuple(make_ballot(setup, credentials[elector], choices) for elector, choices in votes)
    return closed(setup, credentials, keys, ballots)


def closed(setup: Setup, credentials: tuple[str, ...], keys: tuple[TrusteeKey, ...], ballots: tuple[str, ...]) -> Toy:
    """The election tallied and opened over these ballots, whether or not they are valid."""
    tally = encrypted_tally(setup, ballots)
    shuffles, opened = [], tally
    for _ in keys[:2] if needs_shuffles(setup) else ():
        shuffles.append(shuffle(setup, opened.text))
        opened = shuffled_tally(setup, opened, shuffles[-1])
    partials = {owner: partial_decryption(setup, opened.text, key.private) for owner, key in enumerate(keys, 1)}
    result = tally_result(setup, opened, partials)
    steps = [
        *(_step(ballot_records, ballot) for ballot in ballots),
        end_ballots_records,
        _step(encrypted_tally_records, tally),
        *(_step(shuffle_records, owner, text) for owner, text in enumerate(shuffles, 1)),
        *([end_shuffles_records] if shuffles else []),
        *(_step(partial_decryption_records, owner, text) for owner, text in partials.items()),
        _step(result_records, result),
    ]
    records = chained(steps, setup_records(*setup.records))
    return Toy(setup, credentials, keys, ballots, tally, tuple(shuffles), opened, partials, records)


def _step(function: Callable[..., list[Record]], *payload: Any) -> Callable[[str, int], list[Record]]:
    return lambda parent, height: function(parent, height, *payload)


def write(path: Path, records: Sequence[Record]) -> Path:
    """The archive of these records, in a file."""
    path.write_bytes(b"".join(archive_chunks(TIMESTAMP, records)))
    return path


def read(path: Path) -> list[Record]:
    """The records of an archive."""
    with path.open("rb") as file:
        return [entry.record for entry in read_archive(file, path.stat().st_size)]


def replaced(records: Sequence[Record], index: int, body: str) -> list[Record]:
    """The records with another body at `index`, and every name and reference after it made to fit."""
    out: list[Record] = []
    renamed: dict[str, str] = {}
    for i, record in enumerate(records):
        text = body if i == index else record.body
        text = re.sub("[0-9a-f]{64}", lambda match: renamed.get(match[0], match[0]), text)
        digest = sha256_hex(text)
        if digest != record.digest:
            renamed[record.digest] = digest
        out.append(Record(record.name.replace(record.digest, digest), text))
    return out


def place_of(records: Sequence[Record], begins: str, nth: int = 0) -> int:
    """Where the nth record stands whose body begins so."""
    return [i for i, record in enumerate(records) if record.body.startswith(begins)][nth]


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def resigned(setup: Setup, credential: str, ballot: str, change: Callable[[Any], Any] = lambda value: None) -> str:
    """The ballot after a change, signed anew with the private credential: only the check behind can tell."""
    value = copy.deepcopy(json.loads(ballot))
    change(value)
    value.pop("signature", None)
    digest = sha256_base64(compact(value))
    exponent = private_exponent(setup.group, setup.election.uuid, credential)
    proof = prove(setup.group, exponent, [setup.group.generator], f"sig|{digest}|")
    return compact(value | {"signature": {"hash": digest, "proof": proof.json()}})
