"""The vectors that the booth's TypeScript is checked with (scripts/make_protocol_vectors.py), from our side."""

import json
from typing import Any

import pytest
from tests.voting.toy import DATA

from hustings.voting import (
    BallotRefused,
    check_ballot,
    check_partial_decryption,
    check_trustee_key,
    encrypted_tally,
    owner_of,
    parse_setup,
    public_credential,
    tally_result,
    tracking_number,
)
from hustings.voting.credentials import private_exponent
from hustings.voting.digests import hash_to_scalar, sha256_base64, sha256_hex
from hustings.voting.elections import Setup

VECTORS = json.loads((DATA / "protocol.json").read_text())


@pytest.fixture(params=VECTORS, ids=lambda vector: vector["group"])
def vector(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def setup(vector: Any) -> Setup:
    return parse_setup(vector["election"], vector["trustees"], vector["credentials_record"])


def test_hashes(vector: Any, setup: Setup) -> None:
    for entry in vector["hashes"]:
        text = entry["text"]
        assert (entry["hex"], entry["base64"]) == (sha256_hex(text), sha256_base64(text))
        assert entry["scalar"] == str(hash_to_scalar(text, setup.group.order))
    assert vector["phi"] == setup.election.hash
    assert vector["order"] == str(setup.group.order)
    assert vector["generator"] == setup.group.text(setup.group.generator)


def test_credentials(vector: Any, setup: Setup) -> None:
    for entry in vector["credentials"]:
        assert public_credential(vector["group"], vector["uuid"], entry["credential"]) == entry["public"]
        assert str(private_exponent(setup.group, vector["uuid"], entry["credential"])) == entry["exponent"]
        assert entry["public"] in setup.weights


def test_trustees(vector: Any, setup: Setup) -> None:
    for owner, key in enumerate(vector["trustee_keys"], 1):
        check_trustee_key(vector["group"], key["public"])
        assert owner_of(setup, key["private"]) == owner


def test_ballots(vector: Any, setup: Setup) -> None:
    for entry in vector["ballots"]:
        assert check_ballot(setup, entry["ballot"]).tracking_number == entry["tracking_number"]
        assert tracking_number(entry["ballot"]) == entry["tracking_number"]
    for entry in vector["invalid_ballots"]:
        with pytest.raises(BallotRefused) as caught:
            check_ballot(setup, entry["ballot"])
        assert caught.value.check == entry["check"], entry["why"]


def test_tally(vector: Any, setup: Setup) -> None:
    tally = encrypted_tally(setup, [entry["ballot"] for entry in vector["ballots"]])
    assert tally.text == vector["encrypted_tally"]
    assert (tally.num_tallied, tally.total_weight) == (vector["num_tallied"], vector["total_weight"])
    shares = {entry["owner"]: entry["text"] for entry in vector["partial_decryptions"]}
    for owner, text in shares.items():
        check_partial_decryption(setup, tally.text, owner, text)
    assert tally_result(setup, tally, shares) == vector["result"]
