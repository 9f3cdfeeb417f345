"""Contests in which voters rank: cast, shuffled, opened, counted by their rule and declared."""

import json
from pathlib import Path

import pytest
from tests.elections import polls, ranked_polls

from hustings import voting
from hustings.accounts.models import Organisation
from hustings.elections.actions.declarations import declare
from hustings.elections.models import Board, Election
from hustings.elections.queries.boards import archive
from hustings.elections.queries.results import outcome

pytestmark = pytest.mark.django_db


def verified(board: Board, folder: Path) -> voting.Report:
    path = folder / f"{board.uuid}.bel"
    path.write_bytes(b"".join(archive(polls.fresh(board))))
    report = voting.verify(path)
    assert report.ok, [check for check in report.checks if not check.ok]
    return report


def test_ranked_poll_is_shuffled_opened_counted_and_declared(organisation: Organisation, tmp_path: Path) -> None:
    members = polls.make_members(6)
    board = ranked_polls.open_board(members)
    rankings = [(1, 2, 3, 4), (1, 2, 0, 0), (1, 2, 3, 0), (0, 0, 1, 2), (0, 0, 0, 0), (0, 1, 0, 0)]
    for member, ranks in zip(members, rankings, strict=True):
        ranked_polls.vote(board, member, ranks)
    board = polls.close(board)
    assert (board.state, board.election.state) == (Board.State.COMPLETE, Election.State.TALLIED)
    assert sorted(map(tuple, verified(board, tmp_path).result[0])) == sorted(rankings)
    result = outcome(ranked_polls.contest_of(board))
    assert [result.answers[c].label for c in result.elected] == ["Ann", "Bob"]
    assert (result.cast, result.blank, result.void, result.valid) == (6, 1, 0, 5)
    assert result.votes == (3, 1, 1, 0)
    document = json.loads(declare(board.election, "", polls.officer()).document)
    (contest,) = document["contests"]
    assert contest["elected"] == ["Ann", "Bob"]
    assert contest["count"]["quota"] == "2"
    assert contest["count"]["stages"][0]["votes"] == ["3", "1", "1", "0"]
    assert contest["count"]["sentences"][0].startswith("Stage 1: ")
    assert document["boards"][0]["shuffled_by"] == ["Server"]
