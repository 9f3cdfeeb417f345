"""Threshold groups: formed, led through the ceremony step by step, rehearsed, and opening a tally with any t."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from tests.elections import desks, polls, ranked_polls
from tests.elections.test_ranked import verified

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.ceremonies import dissolve_group, form_group
from hustings.elections.actions.trustees import add_trustee, remove_trustee
from hustings.elections.models import Board, CeremonyMessage, Election

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation) -> Election:
    return ranked_polls.make_election(polls.make_roll(polls.make_members(3)), mixed=True)


@pytest.fixture
def users(make_user: Callable[..., User]) -> list[User]:
    return [make_user("trustee", name=name) for name in ("Tess", "Tim", "Tom")]


def test_members_are_numbered_after_the_single_trustees(draft: Election, users: list[User], trustee: User) -> None:
    desks.group(draft, users, 2)
    add_trustee(draft, trustee.name, polls.officer(), trustee)
    server = add_trustee(draft, "Server", polls.officer())
    names = list(draft.trustees.values_list("position", "name"))
    assert names == [(1, trustee.name), (2, "Server"), (3, "Tess"), (4, "Tim"), (5, "Tom")]
    remove_trustee(server, polls.officer())
    assert list(draft.trustees.values_list("position", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize(("size", "threshold"), [(1, 1), (3, 0), (3, 3), (3, 4)])
def test_group_of_an_impossible_size_is_refused(draft: Election, users: list[User], size: int, threshold: int) -> None:
    with pytest.raises(ActionRefused, match=r"at least|fewer than"):
        form_group(draft, users[:size], threshold, polls.officer())


def test_second_group_and_second_key_of_a_person_are_refused(draft: Election, users: list[User]) -> None:
    add_trustee(draft, users[0].name, polls.officer(), users[0])
    with pytest.raises(ActionRefused, match="Tess is a trustee"):
        form_group(draft, users, 2, polls.officer())
    form_group(draft, users[1:], 1, polls.officer())
    with pytest.raises(ActionRefused, match="a group already"):
        form_group(draft, users, 2, polls.officer())
    with pytest.raises(ActionRefused, match="member of a group"):
        remove_trustee(draft.trustees.get(user=users[1]), polls.officer())


def test_ceremony_waits_for_everybody_at_each_step(draft: Election, users: list[User]) -> None:
    first, second, third = members = desks.group(draft, users, 2)
    assert first.look()["missing"] == []
    first.do("certificate")
    assert (first.look()["step"], first.look()["missing"]) == ("wait", ["Tim", "Tom"])
    assert first.get("ceremony") == {"certificates": None, "shares": None, "encrypted_private_key": None}
    early = first.post("polynomial", polynomial="{}")
    assert (early.status_code, "Tim, Tom" in early.json()["error"]) == (409, True)
    again = first.post("certificate", **first.text_for("certificate"))
    assert (again.status_code, "Tess has done" in again.json()["error"]) == (409, True)
    for desk in (second, third):
        desk.do("certificate")
    for desk in members:
        desk.do("polynomial")
    shown = third.look()["progress"]
    assert [row["you"] for row in shown] == [False, False, True]
    assert {(row["certificate"], row["polynomial"], row["share"], row["key"]) for row in shown} == {
        (True, True, False, None)
    }
    for desk in members:
        desk.do("share")
    assert {desk.look()["step"] for desk in members} == {"rehearse"}


def test_messages_that_do_not_hold_are_refused_by_name(draft: Election, users: list[User]) -> None:
    first, second, third = members = desks.group(draft, users, 2)
    foreign = first.post("certificate", **second.text_for("certificate"))
    assert (foreign.status_code, "Tess" in foreign.json()["error"]) == (422, True)
    for desk in members:
        desk.do("certificate")
    taken = first.post("polynomial", **second.text_for("polynomial"))
    assert (taken.status_code, "Tess" in taken.json()["error"]) == (422, True)
    for desk in members:
        desk.do("polynomial")
    for text in (third.text_for("share")["key"], "", "[" * 5000, "{}"):
        refused = first.post("share", key=text)
        assert (refused.status_code, "Tess" in refused.json()["error"]) == (422, True)
    assert CeremonyMessage.objects.filter(kind="share").count() == 0


def test_ceremony_messages_are_never_edited(draft: Election, users: list[User]) -> None:
    (first, *_others) = desks.group(draft, users, 2)
    first.do("certificate")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CeremonyMessage.objects.update(text="{}")
    dissolve_group(draft, polls.officer())
    assert not draft.trustees.exists()
    assert CeremonyMessage.objects.count() == 1
    assert {desk.look()["step"] for desk in desks.group(draft, users, 1)} == {"certificate"}


def test_rehearsal_finds_a_lost_key_and_is_void_when_a_key_changes(
    draft: Election, users: list[User], trustee: User
) -> None:
    alone = desks.single(draft, trustee)
    members = desks.group(draft, users, 2)
    assert alone.look()["step"] == "key"
    desks.make_keys(alone, *members)
    desks.rehearse(alone, *members[:2])
    lost = members[2].post("rehearsal", partial_decryption=members[1].text_for("rehearse")["partial_decryption"])
    assert (lost.status_code, "Tom did not open" in lost.json()["error"]) == (422, True)
    assert [row["rehearsed"] for row in members[2].look()["progress"]] == [True, True, True, False]
    alone.key = voting.new_trustee_key(draft.group, trustee.name)
    alone.send("key", public_key=alone.key.public)
    assert {desk.look()["step"] for desk in (alone, *members)} == {"rehearse"}


@pytest.mark.parametrize("opening", [(0, 1), (0, 2), (2, 1)])
def test_any_two_of_three_open_the_tally_beside_a_single_trustee(
    draft: Election, users: list[User], trustee: User, opening: tuple[int, int], tmp_path: Path
) -> None:
    add_trustee(draft, "Server", polls.officer())
    alone, members = desks.single(draft, trustee), desks.group(draft, users, 2)
    desks.make_keys(alone, *members)
    desks.rehearse(alone, *members)
    board = polls.opened(draft)
    ranked_polls.vote(board, board.marked_register.first().entry.member, (1, 2, 0, 0), (1, 0))
    board = polls.close(board)
    assert board.state == Board.State.SHUFFLING
    for desk in (alone, *members):  # the server has shuffled by itself
        others = [other for other in (alone, *members) if other.look()["step"] != "shuffle"]
        assert desk not in others
        assert {name for other in others for name in other.look()["missing"]} == {desk.trustee.name}
        desk.do("shuffle")
    polls.run_pending()
    for place in opening:
        members[place].do("decrypt")
        assert polls.fresh(board).state == Board.State.TALLIED
    alone.do("decrypt")
    assert polls.fresh(board).state == Board.State.COMPLETE
    assert verified(board, tmp_path).result == [[[1, 2, 0, 0]], [1, 0]]
    assert alone.look()["step"] == "done"
    assert [member.look()["step"] == "done" for member in members] == [place in opening for place in range(3)]
