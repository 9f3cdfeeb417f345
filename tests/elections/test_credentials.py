"""Credentials that this server makes: one per elector, in batches, gone when they have served."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from tests.elections import polls

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions import credentials
from hustings.elections.actions.credentials import generate_credentials
from hustings.elections.actions.setup import prepare_boards, publish_setup
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import Board, Election, PendingCredential
from hustings.franchise.models import RollChange, RollEntry
from hustings.jobs.models import Interrupted
from hustings.register.models import Member

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


def test_credentials_made_before_an_upheld_challenge_are_made_anew(
    organisation: Organisation, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    leaves, *_others, comes = polls.make_members(4)
    roll = polls.make_roll(Member.objects.exclude(pk=comes.pk))
    election = polls.make_election(roll, credential_mode=Election.CredentialMode.AUTHORITY)
    add_trustee(election, "This server", polls.officer())
    prepare_boards(election, polls.officer())
    authority = client_of(make_user("credential_authority"))
    address = f"/credentials/{election.pk}/desk.json"

    def hand_in(desk: dict[str, Any]) -> HttpResponse:
        (board,) = desk["boards"]
        made = [voting.new_credential() for _ in desk["electors"]]
        lines = [voting.public_credential("Ed25519", board["uuid"], credential) for credential in made]
        body = {"boards": {board["uuid"]: lines}, "changes": {board["uuid"]: board["changes"]}}
        return authority.post(desk["urls"]["upload"], body, content_type="application/json")

    assert b"Make the credentials." in authority.get("/office/desks/").content
    read_before = authority.get(address).json()
    # As many electors as before: only that the roll changed tells that somebody would have no credential.
    for member, kind, entry in ((leaves, "remove", None), (comes, "add", roll)):
        change = RollChange.objects.create(roll=roll, member=member, kind=kind)
        if entry:
            RollEntry.objects.create(roll=roll, member=member, change=change)
    assert b"The roll changed while" in hand_in(read_before).content
    assert hand_in(authority.get(address).json()).status_code == 201
    assert authority.get(address).json()["state"] == "done"
    assert b"Make the credentials." not in authority.get("/office/desks/").content
    RollChange.objects.create(roll=roll, member=comes, kind="remove")
    with pytest.raises(ActionRefused, match="Make them again"):
        publish_setup(election)
    again = authority.get(address).json()
    assert (again["state"], len(again["electors"])) == ("generate", 2)
    assert hand_in(again).status_code == 201
    publish_setup(election)
    assert Board.objects.get().height == 0


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
