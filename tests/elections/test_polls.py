"""A poll's way through its states."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.elections import polls

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation
from hustings.audit.log import verify_chain
from hustings.elections.actions.casting import cast
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.polls import annul_poll, arm_poll, close_poll, extend_poll, keep_times, open_poll
from hustings.elections.actions.setup import set_up_poll
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import Board, Election
from hustings.elections.queries.boards import archive
from hustings.elections.queries.results import outcomes
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


def archive_of(board: Board, folder: Path) -> Path:
    path = folder / f"{board.uuid}.bel"
    path.write_bytes(b"".join(archive(board)))
    return path


def test_poll_from_set_up_to_declaration(organisation: Organisation, tmp_path: Path) -> None:
    members = polls.make_members(4)
    board = polls.open_board(members, weights=[1, 1, 1, 2])
    polls.vote(board, members[0])
    polls.vote(board, members[1], ([1, 0, 0, 0], [0, 1]))
    polls.vote(board, members[3], ([0, 0, 1, 1], [1, 0]))
    polls.vote(board, members[0], ([0, 1, 0, 0], [0, 1]))
    report = voting.verify(archive_of(polls.fresh(board), tmp_path))
    assert report.ok, report
    board = polls.close(board)
    assert board.state == Board.State.COMPLETE
    report = voting.verify(archive_of(board, tmp_path))
    assert report.ok, report
    assert report.result == [[1, 1, 2, 2], [2, 2]]
    seats, question = outcomes(board.election)
    assert (seats.cast, seats.weight, seats.blank, seats.valid, seats.electorate) == (3, 4, 1, 3, 4)
    assert [seats.answers[c].label for c in seats.elected] == ["Bob", "Cleo"]
    assert question.tie is not None and question.elected == ()
    declaration = declare(board.election, "Saul", polls.officer())
    assert '"elected":["Bob","Cleo"]' in declaration.document
    assert verify_chain() is None


def test_contests_with_other_rolls_have_other_boards(organisation: Organisation, tmp_path: Path) -> None:
    members = polls.make_members(3)
    election = polls.make_election(polls.make_roll(members))
    election.contests.filter(kind="question").update(roll=polls.make_roll(members[:2], weights=[3, 1]))
    add_trustee(election, "Server", polls.officer())
    set_up_poll(election, polls.officer())
    run_pending()
    open_poll(election, polls.officer())
    seats, question = election.boards.order_by("-roll__size")
    for member in members:
        polls.vote(seats, member, ([0, 1, 1, 0],))
    polls.vote(question, members[0], ([1, 0],))
    polls.vote(question, members[1], ([0, 1],))
    polls.close(seats)
    assert [outcome.votes for outcome in outcomes(election)] == [(3, 3, 0), (3, 1)]
    for board in election.boards.all():
        assert voting.verify(archive_of(board, tmp_path)).ok
    declare(Election.objects.get(), "", polls.officer())


def test_set_up_without_a_key_is_refused(organisation: Organisation) -> None:
    election = polls.make_election(polls.make_roll(polls.make_members(2)))
    with pytest.raises(ActionRefused):
        set_up_poll(election, polls.officer())
    assert not Board.objects.filter(height__gte=0).exists()


def test_contest_added_while_the_poll_is_set_up_is_not_left_without_a_ballot(organisation: Organisation) -> None:
    election = polls.make_election(polls.make_roll(polls.make_members(2)))
    add_trustee(election, "Server", polls.officer())
    set_up_poll(election, polls.officer())
    late = election.contests.get(kind="question")
    late.pk, late.position, late.title, late.board = None, 3, "Another question?", None
    late.save()
    run_pending()
    assert Job.objects.get().state == Job.State.FAILED
    assert "“Another question?” was changed" in Job.objects.get().error
    assert Election.objects.get().state == Election.State.DRAFT
    assert not Board.objects.filter(height__gte=0).exists()


def test_open_before_its_time_is_refused(organisation: Organisation) -> None:
    board = polls.ready_poll(polls.make_members(2), opens_at=timezone.now() + timedelta(minutes=5))
    with pytest.raises(ActionRefused, match="not before"):
        open_poll(board.election, polls.officer())
    assert polls.fresh(board).state == Board.State.SETUP


def test_close_before_its_time_is_refused(organisation: Organisation) -> None:
    board = polls.open_board(polls.make_members(2))
    with pytest.raises(ActionRefused, match="not before"):
        close_poll(board.election, polls.officer())


def test_extend_puts_the_end_off_but_never_forward(organisation: Organisation) -> None:
    board = polls.open_board(polls.make_members(2))
    closes = board.election.closes_at
    with pytest.raises(ActionRefused, match="never shortened"):
        extend_poll(board.election, closes - timedelta(minutes=1), "Too long", polls.officer())
    extend_poll(board.election, closes + timedelta(days=1), "The post was late", polls.officer())
    election = Election.objects.get()
    assert election.closes_at == closes + timedelta(days=1)
    assert election.timetable_changes.get().reason == "The post was late"


def test_annulled_poll_stays_annulled(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    text = polls.ballot(board, members[0])
    annul_poll(board.election, "A candidate was left out", polls.officer())
    with pytest.raises(ActionRefused):
        close_poll(Election.objects.get(), polls.officer())
    with pytest.raises(ActionRefused, match="annulled"):
        cast(polls.fresh(board), members[0], text)


def test_armed_poll_opens_and_closes_by_itself(organisation: Organisation) -> None:
    board = polls.ready_poll(polls.make_members(2))
    keep_times()
    assert polls.fresh(board).state == Board.State.SETUP
    arm_poll(board.election, polls.officer())
    keep_times()
    assert polls.fresh(board).state == Board.State.OPEN
    polls.end_time(board.election)
    keep_times()
    assert polls.fresh(board).state == Board.State.ENDED


def test_two_people_where_the_organisation_says_so(organisation: Organisation) -> None:
    board = polls.ready_poll(polls.make_members(2))
    Organisation.objects.update(two_people=True)
    with pytest.raises(ActionRefused, match="Two people"):
        open_poll(board.election, polls.officer())


@pytest.mark.django_db(transaction=True)
def test_poll_that_several_close_at_once_is_closed_once(
    organisation: Organisation, in_threads: Callable[[Callable[[int], None], int], None], tmp_path: Path
) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    polls.end_time(board.election)
    refused: list[str] = []

    def close(number: int) -> None:
        try:
            close_poll(Election.objects.get(), polls.officer())
        except ActionRefused as refusal:
            refused.append(refusal.sentence)

    in_threads(close, 3)
    assert len(refused) == 2
    assert Job.objects.filter(task="elections.tally").count() == 1
    run_pending()
    assert voting.verify(archive_of(polls.fresh(board), tmp_path)).ok
