"""From closed boards to results: the encrypted tally, what the server's key does, the result, lots for ties."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.counting import lot_order
from hustings.elections.actions.calls import call_trustees
from hustings.elections.actions.chains import append, lock_board
from hustings.elections.actions.shuffles import submit_shuffle
from hustings.elections.actions.trustees import submit_partial_decryption
from hustings.elections.models import Board, Contest, Election, Lot, Trustee
from hustings.elections.queries.boards import BallotTexts, setup, tally_to_open
from hustings.elections.queries.contests import answers
from hustings.elections.queries.results import outcome
from hustings.elections.queries.shuffles import whose_turn
from hustings.elections.queries.trustees import suffice
from hustings.elections.states import locked, move, move_board
from hustings.jobs.actions import enqueue

Progress = Callable[[int, int, str], None]


def make_tallies(election: Election, progress: Progress) -> None:
    """Make the encrypted tally of every closed board and open it as far as the server's keys go; resumable."""
    for board in election.boards.filter(state=Board.State.ENDED):
        total = 2 * board.ballots.count()  # the library reads all ballots twice
        texts = BallotTexts(
            board, lambda done, total=total: progress(done, total, gettext_noop("adding up the ballots"))
        )
        tally = voting.encrypted_tally(setup(board), texts)
        with transaction.atomic():
            if locked(election).state != Election.State.CLOSED:
                return  # annulled meanwhile: its boards stay as they were
            board = lock_board(board)
            shuffled = voting.needs_shuffles(setup(board))
            move_board(board, Board.State.SHUFFLING if shuffled else Board.State.TALLIED)
            append(board, voting.encrypted_tally_records(board.head, board.height + 1, tally))
            record("elections.tally_made", board, by="system", ballots=tally.num_tallied, weight=tally.total_weight)
            turn = whose_turn(board)
            call_trustees([turn] if turn else election.trustees.all())
    _use_server_key(election)
    publish_results(election)


def carry_on(election: Election) -> None:
    """After a trustee's step: publish what can be, and let a job do what is now for the server's key."""
    publish_results(election)
    server = election.trustees.filter(user=None).first()
    waits = [board for board in election.boards.all() if server and _waits_for(board, server)]
    if waits and Election.objects.filter(pk=election.pk, state=Election.State.CLOSED).exists():
        enqueue("elections.tally", by=None, election=election.pk)


def _waits_for(board: Board, trustee: Trustee) -> bool:
    if board.state == Board.State.TALLIED:
        return not board.partial_decryptions.filter(trustee=trustee).exists()
    return whose_turn(board) == trustee


def _use_server_key(election: Election) -> None:
    """Shuffle where it is the server's turn, and open what can be opened, if the server holds a key."""
    server = election.trustees.filter(user=None).first()
    if server is None:
        return
    for board in election.boards.filter(state=Board.State.SHUFFLING):
        if _waits_for(board, server):
            submit_shuffle(board, server, voting.shuffle(setup(board), _tally(board).text))
    for board in election.boards.filter(state=Board.State.TALLIED):
        if _waits_for(board, server):
            share = voting.partial_decryption(setup(board), _tally(board).text, server.private_key)
            submit_partial_decryption(board, server, share)


def _tally(board: Board) -> voting.EncryptedTally:
    tally = tally_to_open(board)
    assert tally is not None  # the callers know the board's state
    return tally


def publish_results(election: Election) -> None:
    """Publish the result of every board whose shares suffice; after the last one the election is counted."""
    trustees = list(election.trustees.select_related("threshold_group"))
    for board in election.boards.filter(state=Board.State.TALLIED):
        shares = dict(board.partial_decryptions.values_list("trustee__position", "text"))
        if not suffice(trustees, shares):
            continue
        text = voting.tally_result(setup(board), _tally(board), shares)
        with transaction.atomic():
            state = locked(election).state
            board = lock_board(board)
            if state != Election.State.CLOSED or board.state != Board.State.TALLIED:
                continue  # the poll was annulled, or another request was faster
            move_board(board, Board.State.COMPLETE)
            append(board, voting.result_records(board.head, board.height + 1, text))
            record("elections.result_published", board, by="system", head=board.head)
    with transaction.atomic():
        election = locked(election)
        if election.state == Election.State.CLOSED and not election.boards.exclude(state=Board.State.COMPLETE).exists():
            move(election, Election.State.TALLIED)
            record("elections.counted", election, by="system")


def draw_lot(contest: Contest, seed: str, by: User) -> Lot:
    """Break a contest's tie by the order that a public seed gives; a lot is drawn once and stays."""
    with transaction.atomic():
        election = locked(contest.election)
        if election.state != Election.State.TALLIED:
            raise ActionRefused(_("A lot is drawn after the count and before the declaration."))
        if not (seed := seed.strip()):
            raise ActionRefused(_("Give the seed: for example the numbers thrown with dice before witnesses."), "seed")
        if contest.lots.exists():
            raise ActionRefused(_("The lot for “{contest}” is drawn already.").format(contest=contest.title))
        tie = outcome(contest).tie
        if tie is None or contest.kind != Contest.Kind.SEATS:
            raise ActionRefused(_("Nobody is tied for a seat in “{contest}”.").format(contest=contest.title))
        ballot = answers(contest)
        lot = Lot.objects.create(
            contest=contest,
            seed=seed,
            tied=[ballot[c].label for c in tie.candidates],
            order=[ballot[c].label for c in lot_order(seed, len(ballot)) if c in tie.candidates],
            drawn_by=by,
        )
        record("elections.lot_drawn", contest, by=by, seed=seed, candidates=list(tie.candidates))
    return lot
