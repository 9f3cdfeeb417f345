"""Credentials that this server makes: one per elector, in batches, gone when they have served."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from tests.elections import polls

from hustings import voting
from hustings.accounts.models import Organisation, User
from hustings.elections.actions import credentials
from hustings.elections.actions.credentials import generate_credentials
from hustings.elections.actions.setup import prepare_boards
from hustings.elections.models import Board, PendingCredential
from hustings.jobs.models import Interrupted

pytestmark = pytest.mark.django_db


def test_generate_goes_on_where_it_was_interrupted(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "BATCH", 2)
    election = polls.make_election(polls.make_roll(polls.make_members(5)))
    prepare_boards(election, polls.officer())
    seen: list[tuple[int, int]] = []

    def stop_at_once(done: int, total: int, message: str) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        generate_credentials(election, stop_at_once)
    made = {each.member_id: each.credential for each in PendingCredential.objects.all()}
    assert len(made) == 2
    generate_credentials(election, lambda done, total, message: seen.append((done, total)))
    everyone = {each.member_id: each.credential for each in PendingCredential.objects.all()}
    assert len(everyone) == 5 and made.items() <= everyone.items()
    assert seen == sorted(seen) and seen[-1] == (8, 8)
    board = Board.objects.get()
    public = {voting.public_credential("Ed25519", board.uuid, credential) for credential in everyone.values()}
    assert all(element in board.credentials for element in public)


def test_each_elector_has_one_credential_for_all_boards(organisation: Organisation) -> None:
    members = polls.make_members(3)
    election = polls.make_election(polls.make_roll(members))
    election.contests.filter(kind="question").update(roll=polls.make_roll(members[:2], weights=[3, 1]))
    assert len(prepare_boards(election, polls.officer())) == 2
    generate_credentials(election, lambda done, total, message: None)
    assert PendingCredential.objects.count() == 3
    entries = [json.loads(board.credentials) for board in Board.objects.order_by("roll__size")]
    assert [len(of_board) for of_board in entries] == [2, 3]
    assert sorted(entry.partition(",")[2] for entry in entries[0]) == ["1", "3"]


def test_credentials_are_deleted_when_the_poll_closes(organisation: Organisation) -> None:
    board = polls.open_board(polls.make_members(2))
    assert PendingCredential.objects.count() == 2
    polls.close(board)
    assert not PendingCredential.objects.exists()


def test_links_at_the_desk_are_those_of_the_installation_whatever_host_was_asked(
    organisation: Organisation, credential_authority: User, client_of: Callable[[User], Client]
) -> None:
    election = polls.make_election(polls.make_roll(polls.make_members(2)), credential_mode="authority")
    [board] = prepare_boards(election, polls.officer())
    answer = client_of(credential_authority).get(f"/credentials/{election.pk}/desk.json", headers={"host": "localhost"})
    assert answer.json()["vote_url"] == f"{settings.BASE_URL}/vote/{board.uuid}/"
    assert not settings.BASE_URL.endswith("localhost")
