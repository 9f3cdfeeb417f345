"""What a board holds, for those who read it."""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache

from hustings import voting
from hustings.elections.models import Board, BoardRecord, Election

ELECTION, TRUSTEES, CREDENTIALS = range(3)  # positions of the setup records
SETUP_LENGTH = 5  # these three, the setup data, and the event
BALLOT_LENGTH = 2  # the ballot and its event
CHUNK = 200


def credentials_are_here(election: Election) -> bool:
    """Whether every board has its public credentials, made for its roll as it is now."""
    boards = list(election.boards.select_related("roll"))
    return bool(boards) and all(b.credentials and b.roll_changes == roll_changes(b) for b in boards)


def roll_changes(board: Board) -> int:
    """How often upheld challenges have changed the board's roll: credentials made before fit it no more."""
    return board.roll.changes.count()


def setup_record(board: Board, position: int) -> str:
    """The text of one setup record: ELECTION, TRUSTEES or CREDENTIALS."""
    return board.records.values_list("body", flat=True).get(position=position)


def setup(board: Board) -> voting.Setup:
    """The board's parsed and checked setup. It never changes, so each process reads it once."""
    return _setup(board.uuid)


@lru_cache(maxsize=8)
def _setup(uuid: str) -> voting.Setup:
    records = BoardRecord.objects.filter(board__uuid=uuid, position__lte=CREDENTIALS).order_by("position")
    return voting.parse_setup(*records.values_list("body", flat=True))


class BallotTexts:
    """The texts of all accepted ballots of a board, in the order of the chain; can be walked more than once."""

    def __init__(self, board: Board, progress: Callable[[int], None] | None = None) -> None:
        self._board = board
        self._progress = progress
        self._walked = 0

    def __iter__(self) -> Iterator[str]:
        end = SETUP_LENGTH + BALLOT_LENGTH * self._board.ballots.count()
        records = self._board.records.filter(
            position__gte=SETUP_LENGTH, position__lt=end, name__endswith=".data.json"
        ).order_by("position")
        for text in records.values_list("body", flat=True).iterator(chunk_size=CHUNK):
            yield text
            self._walked += 1
            if self._progress and self._walked % CHUNK == 0:
                self._progress(self._walked)


def event_hash(board: Board, height: int) -> str | None:
    """The hash of the event at a height of the poll (0 is the setup, then one per ballot), or None if it has none."""
    position = SETUP_LENGTH - 1 + BALLOT_LENGTH * height
    name = board.records.filter(position=position).values_list("name", flat=True).first()
    return name.removesuffix(".event.json") if name and name.endswith(".event.json") else None


def archive(board: Board) -> Iterator[bytes]:
    """The archive as it stands now, in pieces."""
    records = board.records.order_by("position").values_list("name", "body").iterator(chunk_size=CHUNK)
    return voting.archive_chunks(board.timestamp, (voting.Record(name, body) for name, body in records))


def encrypted_tally(board: Board) -> voting.EncryptedTally | None:
    """The board's encrypted tally, once it was made."""
    start = SETUP_LENGTH + BALLOT_LENGTH * board.ballots.count() + 1  # after the event that ends the ballots
    records = list(board.records.filter(position__gte=start).order_by("position").values_list("body", flat=True)[:2])
    if len(records) < 2:
        return None
    text, size = records[0], json.loads(records[1])
    return voting.EncryptedTally(text, size["num_tallied"], int(size["total_weight"]))


def tally_to_open(board: Board) -> voting.EncryptedTally | None:
    """The encrypted tally as the last shuffle left it: what the next trustee shuffles, or all of them open."""
    tally = encrypted_tally(board)
    last = board.shuffles.select_related("record").last()
    return voting.shuffled_tally(setup(board), tally, last.record.body) if tally and last else tally


def result_text(board: Board) -> str | None:
    """The result record, once there is one."""
    if board.state != Board.State.COMPLETE:
        return None
    return board.records.order_by("-position").values_list("body", flat=True)[1]
