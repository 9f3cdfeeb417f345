"""Trustees: their keys before the poll, their shares after it."""

from collections.abc import Callable

import pytest
from tests.elections import polls

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.elections.actions.polls import annul_poll, close_poll
from hustings.elections.actions.setup import set_up_poll
from hustings.elections.actions.tally import publish_results
from hustings.elections.actions.trustees import (
    add_trustee,
    remove_trustee,
    submit_partial_decryption,
    submit_public_key,
)
from hustings.elections.models import Board, Election, PartialDecryption
from hustings.elections.queries.boards import encrypted_tally, setup
from hustings.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(organisation: Organisation) -> Election:
    return polls.make_election(polls.make_roll(polls.make_members(3)))


def test_add_trustee_without_the_role_is_refused(draft: Election, scrutineer: User) -> None:
    with pytest.raises(ActionRefused, match="role of trustee"):
        add_trustee(draft, scrutineer.name, polls.officer(), scrutineer)


def test_add_trustee_twice_is_refused(draft: Election, trustee: User) -> None:
    add_trustee(draft, "Server", polls.officer())
    add_trustee(draft, trustee.name, polls.officer(), trustee)
    for user in (None, trustee):
        with pytest.raises(ActionRefused, match="already"):
            add_trustee(draft, "Again", polls.officer(), user)


def test_remove_trustee_leaves_no_gap(draft: Election, make_user: Callable[..., User]) -> None:
    first, _second, third = (
        add_trustee(draft, user.name, polls.officer(), user) for user in (make_user("trustee") for _ in range(3))
    )
    remove_trustee(first, polls.officer())
    assert list(draft.trustees.values_list("position", flat=True)) == [1, 2]
    assert draft.trustees.last() == third


def test_submit_public_key_of_another_group_is_refused(draft: Election, trustee: User) -> None:
    named = add_trustee(draft, trustee.name, polls.officer(), trustee)
    for text in (voting.new_trustee_key("BELENIOS-2048").public, "", "{}", "[" * 9999, "\x00"):
        with pytest.raises(ActionRefused, match="handed in was refused"):
            submit_public_key(named, text)
    assert draft.trustees.get().public_key == ""


def test_submit_public_key_of_another_trustee_is_refused(draft: Election, make_user: Callable[..., User]) -> None:
    first, second = (
        add_trustee(draft, user.name, polls.officer(), user) for user in (make_user("trustee"), make_user("trustee"))
    )
    key = voting.new_trustee_key("Ed25519")
    submit_public_key(first, key.public)
    with pytest.raises(ActionRefused, match="very key"):
        submit_public_key(second, key.public)


def test_trustees_are_fixed_once_the_poll_is_set_up(organisation: Organisation) -> None:
    board = polls.ready_poll(polls.make_members(3))
    named = board.election.trustees.get()
    for change in (
        lambda: add_trustee(board.election, "Late", polls.officer()),
        lambda: remove_trustee(named, polls.officer()),
        lambda: submit_public_key(named, voting.new_trustee_key("Ed25519").public),
    ):
        with pytest.raises(ActionRefused, match="set up"):
            change()


@pytest.fixture
def two_keys(organisation: Organisation, make_user: Callable[..., User]) -> tuple[Board, list[voting.TrusteeKey]]:
    """A closed poll that waits for the shares of two trustees."""
    election = polls.make_election(polls.make_roll(members := polls.make_members(3)))
    keys = [voting.new_trustee_key("Ed25519") for _ in range(2)]
    for key in keys:
        user = make_user("trustee")
        submit_public_key(add_trustee(election, user.name, polls.officer(), user), key.public)
    for named, key in zip(election.trustees.all(), keys, strict=True):
        polls.rehearse(named, key.private)
    board = polls.opened(election)
    polls.vote(board, members[0])
    return polls.close(board), keys


def share(board: Board, key: voting.TrusteeKey) -> str:
    return voting.partial_decryption(setup(board), encrypted_tally(board).text, key.private)


def test_share_made_with_another_key_is_refused_by_name(two_keys: tuple[Board, list[voting.TrusteeKey]]) -> None:
    board, keys = two_keys
    first = board.election.trustees.get(position=1)
    with pytest.raises(ActionRefused, match=f"share of {first.name} was refused"):
        submit_partial_decryption(board, first, share(board, keys[1]))
    assert not PartialDecryption.objects.exists()
    assert polls.fresh(board).height == board.height


def test_result_comes_with_the_last_share_and_not_before(two_keys: tuple[Board, list[voting.TrusteeKey]]) -> None:
    board, keys = two_keys
    for position in (2, 1):  # in any order
        publish_results(board.election)
        assert polls.fresh(board).state == Board.State.TALLIED
        named = board.election.trustees.get(position=position)
        submit_partial_decryption(board, named, share(board, keys[position - 1]))
    publish_results(board.election)
    assert polls.fresh(board).state == Board.State.COMPLETE
    assert Election.objects.get().state == Election.State.TALLIED


def test_same_share_twice_is_refused(two_keys: tuple[Board, list[voting.TrusteeKey]]) -> None:
    board, keys = two_keys
    named = board.election.trustees.get(position=1)
    submit_partial_decryption(board, named, share(board, keys[0]))
    with pytest.raises(ActionRefused, match="already"):
        submit_partial_decryption(board, named, share(board, keys[0]))


def test_share_before_the_poll_is_closed_is_refused(organisation: Organisation) -> None:
    board = polls.open_board(polls.make_members(2))
    with pytest.raises(ActionRefused, match="no encrypted tally"):
        submit_partial_decryption(board, board.election.trustees.get(), "{}")


def test_poll_that_was_annulled_gets_no_result(two_keys: tuple[Board, list[voting.TrusteeKey]]) -> None:
    board, keys = two_keys
    for position in (1, 2):
        named = board.election.trustees.get(position=position)
        submit_partial_decryption(board, named, share(board, keys[position - 1]))
    # Annulled between the last share and the result, which come in two transactions.
    annul_poll(board.election, "A candidate was left out.", polls.officer())
    publish_results(board.election)
    assert polls.fresh(board).state == Board.State.TALLIED


def test_poll_that_was_annulled_is_not_added_up(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    polls.end_time(board.election)
    close_poll(board.election, polls.officer())
    annul_poll(board.election, "A candidate was left out.", polls.officer())
    height = polls.fresh(board).height
    run_pending()
    assert polls.fresh(board).height == height


def test_poll_is_not_set_up_before_every_trustee_has_rehearsed(draft: Election, trustee: User) -> None:
    named = add_trustee(draft, trustee.name, polls.officer(), trustee)
    key = voting.new_trustee_key("Ed25519")
    submit_public_key(named, key.public)
    with pytest.raises(ActionRefused, match="opened the test ballot"):
        set_up_poll(draft, polls.officer())
    polls.rehearse(named, key.private)
    board = polls.opened(draft)
    with pytest.raises(ActionRefused, match="rehearsal is over"):
        polls.rehearse(named, key.private)
    assert board.state == Board.State.OPEN
