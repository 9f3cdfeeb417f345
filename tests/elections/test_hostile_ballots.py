"""Whatever is sent to the address that takes ballots: a clear refusal, and the earlier ballot still counts."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.elections import polls
from tests.voting.test_ballots import CHANGES
from tests.voting.toy import compact, resigned

from hustings import voting
from hustings.accounts.models import Organisation
from hustings.elections.models import Board
from hustings.elections.queries.boards import setup
from hustings.elections.queries.results import outcomes
from hustings.register.models import Member


class Voter:
    """A member who has voted for Ann, Bob and Yes, and goes on sending things."""

    def __init__(self, group: str) -> None:
        self.members = polls.make_members(2)
        self.board = polls.open_board(self.members, group=group)
        self.client = polls.browser(self.members[0])
        self.credential = polls.credential(self.board, self.members[0])
        self.text = polls.ballot(self.board, self.members[0])
        assert polls.post_ballot(self.client, self.board, self.text).status_code == 201

    def another(self, member: int = 0) -> str:
        return polls.ballot(self.board, self.members[member])

    def resigned(self, change: Callable[[Any], Any], credential: str = "") -> str:
        return resigned(setup(self.board), credential or self.credential, self.another(), change)

    def assert_refused(self, text: object, *checks: str) -> None:
        """The server refuses the ballot by one of `checks`, in a sentence, and the board stays as it was."""
        answer = polls.post_ballot(self.client, self.board, text)
        assert answer.status_code == 422, answer.content
        assert answer.json()["check"] in checks, answer.content
        assert answer.json()["error"].endswith(".")
        self.assert_unharmed()

    def assert_unharmed(self) -> None:
        board = polls.fresh(self.board)
        assert (board.height, list(board.ballots.values_list("tracking_number", flat=True))) == (
            1,
            [voting.tracking_number(self.text)],
        )


@pytest.fixture(params=["Ed25519", "BELENIOS-2048"])
def voter(organisation: Organisation, request: pytest.FixtureRequest) -> Voter:
    return Voter(request.param)


@pytest.fixture
def fast_voter(organisation: Organisation) -> Voter:
    return Voter("Ed25519")


def test_every_change_to_a_ballot_is_refused(voter: Voter) -> None:
    for change, check in CHANGES.values():
        voter.assert_refused(voter.resigned(change), check, "format")  # a proof of another length is one of the form
    result = outcomes(polls.close(voter.board).election)
    assert [outcome.votes for outcome in result] == [(1, 1, 0), (1, 0)]


def test_every_change_without_a_new_signature_is_refused(fast_voter: Voter) -> None:
    for change, _check in CHANGES.values():
        value = json.loads(fast_voter.another())
        change(value)
        fast_voter.assert_refused(compact(value), "format", "election", "signature")


def test_response_plus_the_order_is_refused(voter: Voter) -> None:
    order = setup(voter.board).group.order

    def add(value: Any) -> None:
        proof = value["answers"][0]["individual_proofs"][0][0]
        proof["response"] = str(int(proof["response"]) + order)

    voter.assert_refused(voter.resigned(add), "format")


def test_answers_copied_to_another_credential_are_refused(voter: Voter) -> None:
    other = polls.credential(voter.board, voter.members[1])
    thief = voting.public_credential(voter.board.election.group, voter.board.uuid, other)
    voter.assert_refused(voter.resigned(lambda value: value.update(credential=thief), other), "proof")


def test_ballot_signed_by_another_credential_is_refused(voter: Voter) -> None:
    other = polls.credential(voter.board, voter.members[1])
    voter.assert_refused(voter.resigned(lambda value: None, other), "signature")


def test_ballot_of_a_credential_of_nobody_is_refused(fast_voter: Voter) -> None:
    board = fast_voter.board
    stranger = voting.new_credential()
    public = voting.public_credential(board.election.group, board.uuid, stranger)
    fast_voter.assert_refused(
        fast_voter.resigned(lambda value: value.update(credential=public), stranger), "credential"
    )


def test_unsigned_ballot_is_refused(fast_voter: Voter) -> None:
    value = json.loads(fast_voter.another())
    del value["signature"]
    fast_voter.assert_refused(compact(value), "format")


def test_ballot_shifted_by_a_constant_is_refused(voter: Voter) -> None:
    group = setup(voter.board).group

    def shift(value: Any) -> None:
        cell = value["answers"][1]["choices"][0]
        (ten,) = group.exp_many([group.generator], [10])
        cell["beta"] = group.text(group.multiply_many([group.read(cell["beta"], "It")], [ten])[0])

    voter.assert_refused(voter.resigned(shift), "proof")


def test_elements_outside_the_group_are_refused(voter: Voter) -> None:
    outside = {
        "Ed25519": ("0" * 64, "f" * 64, "AB" * 32),
        "BELENIOS-2048": ("2", "0", "01", str(2**2048)),
    }[voter.board.election.group]
    for text in outside:

        def replace(value: Any, text: str = text) -> None:
            value["answers"][0]["choices"][0]["alpha"] = text

        voter.assert_refused(voter.resigned(replace), "membership", "format")


def test_ballot_of_another_election_is_refused(fast_voter: Voter) -> None:
    other = polls.open_board(fast_voter.members, slug="other")
    fast_voter.assert_refused(polls.ballot(other, fast_voter.members[0]), "election", "credential", "format")


def test_ballot_not_in_canonical_json_is_refused(fast_voter: Voter) -> None:
    text = fast_voter.another()
    spaced, escaped = text.replace(":", ": ", 1), text.replace("e", "\\u0065", 1)
    doubled = text[:-1] + ',"credential":"x"}'
    for changed in (spaced, escaped, doubled, text + "\n", " " + text, "\ufeff" + text):
        fast_voter.assert_refused(changed, "format")


def test_ballot_cast_before_is_not_taken_twice(fast_voter: Voter) -> None:
    answer = polls.post_ballot(fast_voter.client, fast_voter.board, fast_voter.text)
    assert (answer.status_code, answer.json()["height"], answer.json()["revote"]) == (201, 1, False)
    fast_voter.assert_unharmed()


NO_BALLOTS = (
    "", "null", "[]", "{}", "1", "[" * 100_000, '{"a":' * 50_000, "1" * 500_000, "\x00", "é" * 1000,
)  # fmt: skip
NO_BODIES = (
    (b"null", "application/json", 400),
    (b"[]", "application/json", 400),
    (b"{}", "application/json", 400),
    (b'{"ballot": 1}', "application/json", 400),
    (b'{"ballot": null}', "application/json", 400),
    (b'{"ballot": "\\ud800"}', "application/json", 400),
    (b'{"ballot": "x"', "application/json", 400),
    (b"\xff\xfe{}", "application/json", 400),
    (b"[" * 300_000, "application/json", 400),
    (b'{"a":' * 100_000, "application/json", 400),
    (b"1" * 600_000, "application/json", 400),
    (b'{"ballot": "' + b"x" * 1_000_000 + b'"}', "application/json", 413),
    (b"x" * 1_000_000, "application/json", 413),
    (b"ballot=x", "application/x-www-form-urlencoded", 415),
    (b"--x--", "multipart/form-data; boundary=x", 415),
    (b'{"ballot": "x"}', "text/plain", 415),
    (b'{"ballot": "x"}', "", 415),
)


def test_text_that_is_no_ballot_is_refused(fast_voter: Voter) -> None:
    for text in NO_BALLOTS:
        fast_voter.assert_refused(text, "format")


def test_body_that_holds_no_ballot_is_refused(fast_voter: Voter) -> None:
    address = f"/vote/{fast_voter.board.uuid}/cast"
    for body, content_type, status in NO_BODIES:
        answer = fast_voter.client.generic("POST", address, body, content_type)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/json"), body[:40]
        assert answer.json()["error"].endswith(".")
        fast_voter.assert_unharmed()


def test_other_methods_are_refused(fast_voter: Voter) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = fast_voter.client.generic(method, f"/vote/{fast_voter.board.uuid}/cast", b"{}", "application/json")
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
    fast_voter.assert_unharmed()


def test_nobody_signed_in_is_told_to_sign_in(fast_voter: Voter) -> None:
    answer = polls.post_ballot(Client(), fast_voter.board, fast_voter.another())
    assert answer.status_code == 401
    fast_voter.assert_unharmed()


def test_ballot_from_another_site_is_refused(fast_voter: Voter) -> None:
    strict = polls.browser(fast_voter.members[0])
    strict.handler.enforce_csrf_checks = True
    assert polls.post_ballot(strict, fast_voter.board, fast_voter.another()).status_code == 403
    fast_voter.assert_unharmed()


def test_member_not_on_the_roll_is_refused(fast_voter: Voter) -> None:
    stranger = Member.objects.create(number="x", name="Stranger")
    answer = polls.post_ballot(polls.browser(stranger), fast_voter.board, fast_voter.another(1))
    assert answer.status_code == 403
    fast_voter.assert_unharmed()


def test_ballot_after_the_end_is_refused(fast_voter: Voter) -> None:
    text = fast_voter.another()
    polls.end_time(fast_voter.board.election)
    answer = polls.post_ballot(fast_voter.client, fast_voter.board, text)
    assert answer.status_code == 409
    assert "closed on" in answer.json()["error"]
    fast_voter.assert_unharmed()


def test_unknown_board_is_not_found(organisation: Organisation, client: Client) -> None:
    assert client.get("/vote/NoSuchBoard123/").status_code == 404
    assert client.post("/vote/NoSuchBoard123/cast", "{}", content_type="application/json").status_code == 404
    assert not Board.objects.exists()
