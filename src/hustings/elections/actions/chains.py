"""The chain of a board: the only place that appends records to it."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Max

from hustings.elections.models import Board, BoardRecord
from hustings.voting import Record

BATCH = 500


def lock_board(board: Board) -> Board:
    """The board as it is now, held against other writers until the transaction ends."""
    if connection.vendor == "postgresql":
        # Whatever the server's default is, a receipt must not be issued for what a crash can lose.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
    return Board.objects.select_for_update().get(pk=board.pk)


def append(board: Board, records: Sequence[Record]) -> None:
    """Append the records of one event (the event last) to a locked board, and save its new height and head."""
    last = board.records.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    BoardRecord.objects.bulk_create(
        [
            BoardRecord(board=board, position=position, name=record.name, body=record.body)
            for position, record in enumerate(records, first)
        ],
        batch_size=BATCH,
    )
    board.height += 1
    board.head = records[-1].name.removesuffix(".event.json")
    board.save(update_fields=["height", "head", "state"])
