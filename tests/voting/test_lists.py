"""Questions of lists, which only others' ballots answer: the archive of release 3.3.0 and what is changed in it."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from tests.voting.toy import DATA, read, resigned

from hustings.voting import BallotRefused, Lists, Setup, VotingError, check_ballot, make_ballot, parse_setup
from hustings.voting.credentials import private_exponent
from hustings.voting.questions import read_question

FOLDER = DATA / "small-lists-Ed25519"


@cache
def poll() -> tuple[Setup, str, str]:
    """The setup, a ballot, and the private credential that it was signed with."""
    records = read(next(FOLDER.glob("*.bel")))
    setup = parse_setup(records[0].body, records[1].body, records[2].body)
    ballot = records[5].body
    for credential in json.loads((FOLDER / "private_creds.json").read_text()).values():
        exponent = private_exponent(setup.group, setup.election.uuid, credential)
        public = setup.group.text(setup.group.exp_many([setup.group.generator], [exponent])[0])
        if public == json.loads(ballot)["credential"]:
            return setup, ballot, credential
    raise AssertionError("the ballot's credential is none of the electors'")


def refused(change: Callable[[Any], Any]) -> str:
    """The check that the ballot fails after a change to its answer on the lists, signed anew."""
    setup, ballot, credential = poll()
    again = resigned(setup, credential, ballot, lambda value: change(value["answers"][1]))
    with pytest.raises(BallotRefused) as caught:
        check_ballot(setup, again)
    assert "nswer 2" in str(caught.value)
    return caught.value.check


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, str):
        return [path]
    children = value.items() if isinstance(value, dict) else enumerate(value)
    return [found for key, child in children for found in paths(child, (*path, key))]


def test_question_is_read_as_written() -> None:
    question = poll()[0].election.questions[1]
    assert (
        isinstance(question, Lists) and question.width == 9 and [len(names) for names in question.answers] == [4, 3, 2]
    )
    assert read_question(question.json(), "It") == question


def test_ballot_signed_anew_is_accepted() -> None:
    setup, ballot, credential = poll()
    check_ballot(setup, ballot)
    check_ballot(setup, resigned(setup, credential, ballot))


def test_every_number_of_an_answer_matters() -> None:
    setup, ballot, _ = poll()
    other = setup.group.text(setup.group.independent(3))
    places = paths(json.loads(ballot)["answers"][1])
    assert len(places) == 2 * 9 + 4 * 9 + 2 + 3 * 4 + 4
    for path in places:

        def change(answer: Any, path: tuple[Any, ...] = path) -> None:
            for key in path[:-1]:
                answer = answer[key]
            answer[path[-1]] = other if path[-1] in ("alpha", "beta", "commitment") else "77"

        assert refused(change) == "proof", path


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: answer.pop("nonzero_proof"),
        lambda answer: answer["list_proofs"].pop(),
        lambda answer: answer["list_proofs"][0].pop(),
        lambda answer: answer["list_proofs"].append(answer["list_proofs"][0]),
        lambda answer: answer["choices"].pop(),
        lambda answer: answer["choices"][0].pop(),
        lambda answer: answer.update(choices=[entry for row in answer["choices"] for entry in row]),
        lambda answer: answer["individual_proofs"][1].pop(),
        lambda answer: answer.update(overall_proof=[answer["overall_proof"]]),
        lambda answer: answer["nonzero_proof"]["response"].pop(),
        lambda answer: answer["nonzero_proof"].update(commitment="0" * 63 + "1"),
        lambda answer: answer["nonzero_proof"].update(commitment="7" + "f" * 61 + "ec"),
        lambda answer: answer["nonzero_proof"].update(challenge="-1"),
    ],
)
def test_answer_of_another_form(change: Callable[[Any], Any]) -> None:
    assert refused(change) == "format"


def test_answer_copied_from_another_ballot() -> None:
    other = json.loads(read(next(FOLDER.glob("*.bel")))[7].body)
    assert refused(lambda answer: answer.update(other["answers"][1])) == "proof"


def test_lists_cannot_be_answered_here() -> None:
    setup, _, credential = poll()
    with pytest.raises(VotingError, match="cannot be answered with this library"):
        make_ballot(setup, credential, [[1, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0, 0]])


def test_result_has_a_list_for_each_list() -> None:
    question = poll()[0].election.questions[1]
    nested = [[1, 2, 3, 4], [5, 6, 7], [8, 9]]
    assert question.nest(list(range(1, 10))) == nested
    assert question.flatten(nested, "It") == list(range(1, 10))
    for wrong in ([], nested[:2], [*nested, []], [[1, 2, 3], [4, 5, 6, 7], [8, 9]], {}, list(range(9))):
        with pytest.raises(VotingError):
            question.flatten(wrong, "It")
