"""A rehearsal of opening the tally, so that a lost or damaged key is found out before the poll and not after it."""

import secrets
from dataclasses import dataclass

from . import canonical
from .ballots import make_ballot
from .board import (
    Record,
    ballot_records,
    encrypted_tally_records,
    end_ballots_records,
    setup_records,
)
from .credentials import credentials_record, new_credential, new_uuid, public_credential
from .elections import Setup, election_record, parse_setup
from .questions import KofN
from .tally import EncryptedTally, encrypted_tally

QUESTION = KofN("Which answer does the test ballot hold?", tuple("ABCDEFGH"), min=1, max=1)


@dataclass(frozen=True)
class Rehearsal:
    """A test ballot under the real trustees' keys; opening it must give `result`.

    `records` are those of its board, which a trustee can open as the archive of any election.
    """

    setup: Setup
    tally: EncryptedTally
    records: tuple[Record, ...]
    result: str


def rehearsal(group_name: str, trustees: str) -> Rehearsal:
    """Cast one test ballot, with a random answer, in an election of its own, and close it. Raises VotingError.

    `trustees` is the record of the real election's trustees. Shares of a rehearsal are proven for its own fingerprint
    and cannot be used elsewhere; trustees must still not open one once real ballots are cast under the same keys, for
    whoever prepares it could have put a real ballot in.
    """
    uuid, credential = new_uuid(), new_credential()
    name = "Rehearsal"
    election = election_record(
        uuid=uuid, name=name, description="", group=group_name, questions=[QUESTION], trustees=trustees
    )
    credentials = credentials_record(group_name, [(public_credential(group_name, uuid, credential), 1)])
    setup = parse_setup(election, trustees, credentials)
    chosen = secrets.randbelow(len(QUESTION.answers))
    choice = [int(i == chosen) for i in range(len(QUESTION.answers))]
    ballot = make_ballot(setup, credential, [choice])
    tally = encrypted_tally(setup, [ballot])
    records = setup_records(election, trustees, credentials)
    records += ballot_records(records[-1].digest, 1, ballot)
    records += end_ballots_records(records[-1].digest, 2)
    records += encrypted_tally_records(records[-1].digest, 3, tally)
    return Rehearsal(setup, tally, tuple(records), canonical.dumps({"result": [choice]}))
