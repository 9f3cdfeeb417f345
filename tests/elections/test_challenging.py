"""A ballot that is challenged is kept, listed, and never cast."""

import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from tests.elections import polls

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation
from hustings.audit.models import AuditEvent
from hustings.elections.actions import challenging
from hustings.elections.actions.casting import NotOnRoll, PollNotOpen, cast
from hustings.elections.actions.challenging import challenge
from hustings.elections.models import Board, BoardBallot, ChallengedBallot
from hustings.elections.queries.boards import setup
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(organisation: Organisation) -> Board:
    return polls.open_board(polls.make_members(2))


@pytest.fixture
def member(board: Board) -> Member:
    return Member.objects.earliest("pk")


def post(client: Client, board: Board, text: object, to: str = "challenge") -> tuple[int, dict[str, str]]:
    response = client.post(
        reverse(f"elections:{to}", args=[board.uuid]), json.dumps({"ballot": text}), content_type="application/json"
    )
    return response.status_code, response.json()


def test_challenged_ballot_is_kept_for_the_voter_and_opens(board: Board, member: Member) -> None:
    text, opening = voting.make_ballot_and_opening(setup(board), polls.credential(board, member), polls.ANN_BOB_YES)
    number = voting.tracking_number(text)
    assert post(polls.browser(member), board, text) == (201, {"tracking_number": number})
    answer = Client().get(reverse("elections:challenged", args=[board.uuid, number]))
    assert voting.check_opening(setup(board), answer.json()["ballot"], opening) == [*map(list, polls.ANN_BOB_YES)]
    assert (polls.marked(board), board.ballots.count(), polls.fresh(board).height) == (0, 0, 0)


def test_challenged_ballot_can_never_be_cast(board: Board, member: Member) -> None:
    text, client = polls.ballot(board, member), polls.browser(member)
    assert post(client, board, text)[0] == 201
    status, answer = post(client, board, text, "cast")
    assert (status, answer["check"]) == (422, "challenged")
    assert post(client, board, text)[0] == 201  # the answer was lost: it is kept once
    assert ChallengedBallot.objects.count() == 1
    assert post(client, board, polls.ballot(board, member), "cast")[0] == 201


def test_ballot_that_was_cast_stays_secret(board: Board, member: Member) -> None:
    text, client = polls.ballot(board, member), polls.browser(member)
    cast(board, member, text)
    status, answer = post(client, board, text)
    assert status == 409 and "was cast" in answer["error"]
    assert not ChallengedBallot.objects.exists()


def test_challenge_takes_the_same_checks_as_casting(board: Board, member: Member) -> None:
    text = polls.ballot(board, member)
    assert post(Client(), board, text)[0] == 401
    status, answer = post(polls.browser(member), board, text.replace('"response":"', '"response":"1', 1))
    assert status == 422 and answer["check"]
    stranger = Member.objects.create(number="x", name="Stranger")
    with pytest.raises(NotOnRoll):
        challenge(board, stranger, text)
    polls.end_time(board.election)
    with pytest.raises(PollNotOpen):
        challenge(polls.fresh(board), member, text)
    assert not ChallengedBallot.objects.exists()


def test_nothing_kept_of_a_challenge_names_a_member_or_a_time(board: Board, member: Member) -> None:
    challenge(board, member, polls.ballot(board, member))
    fields = {field.name for field in ChallengedBallot._meta.fields}
    assert fields == {"id", "board", "credential", "tracking_number", "text"}
    event = AuditEvent.objects.get(verb="elections.ballot_challenged")
    assert (event.actor, event.facts, event.at.minute, event.at.second) == (None, {}, 0, 0)


def test_challenges_of_one_credential_are_limited(
    board: Board, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenging, "MOST_CHALLENGES", 1)
    challenge(board, member, polls.ballot(board, member))
    with pytest.raises(ActionRefused, match="no more are kept"):
        challenge(board, member, polls.ballot(board, member))


def test_challenged_ballots_are_append_only(board: Board, member: Member) -> None:
    challenge(board, member, polls.ballot(board, member))
    for change in (lambda: ChallengedBallot.objects.update(text="x"), lambda: ChallengedBallot.objects.all().delete()):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            change()


def test_board_lists_challenged_ballots_apart(board: Board, member: Member) -> None:
    page = reverse("elections:board", args=[board.uuid])
    assert "No ballot has been challenged" in Client().get(page).content.decode()
    number = challenge(board, member, polls.ballot(board, member))
    text = Client().get(page, {"number": number}).content.decode()
    assert "was challenged" in text and number in text.split('id="challenged"')[1]
    assert "No ballot has been cast yet" in text
    whole = Client().get(reverse("elections:challenged_list", args=[board.uuid])).content.decode()
    assert number in whole


def test_booth_is_told_where_to_challenge_and_the_page_that_checks_is_there(board: Board, member: Member) -> None:
    facts = polls.browser(member).get(reverse("elections:booth_facts", args=[board.uuid])).json()
    page = Client().get(reverse("elections:check_ballot"))
    assert page.status_code == 200 and page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert facts["urls"]["challenge"] == reverse("elections:challenge", args=[board.uuid])


@pytest.mark.django_db(transaction=True)
def test_of_a_challenge_and_a_cast_at_once_one_wins(
    organisation: Organisation, in_threads: Callable[[Callable[[int], None], int], None]
) -> None:
    board = polls.open_board(polls.make_members(1))
    member = Member.objects.get()
    for _ in range(4):
        text = polls.ballot(board, member)
        outcomes: list[str] = []

        def act(number: int, text: str = text, outcomes: list[str] = outcomes) -> None:
            try:
                (challenge if number else cast)(polls.fresh(board), member, text)
                outcomes.append("done")
            except (ActionRefused, voting.BallotRefused):
                outcomes.append("refused")

        in_threads(act, 2)
        assert sorted(outcomes) == ["done", "refused"]
        number = voting.tracking_number(text)
        kept = [table.objects.filter(tracking_number=number).count() for table in (ChallengedBallot, BoardBallot)]
        assert sum(kept) == 1
