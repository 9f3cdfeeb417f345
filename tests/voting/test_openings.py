"""A challenged ballot: its opening convinces when it is true, and never when it is not."""

import json
from functools import cache
from typing import Any

import pytest
from tests.voting.toy import Toy, compact, resigned

from hustings.voting import (
    BallotRefused,
    KofN,
    Ranked,
    Setup,
    VotingError,
    check_ballot,
    check_opening,
    credentials_record,
    election_record,
    make_ballot_and_opening,
    new_credential,
    new_trustee_key,
    new_uuid,
    parse_setup,
    public_credential,
    tracking_number,
    trustees_record,
)

QUESTIONS = (
    KofN("Adopt it?", ("Yes", "No"), min=1, max=1, blank=True),
    Ranked("Committee", ("Ann", "Bob", "Cy")),
)
CHOICES = [[0, 1, 0], [2, 0, 1]]


@cache
def challenged(group: str = "Ed25519") -> tuple[Setup, str, str, str]:
    """A setup with one elector, their credential, a ballot and its opening."""
    uuid, credential = new_uuid(), new_credential()
    trustees = trustees_record(group, [new_trustee_key(group).public])
    election = election_record(
        uuid=uuid, name="Toy", description="", group=group, questions=QUESTIONS, trustees=trustees
    )
    credentials = credentials_record(group, [(public_credential(group, uuid, credential), 1)])
    setup = parse_setup(election, trustees, credentials)
    return setup, credential, *make_ballot_and_opening(setup, credential, CHOICES)


def changed(change: Any) -> str:
    value = json.loads(challenged()[3])
    change(value)
    return compact(value)


@pytest.mark.parametrize("group", ["Ed25519", "RFC-3526-2048"])
def test_opening_shows_what_the_ballot_holds(group: str) -> None:
    setup, _, ballot, opening = challenged(group)
    assert check_opening(setup, ballot, opening) == CHOICES
    assert check_ballot(setup, ballot).tracking_number == json.loads(opening)["tracking_number"]


def test_opening_in_2048_bits_without_ranks(toys: Any) -> None:
    toy: Toy = toys("BELENIOS-2048")
    ballot, opening = make_ballot_and_opening(toy.setup, toy.credentials[0], [[1, 0, 0], [0, 1, 1]])
    assert check_opening(toy.setup, ballot.encode(), opening) == [[1, 0, 0], [0, 1, 1]]


def test_opening_in_another_layout_is_the_same_opening() -> None:
    setup, _, ballot, opening = challenged()
    assert check_opening(setup, ballot, json.dumps(json.loads(opening), indent=2) + "\r\n") == CHOICES


def test_opening_has_the_shape_that_booth_and_command_share() -> None:
    _, _, _, opening = challenged()
    value = json.loads(opening)
    assert list(value) == ["uuid", "tracking_number", "choices", "randomness"]
    assert [type(entry) for entry in value["randomness"]] == [list, str]
    assert [len(value["randomness"][0]), value["choices"]] == [3, CHOICES]
    assert compact(value) == opening


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["choices"].__setitem__(0, [0, 0, 1]),
        lambda value: value["choices"].__setitem__(1, [1, 0, 2]),
        lambda value: value["choices"].__setitem__(1, [2, 0, 0]),
        lambda value: value["randomness"][0].reverse(),
        lambda value: value["randomness"][0].__setitem__(0, "0"),
        lambda value: value["randomness"].__setitem__(1, "1"),
    ],
)
def test_untrue_opening_is_refused(change: Any) -> None:
    setup, _, ballot, _ = challenged()
    with pytest.raises(VotingError, match="does NOT hold what the opening says"):
        check_opening(setup, ballot, changed(change))


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.pop("uuid"),
        lambda value: value.update(more=1),
        lambda value: value.update(uuid="1" * 14),
        lambda value: value.update(uuid=None),
        lambda value: value.update(tracking_number="A" * 43),
        lambda value: value.update(tracking_number=3),
        lambda value: value.update(choices={}),
        lambda value: value["choices"].pop(),
        lambda value: value["choices"].append([1]),
        lambda value: value["choices"].__setitem__(0, [1, 1, 0]),
        lambda value: value["choices"].__setitem__(0, [True, False, False]),
        lambda value: value["choices"].__setitem__(0, ["0", "1", "0"]),
        lambda value: value["choices"].__setitem__(0, [0, 1]),
        lambda value: value["choices"].__setitem__(1, [256, 0, 1]),
        lambda value: value["choices"].__setitem__(1, [-1, 0, 1]),
        lambda value: value["choices"].__setitem__(1, [2.0, 0, 1]),
        lambda value: value["randomness"].pop(),
        lambda value: value["randomness"].__setitem__(0, "5"),
        lambda value: value["randomness"].__setitem__(1, ["5"]),
        lambda value: value["randomness"].__setitem__(1, 5),
        lambda value: value["randomness"].__setitem__(1, "05"),
        lambda value: value["randomness"].__setitem__(1, "9" * 5000),
        lambda value: value["randomness"][0].pop(),
    ],
)
def test_malformed_opening_is_refused_with_a_sentence(change: Any) -> None:
    setup, _, ballot, _ = challenged()
    with pytest.raises(VotingError) as refused:
        check_opening(setup, ballot, changed(change))
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("text", ["", "null", "[]", "5", "{", "[" * 100_000, "\ud800", "9" * 5000, "NaN"])
def test_text_that_is_no_opening_is_refused(text: str) -> None:
    setup, _, ballot, _ = challenged()
    with pytest.raises(VotingError):
        check_opening(setup, ballot, text)


def test_randomness_beyond_the_order_is_refused() -> None:
    setup, _, ballot, opening = challenged()
    value = json.loads(opening)
    value["randomness"][1] = str(int(value["randomness"][1]) + setup.group.order)
    with pytest.raises(VotingError, match="plain decimal"):
        check_opening(setup, ballot, compact(value))


def test_opening_of_an_invalid_ballot_is_refused() -> None:
    setup, credential, ballot, opening = challenged()

    def swap(value: Any) -> None:
        value["answers"][0]["individual_proofs"].reverse()

    forged = resigned(setup, credential, ballot, swap)
    shown = json.loads(opening) | {"tracking_number": tracking_number(forged)}
    with pytest.raises(BallotRefused, match="does not hold"):
        check_opening(setup, forged, compact(shown))
