from pathlib import Path

import pytest
from tests.voting.test_threshold import election
from tests.voting.toy import write

from hustings.voting import (
    VotingError,
    check_partial_decryption,
    partial_decryption,
    rehearsal,
    tally_result,
    verify,
)


def test_trustees_who_still_have_their_keys_open_the_test_ballot(tmp_path: Path) -> None:
    poll = election()
    trial = rehearsal("Ed25519", poll.setup.records[1])
    assert verify(write(tmp_path / "rehearsal.bel", trial.records)).accepted == 1
    shares = {}
    for owner in (1, 2, 4, 5):
        shares[owner] = partial_decryption(trial.setup, trial.tally.text, poll.keys[owner - 1].private)
        check_partial_decryption(trial.setup, trial.tally.text, owner, shares[owner])
    assert tally_result(trial.setup, trial.tally, shares) == trial.result
    with pytest.raises(VotingError, match="without trustee 1"):
        tally_result(trial.setup, trial.tally, {owner: shares[owner] for owner in (2, 4, 5)})


def test_shares_of_a_rehearsal_are_none_of_the_election() -> None:
    poll = election()
    trial = rehearsal("Ed25519", poll.setup.records[1])
    share = partial_decryption(trial.setup, trial.tally.text, poll.keys[0].private)
    with pytest.raises(VotingError, match="trustee 1"):
        check_partial_decryption(poll.setup, poll.tally.text, 1, share)


def test_test_ballots_differ() -> None:
    poll = election()
    assert len({rehearsal("Ed25519", poll.setup.records[1]).result for _ in range(30)}) > 1
