import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.voting import toy
from tests.voting.toy import Toy, compact, resigned

from hustings.voting import (
    BallotRefused,
    VotingError,
    check_ballot,
    check_ballots,
    make_ballot,
    new_credential,
    tracking_number,
)
from hustings.voting.digests import sha256_base64

CHOICES = [[0, 1, 0], [1, 0, 0]]


def refusal(election: Toy, ballot: str | bytes) -> BallotRefused:
    with pytest.raises(BallotRefused) as caught:
        check_ballot(election.setup, ballot)
    return caught.value


def test_ballot_is_accepted(election: Toy) -> None:
    for body in (election.ballots[0], election.ballots[0].encode()):
        checked = check_ballot(election.setup, body)
        assert checked.text == election.ballots[0]
        assert checked.credential == json.loads(election.ballots[0])["credential"]
        assert checked.weight == 1
        assert checked.tracking_number == tracking_number(election.ballots[0]) == sha256_base64(election.ballots[0])
        assert len(checked.tracking_number) == 43


def test_check_ballots_answers_in_order(small: Toy) -> None:
    bad = small.ballots[0].replace("{", "{ ", 1)
    first, second, third = check_ballots(small.setup, [small.ballots[0], bad, small.ballots[1]])
    assert not isinstance(first, BallotRefused) and first.text == small.ballots[0]
    assert isinstance(second, BallotRefused) and second.check == "format"
    assert not isinstance(third, BallotRefused) and third.text == small.ballots[1]


@pytest.mark.parametrize(
    "choices",
    [
        [],
        [[0, 1, 0]],
        [[0, 1, 0], [1, 0, 0], [1]],
        [[0, 1], [1, 0, 0]],
        [[0, 0, 0], [1, 0, 0]],
        [[1, 1, 0], [1, 0, 0]],
        [[0, 1, 1], [1, 0, 0]],
        [[0, 2, 0], [1, 0, 0]],
        [[0, 1, -1], [1, 0, 0]],
        [[0, 1, 0], [0, 0, 0]],
        [[0, 1, 0], [1, 1, 1]],
    ],
)
def test_make_ballot_of_choices_not_allowed(small: Toy, choices: list[list[int]]) -> None:
    with pytest.raises(VotingError):
        make_ballot(small.setup, small.credentials[0], choices)


def test_make_ballot_with_credential_of_nobody(small: Toy) -> None:
    with pytest.raises(VotingError, match="not one of this election"):
        make_ballot(small.setup, new_credential(), CHOICES)


def test_ballot_of_another_election(election: Toy) -> None:
    other = toy.build(election.setup.election.group, credentials=election.credentials)
    assert refusal(election, other.ballots[0]).check == "election"


def first_proof(value: Any) -> Any:
    return value["answers"][0]["individual_proofs"][0][0]


# What is done to a ballot, and the checks that may find it once the ballot is signed again.
CHANGES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "uuid": (lambda value: value.update(election_uuid="1" * 14), "election"),
    "election hash": (lambda value: value.update(election_hash="A" * 43), "election"),
    "missing answer": (lambda value: value["answers"].pop(), "format"),
    "additional answer": (lambda value: value["answers"].append(value["answers"][0]), "format"),
    "answers exchanged": (lambda value: value["answers"].reverse(), "format"),
    "missing choice": (lambda value: value["answers"][1]["choices"].pop(), "format"),
    "additional choice": (
        lambda value: value["answers"][1]["choices"].append(value["answers"][1]["choices"][0]),
        "format",
    ),
    "choices re-ordered": (lambda value: value["answers"][1]["choices"].reverse(), "proof"),
    "choices and proofs re-ordered": (
        lambda value: (value["answers"][1]["choices"].reverse(), value["answers"][1]["individual_proofs"].reverse()),
        "proof",
    ),
    "missing individual proof": (lambda value: value["answers"][1]["individual_proofs"].pop(), "format"),
    "proof of one branch": (lambda value: value["answers"][0]["individual_proofs"][0].pop(), "format"),
    "overall proof too short": (lambda value: value["answers"][1]["overall_proof"].pop(), "format"),
    "no blank proof": (lambda value: value["answers"][0].pop("blank_proof"), "format"),
    "blank proof where there is no blank": (
        lambda value: value["answers"][1].update(blank_proof=value["answers"][0]["blank_proof"]),
        "format",
    ),
    "proof of another choice": (
        lambda value: value["answers"][0]["individual_proofs"].reverse(),
        "proof",
    ),
    "proof of another question": (
        lambda value: value["answers"][0].update(individual_proofs=value["answers"][1]["individual_proofs"]),
        "proof",
    ),
    "blank proof of another purpose": (
        lambda value: value["answers"][0].update(
            blank_proof=value["answers"][0]["individual_proofs"][0],
        ),
        "proof",
    ),
    "additional field": (lambda value: value["answers"][0].update(note="x"), "format"),
    "field re-ordered": (
        lambda value: value["answers"][0].update(choices=value["answers"][0].pop("choices")),
        "format",
    ),
    "challenge as number": (lambda value: first_proof(value).update(challenge=1), "format"),
    "negative response": (lambda value: first_proof(value).update(response="-1"), "format"),
    "leading zero": (lambda value: first_proof(value).update(response="0" + first_proof(value)["response"]), "format"),
    "response changed": (
        lambda value: first_proof(value).update(
            response=first_proof(value)["response"][:-1] + str(9 - int(first_proof(value)["response"][-1]))
        ),
        "proof",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_ballot_changed_and_signed_again(election: Toy, name: str) -> None:
    change, check = CHANGES[name]
    ballot = resigned(election.setup, election.credentials[0], election.ballots[0], change)
    assert ballot != resigned(election.setup, election.credentials[0], election.ballots[0])
    assert refusal(election, ballot).check == check


@pytest.mark.parametrize("name", CHANGES)
def test_ballot_changed_after_signing(small: Toy, name: str) -> None:
    value = json.loads(small.ballots[0])
    CHANGES[name][0](value)
    assert refusal(small, compact(value)).check in ("format", "election", "signature")


def test_ballot_merely_signed_again_is_accepted(election: Toy) -> None:
    again = resigned(election.setup, election.credentials[0], election.ballots[0])
    assert check_ballot(election.setup, again).tracking_number != tracking_number(election.ballots[0])


def test_response_plus_order(election: Toy) -> None:
    def change(value: Any) -> None:
        first_proof(value)["response"] = str(int(first_proof(value)["response"]) + election.setup.group.order)

    changed = resigned(election.setup, election.credentials[0], election.ballots[0], change)
    assert refusal(election, changed).check == "format"


def test_answers_copied_to_another_credential(election: Toy) -> None:
    thief = json.loads(election.ballots[1])["credential"]

    def steal(value: Any) -> None:
        value["credential"] = thief

    stolen = resigned(election.setup, election.credentials[1], election.ballots[0], steal)
    assert json.loads(stolen)["answers"] == json.loads(election.ballots[0])["answers"]
    assert refusal(election, stolen).check == "proof"


def test_ballot_signed_with_another_credential(election: Toy) -> None:
    assert (
        refusal(election, resigned(election.setup, election.credentials[1], election.ballots[0])).check == "signature"
    )


def test_ballot_unsigned(small: Toy) -> None:
    value = json.loads(small.ballots[0])
    del value["signature"]
    assert refusal(small, compact(value)).check == "format"


def test_ballot_of_unknown_credential(small: Toy) -> None:
    stranger = toy.build("Ed25519")
    value = json.loads(small.ballots[0]) | {"credential": json.loads(stranger.ballots[0])["credential"]}
    assert refusal(small, compact(value)).check == "credential"


def shifted(election: Toy, plain: int) -> str:
    """The first ballot with `plain` added to a ciphertext under encryption: its proofs no longer hold."""
    group = election.setup.group

    def shift(value: Any) -> None:
        cell = value["answers"][1]["choices"][0]
        (power,) = group.exp_many([group.generator], [plain])
        cell["beta"] = group.text(group.multiply_many([group.read(cell["beta"], "It")], [power])[0])

    return resigned(election.setup, election.credentials[0], election.ballots[0], shift)


def test_ballot_shifted_by_a_constant(election: Toy) -> None:
    for plain in (1, 100, -1):
        assert refusal(election, shifted(election, plain)).check == "proof"


def outsiders(election: Toy) -> list[tuple[str, str]]:
    """Texts of elements, with the check that must refuse them in a ciphertext."""
    group = election.setup.group
    if group.name == "Ed25519":
        order_two = group.parse("7" + "f" * 61 + "ec")
        mixed = group.text(group.multiply_many([group.generator], [order_two])[0])
        return [("0" * 64, "membership"), (mixed, "membership"), ("f" * 64, "format"), ("AB" * 32, "format")]
    p = group.modulus
    return [(str(p - 1), "membership"), ("2", "membership"), (str(p), "format"), ("0", "format"), ("01", "format")]


@pytest.mark.parametrize("part", ["alpha", "beta"])
def test_ciphertext_outside_the_group(election: Toy, part: str) -> None:
    for text, check in outsiders(election):

        def change(value: Any, text: str = text) -> None:
            value["answers"][0]["choices"][0][part] = text

        changed = resigned(election.setup, election.credentials[0], election.ballots[0], change)
        assert refusal(election, changed).check == check


def test_neutral_ciphertexts_are_read_and_only_their_proofs_fail(election: Toy) -> None:
    neutral = election.setup.group.text(election.setup.group.neutral)

    def change(value: Any) -> None:
        value["answers"][0]["choices"][0] = {"alpha": neutral, "beta": neutral}

    changed = resigned(election.setup, election.credentials[0], election.ballots[0], change)
    assert refusal(election, changed).check == "proof"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{}",
        '"ballot"',
        b"\xff\xfe",
        b"\0" * 1000,
        "[" * 200_000,
        '{"a":' * 50_000,
        "1" * 1_000_000,
        '"' + "x" * 1_000_000 + '"',
    ],
    ids=lambda body: repr(body[:8]),
)
def test_ballot_that_is_none(small: Toy, body: str | bytes) -> None:
    assert refusal(small, body).check == "format"


def test_ballot_with_half_a_surrogate_pair(small: Toy) -> None:
    value = json.loads(small.ballots[0])
    first_proof(value)["response"] = "\ud800"
    assert refusal(small, compact(value)).check == "format"


def test_any_changed_byte_is_refused(small: Toy) -> None:
    ballot = small.ballots[1].encode()
    for at in range(0, len(ballot), 53):
        changed = ballot[:at] + bytes([ballot[at] ^ 1]) + ballot[at + 1 :]
        assert refusal(small, changed).check in ("format", "election", "credential", "signature")


@pytest.mark.parametrize("text", ["ABCD" * 16, "0", "00", " ", "-1", "x"])
def test_credential_in_another_spelling(small: Toy, text: str) -> None:
    value = json.loads(small.ballots[0]) | {"credential": text}
    assert refusal(small, compact(value)).check == "credential"
