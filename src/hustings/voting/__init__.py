"""The verifiable voting protocol: encrypted ballots, proofs, trustees, the public board.

Compatible with the Belenios protocol, crypto version 1. Every text of the protocol is a `str` of compact canonical
JSON, exactly as it is hashed. Functions that read something from outside raise VotingError with a clear sentence.
"""

from .archive import archive_chunks
from .ballots import CheckedBallot, check_ballot, check_ballots, make_ballot, tracking_number
from .board import (
    Record,
    ballot_records,
    encrypted_tally_records,
    end_ballots_records,
    end_shuffles_records,
    partial_decryption_records,
    result_records,
    setup_records,
    shuffle_records,
)
from .ceremony import (
    Ceremony,
    agreed_ceremony,
    check_threshold_certificate,
    check_threshold_key,
    check_threshold_polynomial,
    encrypted_private_key,
    new_threshold_seed,
    threshold_certificate,
    threshold_key,
    threshold_parameters,
    threshold_polynomial,
    threshold_private_key,
    threshold_shares,
)
from .credentials import credentials_record, new_credential, new_short_credential, new_uuid, public_credential
from .decryption import check_partial_decryption, owner_of, partial_decryption, tally_result
from .elections import Election, Setup, election_record, parse_setup
from .errors import BallotRefused, VotingError
from .groups import GROUPS, Group, get_group
from .keys import TrusteeKey, check_trustee_key, new_trustee_key
from .openings import Opening, check_opening, make_ballot_and_opening, read_opening
from .questions import KofN, Lists, Question, Ranked
from .rehearsals import Rehearsal, rehearsal
from .shuffles import check_shuffle, needs_shuffles, shuffle, shuffled_tally
from .tally import EncryptedTally, encrypted_tally
from .trustees import trustees_record
from .verification import Check, Report, verify

__all__ = [
    "GROUPS",
    "BallotRefused",
    "Ceremony",
    "Check",
    "CheckedBallot",
    "Election",
    "EncryptedTally",
    "Group",
    "KofN",
    "Lists",
    "Opening",
    "Question",
    "Ranked",
    "Record",
    "Rehearsal",
    "Report",
    "Setup",
    "TrusteeKey",
    "VotingError",
    "agreed_ceremony",
    "archive_chunks",
    "ballot_records",
    "check_ballot",
    "check_ballots",
    "check_opening",
    "check_partial_decryption",
    "check_shuffle",
    "check_threshold_certificate",
    "check_threshold_key",
    "check_threshold_polynomial",
    "check_trustee_key",
    "credentials_record",
    "election_record",
    "encrypted_private_key",
    "encrypted_tally",
    "encrypted_tally_records",
    "end_ballots_records",
    "end_shuffles_records",
    "get_group",
    "make_ballot",
    "make_ballot_and_opening",
    "needs_shuffles",
    "new_credential",
    "new_short_credential",
    "new_threshold_seed",
    "new_trustee_key",
    "new_uuid",
    "owner_of",
    "parse_setup",
    "partial_decryption",
    "partial_decryption_records",
    "public_credential",
    "read_opening",
    "rehearsal",
    "result_records",
    "setup_records",
    "shuffle",
    "shuffle_records",
    "shuffled_tally",
    "tally_result",
    "threshold_certificate",
    "threshold_key",
    "threshold_parameters",
    "threshold_polynomial",
    "threshold_private_key",
    "threshold_shares",
    "tracking_number",
    "trustees_record",
    "verify",
]
