"""Who has another elector's voting link and signs in as themselves has one vote all the same."""

import pytest
from tests.elections import polls

from hustings.accounts.models import Organisation
from hustings.elections import sealing
from hustings.elections.actions.casting import cast
from hustings.elections.models import Board, Bond
from hustings.register.models import Member
from hustings.voting import BallotRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(organisation: Organisation) -> list[Member]:
    return polls.make_members(3)


@pytest.fixture
def board(members: list[Member]) -> Board:
    return polls.open_board(members)


def vote_with(board: Board, member: Member, link_of: Member) -> None:
    """Vote signed in as `member`, with the voting link of another."""
    cast(polls.fresh(board), member, polls.ballot(board, link_of))


def test_one_letter_is_not_enough_for_a_thief_who_can_sign_in(board: Board, members: list[Member]) -> None:
    ann, bob, cleo = members
    vote_with(board, ann, ann)
    with pytest.raises(BallotRefused, match="somebody else's"):
        vote_with(board, ann, bob)  # a second vote
    vote_with(board, bob, bob)
    with pytest.raises(BallotRefused, match="Somebody else, signed in"):
        vote_with(board, cleo, bob)  # in the place of another's
    vote_with(board, ann, ann)
    vote_with(board, bob, bob)
    assert polls.fresh(board).height == 4


def test_who_holds_all_credentials_and_can_sign_in_once_has_one_vote(board: Board, members: list[Member]) -> None:
    ann, bob, cleo = members
    vote_with(board, ann, bob)
    for other in (ann, cleo):
        with pytest.raises(BallotRefused, match="somebody else's"):
            vote_with(board, ann, other)
    with pytest.raises(BallotRefused, match="tell the returning officer at once"):
        vote_with(board, bob, bob)  # who learns of it
    vote_with(board, bob, ann)  # two who mixed up their letters


def test_restore_without_the_key_keeps_nobody_from_voting_again(board: Board, members: list[Member]) -> None:
    ann, bob, cleo = members
    vote_with(board, ann, ann)
    credentials = {member: polls.ballot(board, member) for member in members}
    again = polls.ballot(board, ann)
    sealing.forget(board.election_id)
    cast(polls.fresh(board), ann, again)
    with pytest.raises(BallotRefused, match="somebody else's"):
        cast(polls.fresh(board), ann, credentials[bob])
    cast(polls.fresh(board), cleo, credentials[cleo])
    assert Bond.objects.count() == 3
