import json
from collections import Counter

import pytest
from tests.voting import toy
from tests.voting.toy import RESULT, Toy, compact

from hustings.voting import (
    EncryptedTally,
    VotingError,
    check_partial_decryption,
    encrypted_tally,
    new_trustee_key,
    owner_of,
    partial_decryption,
    tally_result,
)
from hustings.voting.decryption import check_result


def test_last_ballot_of_each_credential_counts(election: Toy) -> None:
    assert (election.tally.num_tallied, election.tally.total_weight) == (3, 3)
    assert json.loads(election.records[-2].body) == {"result": RESULT}


def test_tally_of_list_iterator_and_generator_is_the_same(small: Toy) -> None:
    assert encrypted_tally(small.setup, iter(small.ballots)) == small.tally
    assert encrypted_tally(small.setup, (ballot for ballot in small.ballots)) == small.tally


def test_weights_count_and_large_numbers_are_strings(election: Toy) -> None:
    weighted = toy.build(election.setup.election.group, weights=(2**30, 5, 0, 7))
    assert weighted.tally.total_weight == 2**30 + 5
    counted = Counter[tuple[int, int]]()
    for elector, choices in toy.VOTES[1:]:
        for i, choice in enumerate(choices):
            for j, bit in enumerate(choice):
                counted[i, j] += bit * (2**30, 5, 0)[elector]
    result = json.loads(weighted.records[-2].body)["result"]
    assert result == [
        [str(n) if (n := counted[i, j]) >= 2**30 else n for j in range(len(row))] for i, row in enumerate(RESULT)
    ]


def test_tally_without_ballots(election: Toy) -> None:
    empty = toy.closed(election.setup, election.credentials, election.keys, ())
    neutral = election.setup.group.text(election.setup.group.neutral)
    assert set(json.loads(empty.tally.text)[0][0].values()) == {neutral}
    assert json.loads(empty.records[-2].body) == {"result": [[0, 0, 0], [0, 0, 0]]}
    for owner, text in empty.partials.items():
        check_partial_decryption(empty.setup, empty.tally.text, owner, text)


def test_partial_decryption_with_a_key_of_nobody(small: Toy) -> None:
    with pytest.raises(VotingError, match="none of this election"):
        partial_decryption(small.setup, small.tally.text, new_trustee_key("Ed25519").private)
    for private in ("", "5", '"0"', '"-1"', '"05"', f'"{small.setup.group.order}"', small.keys[0].public):
        with pytest.raises(VotingError):
            partial_decryption(small.setup, small.tally.text, private)
    assert [owner_of(small.setup, key.private + "\n") for key in small.keys] == [1, 2]


def test_partial_decryption_that_is_refused(election: Toy) -> None:
    setup, tally, text = election.setup, election.tally.text, election.partials[1]
    group = setup.group

    def refused(owner: int, text: str, tally: str = tally) -> str:
        with pytest.raises(VotingError) as caught:
            check_partial_decryption(setup, tally, owner, text)
        return str(caught.value)

    assert "trustee 1 (Ann)" in refused(1, election.partials[2])
    assert "trustee 2" in refused(2, text)
    for owner in (0, 3, -1):
        assert f"no trustee {owner}" in refused(owner, text)

    other = encrypted_tally(setup, election.ballots[:1])
    assert "trustee 1" in refused(1, text, other.text)

    value = json.loads(text)
    factors, proofs = value["decryption_factors"], value["decryption_proofs"]
    response = int(proofs[0][0]["response"])
    neutral = group.text(group.neutral)
    for change in (
        {"decryption_factors": factors[:1]},
        {"decryption_factors": [factors[1], factors[0]]},
        {"decryption_factors": [[neutral, *factors[0][1:]], factors[1]]},
        {"decryption_factors": [["4", *factors[0][1:]], factors[1]]},
        {"decryption_proofs": [proofs[0][:-1], proofs[1]]},
        {"decryption_proofs": [proofs[0][::-1], proofs[1]]},
        {"decryption_proofs": [[proofs[0][0] | {"response": str(response + group.order)}, *proofs[0][1:]], proofs[1]]},
        {"note": 1},
    ):
        assert "trustee 1 (Ann)" in refused(1, compact(value | change))


def test_rushing_trustee_cannot_cancel_the_others(election: Toy) -> None:
    """A share that opens to a chosen result, given everybody else's, has no proof."""
    setup, group = election.setup, election.setup.group
    value = json.loads(election.partials[2])
    (one_more,) = group.exp_many([group.generator], [-1])
    first = group.read(value["decryption_factors"][0][0], "It")
    value["decryption_factors"][0][0] = group.text(group.multiply_many([first], [one_more])[0])
    forged = election.partials | {2: compact(value)}
    assert json.loads(tally_result(setup, election.tally, forged))["result"][0][0] == RESULT[0][0] + 1
    with pytest.raises(VotingError, match="trustee 2"):
        check_partial_decryption(setup, election.tally.text, 2, forged[2])


def test_result_without_all_trustees(small: Toy) -> None:
    with pytest.raises(VotingError, match=r"without trustee 1 \(Ann\)"):
        tally_result(small.setup, small.tally, {2: small.partials[2]})


def test_result_that_does_not_open(small: Toy) -> None:
    fewer = EncryptedTally(small.tally.text, 1, 1)
    with pytest.raises(VotingError, match="do not open"):
        tally_result(small.setup, fewer, small.partials)


@pytest.mark.parametrize(
    "result",
    [
        [[1, 0, 2], [1, 2, 3]],
        [[1, 0, 2]],
        [[1, 0, 2], [1, 2]],
        [[1, 0, 2], [1, 2, "2"]],
        [[1, 0, 2], [1, 2, 2 + 2**252 + 27742317777372353535851937790883648493]],
        [[0, 1, 2], [1, 2, 2]],
        {"0": 1},
    ],
    ids=str,
)
def test_result_that_does_not_follow(small: Toy, result: object) -> None:
    good = compact({"result": RESULT})
    assert check_result(small.setup, small.tally, small.partials, good) == RESULT
    with pytest.raises(VotingError):
        check_result(small.setup, small.tally, small.partials, compact({"result": result}))


@pytest.mark.parametrize("text", ["", "[]", "[[],[]]", '[[{"alpha":"4","beta":"4"}],[]]'])
def test_encrypted_tally_of_another_shape(small: Toy, text: str) -> None:
    with pytest.raises(VotingError):
        partial_decryption(small.setup, text, small.keys[0].private)
