"""What the booth's TypeScript makes, judged by the library: `npm run vectors` in frontend/ writes the file."""

import json
from pathlib import Path
from typing import Any

import pytest

from hustings import voting

VECTORS = json.loads((Path(__file__).parents[1] / "data/voting/from-typescript.json").read_text())


@pytest.fixture(params=VECTORS, ids=[vectors["group"] for vectors in VECTORS])
def vectors(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


@pytest.fixture
def setup(vectors: dict[str, Any]) -> voting.Setup:
    return voting.parse_setup(vectors["election"], vectors["trustees"], vectors["credentials_record"])


def test_both_kinds_of_group_are_covered() -> None:
    assert {"Ed25519", "BELENIOS-2048"} <= {vectors["group"] for vectors in VECTORS}


def test_ballots_made_in_typescript_are_accepted(vectors: dict[str, Any], setup: voting.Setup) -> None:
    assert vectors["ballots"]
    for made in vectors["ballots"]:
        checked = voting.check_ballot(setup, made["ballot"])
        assert checked.tracking_number == made["tracking_number"]
        assert checked.credential == voting.public_credential(vectors["group"], setup.election.uuid, made["credential"])


def test_ballots_made_in_typescript_give_the_chosen_result(vectors: dict[str, Any], setup: voting.Setup) -> None:
    tally = voting.encrypted_tally(setup, [made["ballot"] for made in vectors["ballots"]])
    weights = [voting.check_ballot(setup, made["ballot"]).weight for made in vectors["ballots"]]
    shares = {
        owner: voting.partial_decryption(setup, tally.text, private)
        for owner, private in enumerate(vectors["trustee_keys"], 1)
    }
    questions = zip(*(made["choices"] for made in vectors["ballots"]), strict=True)
    expected = [
        [sum(w * mark for w, mark in zip(weights, marks, strict=True)) for marks in zip(*question, strict=True)]
        for question in questions
    ]
    result = json.loads(voting.tally_result(setup, tally, shares))["result"]
    assert [[int(count) for count in question] for question in result] == expected


def test_invalid_ballots_made_in_typescript_are_refused(vectors: dict[str, Any], setup: voting.Setup) -> None:
    assert len(vectors["invalid_ballots"]) == 3
    for made in vectors["invalid_ballots"]:
        with pytest.raises(voting.BallotRefused) as refused:
            voting.check_ballot(setup, made["ballot"])
        assert refused.value.check == made["check"], made["why"]


def test_a_credential_made_in_typescript_has_the_same_public_half(vectors: dict[str, Any], setup: voting.Setup) -> None:
    made = vectors["new_credential"]
    assert voting.public_credential(vectors["group"], setup.election.uuid, made["credential"]) == made["public"]


def test_trustee_keys_made_in_typescript_are_accepted(vectors: dict[str, Any]) -> None:
    keys = vectors["new_trustee_keys"]
    for key in keys:
        voting.check_trustee_key(vectors["group"], key["public"])
    voting.trustees_record(vectors["group"], [key["public"] for key in keys])
    swapped = {**json.loads(keys[0]["public"]), "public_key": json.loads(keys[1]["public"])["public_key"]}
    with pytest.raises(voting.VotingError):
        voting.check_trustee_key(vectors["group"], json.dumps(swapped, separators=(",", ":")))


def test_shares_made_in_typescript_open_the_tally(vectors: dict[str, Any], setup: voting.Setup) -> None:
    first, second = vectors["partial_decryptions"]
    for share in (first, second):
        voting.check_partial_decryption(setup, vectors["encrypted_tally"], share["owner"], share["text"])
    with pytest.raises(voting.VotingError):
        voting.check_partial_decryption(setup, vectors["encrypted_tally"], first["owner"], second["text"])
