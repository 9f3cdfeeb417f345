"""Setting a poll up: its boards, and the records that fix the ballots for good."""

import time
from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from hustings import voting
from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections import checklist, methods
from hustings.elections.actions.chains import append, lock_board
from hustings.elections.models import Board, Contest, Election
from hustings.elections.queries.boards import roll_changes
from hustings.elections.queries.ceremonies import trustees_record
from hustings.elections.queries.contests import answers, is_contested, seats_of
from hustings.elections.states import locked, move
from hustings.jobs.actions import enqueue
from hustings.jobs.models import Job


def prepare_boards(election: Election, by: User) -> list[Board]:
    """Give every roll of a contested contest its board, so that a credential authority can make credentials for it."""
    with transaction.atomic():
        election = locked(election)
        _refuse_unless_draft(election)
        contests: dict[str, list[Contest]] = defaultdict(list)
        for contest in election.contests.select_related("roll"):
            if not is_contested(contest):
                continue
            if contest.roll is None:
                raise ActionRefused(_("The roll of “%(contest)s” is not frozen yet.") % {"contest": contest.title})
            contests[contest.roll_id].append(contest)
        election.contests.update(board=None)
        election.boards.exclude(roll__in=contests).delete()
        boards = []
        for roll, asked in contests.items():
            board, is_new = Board.objects.get_or_create(
                election=election, roll_id=roll, defaults={"uuid": voting.new_uuid(), "timestamp": int(time.time())}
            )
            Contest.objects.filter(pk__in=[contest.pk for contest in asked]).update(board=board)
            if is_new:
                record("elections.board_prepared", board, by=by, uuid=board.uuid, roll=roll)
            boards.append(board)
    return boards


def set_up_poll(election: Election, by: User) -> Job | None:
    """Begin to set up the poll: a job makes the credentials (lesser mode) and publishes the setup records.

    Where no contest is contested there is nothing to vote on: the election can be declared at once, and no job is made.
    """
    with transaction.atomic():
        election = locked(election)
        _refuse_unless_draft(election)
        if missing := checklist.unmet(election, "setup"):
            raise ActionRefused(_("The poll cannot be set up yet: %(point)s.") % {"point": missing[0].name})
        boards = prepare_boards(election, by)
        if not boards:
            move(election, Election.State.TALLIED)
            record("elections.poll_not_needed", election, by=by)
            return None
        if Job.objects.filter(
            task="elections.set_up_poll", arguments={"election": election.pk}, state__in=["queued", "running"]
        ).exists():
            raise ActionRefused(_("The poll is being set up already."))
        record("elections.set_up_begun", election, by=by)
        return enqueue("elections.set_up_poll", by=by, election=election.pk)


def publish_setup(election: Election) -> None:
    """Write every board's setup records; from here on contests, candidates, trustees and credentials are fixed."""
    with transaction.atomic():
        election = locked(election)
        _refuse_unless_draft(election)
        _refuse_without_keys(election)
        _refuse_other_contests(election)
        trustees = trustees_record(election)
        for board in [lock_board(board) for board in election.boards.all()]:
            text = election_text(board, trustees)
            voting.parse_setup(text, trustees, board.credentials)
            _refuse_other_electors(board)
            append(board, voting.setup_records(text, trustees, board.credentials))
            record("elections.board_set_up", board, by="system", uuid=board.uuid, head=board.head)
        move(election, Election.State.READY)
        record("elections.set_up", election, by="system")


def election_text(board: Board, trustees: str) -> str:
    """The election record of a board."""
    election = board.election
    one_of_many = election.boards.count() > 1
    authority = (
        _("this server") if election.credential_mode == Election.CredentialMode.SERVER else _("credential authority")
    )
    return voting.election_record(
        uuid=board.uuid,
        name=f"{election.name}: {board.roll.name}" if one_of_many else election.name,
        description=election.description,
        group=election.group,
        questions=[question(contest) for contest in board.contests.all()],
        trustees=trustees,
        administrator=election.created_by.name,
        credential_authority=authority,
    )


def question(contest: Contest) -> voting.KofN | voting.Ranked:
    """A contest as a question of the protocol; its answers stand in the order of the ballot."""
    labels = tuple(answer.label for answer in answers(contest))
    if methods.is_ranked(contest):
        return voting.Ranked(contest.title, labels)
    return voting.KofN(
        question=contest.title,
        answers=labels,
        min=min(contest.min_choices, len(labels)),
        max=min(contest.max_choices, len(labels)),
        blank=contest.blank_allowed,
    )


def _refuse_unless_draft(election: Election) -> None:
    if election.state != Election.State.DRAFT:
        raise ActionRefused(
            _("The poll is set up already: “%(name)s” is %(state)s.")
            % {"name": election.name, "state": election.get_state_display()}
        )


def _refuse_other_contests(election: Election) -> None:
    """A contest that was added or changed after the boards were prepared would have no ballot, or another roll's."""
    for contest in election.contests.select_related("board", "election"):
        wanted = contest.roll_id if is_contested(contest) else None
        nobody_can_win = contest.seats and wanted and not seats_of(contest).fillable
        if nobody_can_win or wanted != (contest.board.roll_id if contest.board else None):
            raise ActionRefused(
                _("“%(contest)s” was changed while the poll was being set up. Set the poll up again.")
                % {"contest": contest.title}
            )


def _refuse_other_electors(board: Board) -> None:
    """A challenge upheld after the credentials were made leaves somebody without one, or one without an elector."""
    if board.roll_changes != roll_changes(board):
        raise ActionRefused(
            _("The roll changed after the credentials of board {uuid} were made. Make them again.").format(
                uuid=board.uuid
            )
        )


def _refuse_without_keys(election: Election) -> None:
    trustees = list(election.trustees.all())
    if not trustees:
        raise ActionRefused(_("Nobody holds a key yet. Name the trustees, or let the server hold the key."))
    if missing := [trustee.name for trustee in trustees if not trustee.public_key]:
        raise ActionRefused(
            _("These trustees have not made their keys yet: %(names)s.") % {"names": ", ".join(missing)}
        )
