"""A restore in mid-poll: boards that are behind receipts are named."""

import pytest
from tests.elections import polls

from hustings.accounts.models import Organisation
from hustings.elections import receipts
from hustings.elections.restoring import missing_ballots

pytestmark = pytest.mark.django_db


def test_board_that_holds_all_its_receipts_is_not_named(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    polls.close(board)
    assert not [sentence for sentence in missing_ballots() if board.uuid in sentence]


def test_board_behind_its_receipts_is_named_with_what_would_be_lost(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    receipts.note(board.uuid, 3, "0" * 64)
    (sentence,) = [sentence for sentence in missing_ballots() if board.uuid in sentence]
    assert "2 accepted ballots would be lost" in sentence


def test_board_with_another_ballot_at_that_height_is_named(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    receipts.note(board.uuid, 1, "f" * 64)
    (sentence,) = [sentence for sentence in missing_ballots() if board.uuid in sentence]
    assert "another ballot at height 1" in sentence


def test_board_that_is_not_there_is_named(db: None) -> None:
    receipts.note("NoSuchBoard123", 7, "0" * 64)
    assert any("NoSuchBoard123, with 7 ballots" in sentence for sentence in missing_ballots())


def test_line_that_a_crash_cut_short_is_no_receipt(db: None) -> None:
    receipts.note("CutShort123456", 1, "0" * 64)
    with (receipts.folder() / "CutShort123456.log").open("a") as file:
        file.write("2 00")
    assert receipts.Issued("CutShort123456", 1, "0" * 64) in receipts.latest()
    receipts.note("CutShort123456", 2, "1" * 64)
    assert receipts.Issued("CutShort123456", 2, "1" * 64) in receipts.latest()
