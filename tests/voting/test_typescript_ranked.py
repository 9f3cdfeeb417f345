"""What TypeScript makes of ranked questions, key ceremonies and shuffles, judged by the library.

`npm run vectors` in frontend/ writes the file.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from hustings import voting

VECTORS = json.loads((Path(__file__).parents[1] / "data/voting/from-typescript-ranked.json").read_text())


@pytest.fixture(params=VECTORS, ids=[vectors["group"] for vectors in VECTORS])
def vectors(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


@pytest.fixture
def setup(vectors: dict[str, Any]) -> voting.Setup:
    return voting.parse_setup(vectors["election"], vectors["trustees"], vectors["credentials_record"])


def test_both_kinds_of_group_are_covered() -> None:
    assert {"Ed25519", "RFC-3526-2048"} == {vectors["group"] for vectors in VECTORS}


def test_ballots_and_openings_made_in_typescript_are_accepted(vectors: dict[str, Any], setup: voting.Setup) -> None:
    assert vectors["ballots"]
    for made in vectors["ballots"]:
        assert voting.check_ballot(setup, made["ballot"]).tracking_number == made["tracking_number"]
        assert voting.check_opening(setup, made["ballot"], made["opening"]) == made["choices"]


def test_a_ranking_copied_in_typescript_is_refused(vectors: dict[str, Any], setup: voting.Setup) -> None:
    with pytest.raises(voting.BallotRefused) as refused:
        voting.check_ballot(setup, vectors["invalid_ballot"])
    assert refused.value.check == "proof"


def test_shuffles_and_shares_made_in_typescript_open_the_tally(vectors: dict[str, Any], setup: voting.Setup) -> None:
    tally = voting.encrypted_tally(setup, [made["ballot"] for made in vectors["ballots"]])
    tally = voting.EncryptedTally(vectors["encrypted_tally"], tally.num_tallied, tally.total_weight)
    for owner, text in enumerate(vectors["shuffles"], 1):
        voting.check_shuffle(setup, tally.text, owner, text)
        shuffled = voting.shuffled_tally(setup, tally, text)
        with pytest.raises(voting.VotingError):
            voting.check_shuffle(setup, shuffled.text, owner, text)
        tally = shuffled
    assert tally.text == vectors["shuffled_tally"]
    shares = {share["owner"]: share["text"] for share in vectors["partial_decryptions"]}
    for owner, text in shares.items():
        voting.check_partial_decryption(setup, tally.text, owner, text)
    result = json.loads(voting.tally_result(setup, tally, shares))["result"]
    marks, ranks = zip(*(made["choices"] for made in vectors["ballots"]), strict=True)
    assert result[0] == [sum(column) for column in zip(*marks, strict=True)]
    assert sorted(result[1]) == sorted(ranks)


def test_a_ceremony_held_in_typescript_is_accepted(vectors: dict[str, Any]) -> None:
    steps = vectors["ceremony"]
    certificates, polynomials, seeds = steps["certificates"], steps["polynomials"], steps["seeds"]
    ceremony = voting.Ceremony(vectors["group"], steps["threshold"], tuple(steps["names"]))
    for index, (certificate, polynomial, key) in enumerate(
        zip(certificates, polynomials, steps["keys"], strict=True), 1
    ):
        voting.check_threshold_certificate(ceremony, index, certificate)
        voting.check_threshold_polynomial(ceremony, certificates, index, polynomial)
        voting.check_threshold_key(ceremony, certificates, polynomials, index, key)
    parameters = voting.threshold_parameters(ceremony, certificates, polynomials, steps["keys"])
    voting.trustees_record(vectors["group"], [], [parameters])
    for index, (seed, key) in enumerate(zip(seeds, steps["keys"], strict=True), 1):
        shares = voting.threshold_shares(ceremony, certificates, polynomials, index)
        again = voting.threshold_key(ceremony, certificates, seed, shares)
        privates = {
            voting.threshold_private_key(vectors["group"], seed, voting.encrypted_private_key(text))
            for text in (key, again)
        }
        assert len(privates) == 1
