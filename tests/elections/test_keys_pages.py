"""The officer's pages about keys: a group formed and dissolved, who is missing, somebody passed over."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from tests.elections import desks, polls, ranked_polls
from tests.elections.test_ranked import verified

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.shuffles import pass_over
from hustings.elections.models import Board, Election, PassedOver, Submission
from hustings.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation) -> Election:
    return ranked_polls.make_election(polls.make_roll(polls.make_members(2)))


@pytest.fixture
def users(make_user: Callable[..., User]) -> list[User]:
    return [make_user("trustee", name=name) for name in ("Tess", "Tim", "Tom")]


@pytest.fixture
def officer(organisation: Organisation) -> Client:
    client = Client()
    client.force_login(polls.officer())
    return client


def test_group_is_formed_followed_and_dissolved(draft: Election, users: list[User], officer: Client) -> None:
    keys = f"/office/elections/{draft.slug}/poll/keys/"
    refused = officer.post(keys + "group/", {"members": [users[0].pk, users[1].pk], "threshold": "2"})
    assert b"fewer than the 2 members" in refused.content
    members = [user.pk for user in users]
    page = officer.post(keys + "group/", {"members": members, "threshold": "2"}, follow=True).content.decode()
    assert "Any 2 of the 3 members" in page and "Still to make a key: Tess, Tim, Tom" in page
    everybody = [desks.Desk(member) for member in draft.trustees.all()]
    desks.make_keys(*everybody)
    desks.rehearse(everybody[0])
    assert "Still to open the test ballot: Tim, Tom" in officer.get(keys).content.decode()
    asked = officer.post(keys + "group/dissolve/")
    assert b"All keys of its members are lost" in asked.content and draft.trustees.count() == 3
    dissolved = officer.post(keys + "group/dissolve/", {"sure": "on"}, follow=True)
    assert b"Nobody holds a key yet" in dissolved.content


@pytest.fixture
def shuffling(draft: Election, users: list[User]) -> tuple[Board, list[desks.Desk]]:
    """A closed poll whose ballots any two of three are to open, and wait for the first of them to shuffle."""
    members = desks.group(draft, users, 2)
    desks.make_keys(*members)
    desks.rehearse(*members)
    board = polls.opened(draft)
    ranked_polls.vote(board, board.marked_register.first().entry.member, (1, 2, 3, 0))
    return polls.close(board), members


def test_member_who_does_not_come_is_passed_over_in_public(
    shuffling: tuple[Board, list[desks.Desk]], officer: Client, tmp_path: Path
) -> None:
    board, (tess, tim, tom) = shuffling
    address = f"/office/elections/{board.election.slug}/poll/trustees/{tess.trustee.pk}/pass-over/"
    assert tim.look()["missing"] == ["Tess"]
    assert b"Pass over" in officer.get(f"/office/elections/{board.election.slug}/poll/keys/").content
    in_check = Submission.objects.create(
        board=board, trustee=tess.trustee, kind="shuffle", job=Job.objects.create(task="elections.check_submission")
    )
    early = officer.post(address, {"reason": "Ill since Monday"}).content.decode()
    assert "it is being checked. Wait for the outcome" in early
    in_check.delete()
    page = officer.post(address, {"reason": "Ill since Monday"}, follow=True).content.decode()
    assert "Ill since Monday" in page
    told = tess.look()
    assert told["step"] == "wait" and "Ill since Monday" in told["explain"]
    with pytest.raises(ActionRefused, match="cannot be passed over"):
        pass_over(tim.trustee, "Too slow", polls.officer())
    for desk in (tim, tom):
        desk.do("shuffle")
    for desk in (tess, tom):  # who was passed over can still open
        desk.do("decrypt")
    assert polls.fresh(board).state == Board.State.COMPLETE
    assert PassedOver.objects.get().trustee == tess.trustee
    assert verified(board, tmp_path).result == [[[1, 2, 3, 0]]]


def test_shuffle_out_of_turn_or_unsound_is_refused(shuffling: tuple[Board, list[desks.Desk]]) -> None:
    board, (tess, tim, _tom) = shuffling
    text = tess.text_for("shuffle")["shuffle"]
    early = tim.client.post(
        f"/trustee/{tim.trustee.pk}/{board.uuid}/shuffle", {"shuffle": text}, content_type="application/json"
    )
    assert (early.status_code, "not the turn of Tim" in early.json()["error"]) == (409, True)
    changed = re.sub(r'"([0-9])', lambda found: '"2' if found[1] == "1" else '"1', text, count=1)
    for unsound in ("", "{}", changed, text[:-40] + text[-39:]):
        refused = tess.post("shuffle", shuffle=unsound)
        assert (refused.status_code, "Tess" in refused.json()["error"]) == (422, True)
    assert polls.fresh(board).height == board.height
    tess.send("shuffle", shuffle=text)
    again = tess.client.post(
        f"/trustee/{tess.trustee.pk}/{board.uuid}/shuffle", {"shuffle": text}, content_type="application/json"
    )
    assert again.status_code == 409


def test_single_trustee_cannot_be_passed_over(draft: Election, trustee: User) -> None:
    alone = desks.single(draft, trustee)
    desks.make_keys(alone)
    desks.rehearse(alone)
    board = polls.close(polls.opened(draft))
    with pytest.raises(ActionRefused, match="every single trustee must shuffle"):
        pass_over(alone.trustee, "Away", polls.officer())
    alone.do("shuffle")
    alone.do("decrypt")
    assert polls.fresh(board).state == Board.State.COMPLETE
