"""Accepting ballots: the chain stays whole, nothing links a member to a ballot, receipts hold."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from tests.elections import polls

from hustings import voting
from hustings.accounts.models import Organisation
from hustings.audit.models import AuditEvent
from hustings.elections import receipts, signing
from hustings.elections.actions.casting import NotOnRoll, PollNotOpen, cast
from hustings.elections.models import Board, BoardBallot, BoardRecord, Election, MarkedRegister, TurnoutHour
from hustings.elections.queries.boards import archive, event_hash

pytestmark = pytest.mark.django_db


def is_whole(board: Board, folder: Path) -> bool:
    path = folder / f"{board.uuid}.bel"
    path.write_bytes(b"".join(archive(board)))
    return voting.verify(path).ok


def test_receipt_is_signed_and_names_the_place_in_the_chain(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    text = polls.ballot(board, members[0])
    receipt = cast(board, members[0], text)
    board = polls.fresh(board)
    assert receipt.tracking_number == voting.tracking_number(text)
    assert (receipt.height, receipt.head, receipt.revote) == (1, board.head, False)
    assert event_hash(board, 1) == board.head
    assert json.loads(receipt.statement)["tracking_number"] == receipt.tracking_number
    assert signing.is_signed("receipts", receipt.statement, receipt.signature)
    assert not signing.is_signed("receipts", receipt.statement + " ", receipt.signature)
    assert not signing.is_signed("declarations", receipt.statement, receipt.signature)
    assert receipts.Issued(board.uuid, 1, board.head) in receipts.latest()


def test_casting_leaves_no_link_between_member_and_ballot(organisation: Organisation) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members)
    polls.vote(board, members[2])
    event = AuditEvent.objects.get(verb="elections.ballot_accepted")
    assert (event.actor_kind, event.actor, event.facts) == ("nobody", None, {})
    assert (event.at.minute, event.at.second, event.at.microsecond) == (0, 0, 0)
    assert {field.name for field in BoardBallot._meta.fields} == {
        "id", "board", "height", "credential", "weight", "tracking_number",
    }  # fmt: skip
    marks = MarkedRegister.objects.order_by("pk")
    assert [mark.entry.member_id for mark in marks] == [member.pk for member in members]
    assert [mark.voted_on is not None for mark in marks] == [False, False, True]


def test_revote_counts_once_in_the_turnout(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    assert not polls.vote(board, members[0]).revote
    assert polls.vote(board, members[0]).revote
    hour = TurnoutHour.objects.get()
    assert (hour.voters, hour.ballots, polls.marked(board)) == (1, 2, 1)


def test_same_ballot_again_gets_its_receipt_again(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    texts = [polls.ballot(board, members[0]) for _ in range(2)]
    first, second = (cast(polls.fresh(board), members[0], text) for text in texts)
    events = AuditEvent.objects.count()
    again = [cast(polls.fresh(board), members[0], text) for text in texts]
    for receipt, receipt_again in zip((first, second), again, strict=True):
        assert replace(receipt_again, received="", statement="", signature="") == replace(
            receipt, received="", statement="", signature=""
        )
        assert json.loads(receipt_again.statement)["height"] == receipt.height
        assert signing.is_signed("receipts", receipt_again.statement, receipt_again.signature)
    assert [receipt.revote for receipt in again] == [False, True]
    hour = TurnoutHour.objects.get()
    assert (polls.fresh(board).height, hour.voters, hour.ballots) == (2, 1, 2)
    assert AuditEvent.objects.count() == events


def test_receipt_that_was_lost_at_the_close_is_given_after_it(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    text = polls.ballot(board, members[0])
    receipt = cast(board, members[0], text)
    polls.close(board)
    again = cast(polls.fresh(board), members[0], text)
    assert (again.height, again.head) == (receipt.height, receipt.head)


def test_receipt_is_not_given_to_a_member_who_is_not_on_the_roll(organisation: Organisation) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members[:2])
    text = polls.ballot(board, members[0])
    cast(board, members[0], text)
    with pytest.raises(NotOnRoll):
        cast(polls.fresh(board), members[2], text)


def test_ballot_of_a_member_not_on_the_roll_is_refused(organisation: Organisation) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members[:2])
    with pytest.raises(NotOnRoll):
        cast(board, members[2], polls.ballot(board, members[0]))
    assert not BoardBallot.objects.exists()


@pytest.mark.parametrize(("opens", "closes"), [(-10, -1), (5, 10)])
def test_ballot_outside_the_times_is_refused(organisation: Organisation, opens: int, closes: int) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    now = timezone.now()
    Election.objects.update(opens_at=now + timedelta(minutes=opens), closes_at=now + timedelta(minutes=closes))
    with pytest.raises(PollNotOpen):
        polls.vote(board, members[0])
    assert not BoardBallot.objects.exists()


@pytest.mark.parametrize("model", [BoardRecord, BoardBallot])
def test_board_refuses_update_and_delete(organisation: Organisation, model: type[BoardRecord | BoardBallot]) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    for change in (lambda: model.objects.update(board=board), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(Exception, match="append-only") as refused, transaction.atomic():
            change()
        assert not isinstance(refused.value, AssertionError)


@pytest.mark.django_db(transaction=True)
def test_casts_at_once_keep_the_chain_whole(
    organisation: Organisation, in_threads: Callable[[Callable[[int], None], int], None], tmp_path: Path
) -> None:
    members = polls.make_members(4)
    board = polls.open_board(members)
    ballots = [[polls.ballot(board, member) for _ in range(3)] for member in members]

    def vote(number: int) -> None:
        for text in ballots[number]:
            cast(polls.fresh(board), members[number], text)

    in_threads(vote, 4)
    board = polls.fresh(board)
    assert board.height == 12
    assert sorted(board.ballots.values_list("height", flat=True)) == list(range(1, 13))
    assert is_whole(board, tmp_path)
    assert polls.marked(board) == 4


@pytest.mark.django_db(transaction=True)
def test_same_ballot_at_once_is_accepted_once(
    organisation: Organisation, in_threads: Callable[[Callable[[int], None], int], None]
) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    text = polls.ballot(board, members[0])
    heights: list[int] = []
    in_threads(lambda number: heights.append(cast(polls.fresh(board), members[0], text).height), 3)
    assert heights == [1, 1, 1]
    assert polls.fresh(board).height == 1


@pytest.mark.parametrize("fault", [OSError("No space left on device"), OperationalError("disk I/O error")])
def test_ballot_whose_receipt_cannot_be_noted_is_not_called_refused(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    client, text = polls.browser(members[0]), polls.ballot(board, members[0])

    def fail(*_: object) -> None:
        raise fault

    with monkeypatch.context() as disk:
        disk.setattr(receipts, "note", fail)
        answer = polls.post_ballot(client, board, text)
    assert answer.status_code == 503  # for which the booth sends the same ballot again
    assert "Send the same ballot again" in answer.json()["error"]
    answer = polls.post_ballot(client, board, text)
    assert (answer.status_code, answer.json()["height"], polls.fresh(board).height) == (201, 1, 1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps row versions")
@pytest.mark.django_db(transaction=True)
def test_row_versions_do_not_link_marks_to_ballots_once_the_poll_is_closed(organisation: Organisation) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members)
    for member in members[:2]:
        polls.vote(board, member)

    def writers(table: str) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT xmin::text::bigint FROM {table}")
            return {writer for (writer,) in cursor.fetchall()}

    ballots, marks = BoardBallot._meta.db_table, MarkedRegister._meta.db_table
    assert len(writers(ballots) & writers(marks)) == 2
    polls.close(board)
    assert len(writers(marks)) == 1
    assert not writers(ballots) & writers(marks)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="settings of SQLite")
def test_sqlite_writes_are_durable(db: None) -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
