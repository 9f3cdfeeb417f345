"""Divisions: called, voted in, closed with a result or abandoned."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.council.actions.decisions import decide
from hustings.council.actions.meetings import locked_meeting
from hustings.council.actions.motions import locked_motion, refuse_barred
from hustings.council.models import Amendment, Decision, Division, DivisionResult, Meeting, Motion, Threshold, Vote
from hustings.council.moments import day_of, happened
from hustings.council.queries.divisions import is_closed, latest_votes, tally_of
from hustings.council.queries.meetings import Quorum, meeting_voters, present_at, present_since, quorum_at
from hustings.council.queries.seats import seats_on
from hustings.council.standing_orders import Tally, is_carried, is_tied
from hustings.register.models import Member

Choice, Outcome = Vote.Choice, DivisionResult.Outcome


@dataclass(frozen=True)
class Numbers:
    """What was counted where no names are recorded."""

    in_favour: int
    against: int
    abstaining: int


@transaction.atomic
def open_division(
    motion: Motion,
    by: User,
    *,
    amendment: Amendment | None = None,
    by_name: bool = True,
    threshold: str = "",
    at: datetime | None = None,
) -> Division:
    """Call a division on a motion, or on one of its amendments, in a meeting that has its quorum."""
    meeting = locked_meeting(motion.meeting, Meeting.State.OPEN)
    motion = locked_motion(motion)
    moment = happened(at, not_before=meeting.opened_at)
    _refuse_without_quorum(quorum_at(meeting, moment))
    if meeting.divisions.filter(result=None).exists():
        raise ActionRefused(_("Another division of this meeting is open. Close or abandon it first."))
    if not by_name and not meeting.body.numbers_only:
        raise ActionRefused(
            _("The standing orders of {body} ask for names in every division.").format(body=meeting.body.name),
            field="by_name",
        )
    if amendment:
        _check_turn(amendment)
    else:
        _check_amendments_are_settled(motion)
        refuse_barred(motion.question, motion.body, day_of(moment))
    division = Division.objects.create(
        meeting=meeting,
        motion=motion,
        amendment=amendment,
        threshold=threshold or (Threshold.MAJORITY_VOTING if amendment else motion.threshold),
        by_name=by_name,
        opened_at=moment,
        recorded_by=by,
    )
    record("council.division_opened", division, by=by, motion=motion.pk, amendment=amendment.pk if amendment else None)
    return division


def _refuse_without_quorum(quorum: Quorum) -> None:
    if not quorum.is_met:
        raise ActionRefused(
            _(
                "There is no quorum: {present} seat-holders with a vote are there, {needed} are needed. What has been "
                "recorded is kept. Note who arrives, or close the meeting."
            ).format(present=quorum.present, needed=quorum.needed)
        )


def _check_turn(amendment: Amendment) -> None:
    amendment.refresh_from_db()
    if amendment.state != Amendment.State.MOVED:
        raise ActionRefused(
            _("Amendment {number} is {state}.").format(number=amendment.number, state=amendment.get_state_display())
        )
    first = amendment.clause.amendments.filter(state=Amendment.State.MOVED).order_by("order").first()
    if first and first != amendment:
        raise ActionRefused(
            _("Amendment {first} to {clause} is put before this one.").format(
                first=first.number, clause=amendment.clause.name
            )
        )


def _check_amendments_are_settled(motion: Motion) -> None:
    if left := list(motion.amendments.filter(state=Amendment.State.MOVED).values_list("number", flat=True)):
        raise ActionRefused(
            _("These amendments are put before the motion: {numbers}.").format(numbers=", ".join(map(str, left)))
        )


@transaction.atomic
def cast_vote(division: Division, member: Member, choice: str, by: User | Member) -> Vote:
    """Record how a seat-holder votes; they do it themselves, or say it and the secretary writes it down."""
    division = _locked_open(division)
    if choice not in (Choice.FOR, Choice.AGAINST, Choice.ABSTAINING):
        raise ActionRefused(_("Vote for, against, or abstain."), field="choice")
    if not division.by_name:
        raise ActionRefused(_("No names are recorded in this division."))
    if member not in meeting_voters(division.meeting):
        raise ActionRefused(
            _("{name} does not hold a seat with a vote in {body}.").format(
                name=member.name, body=division.meeting.body.name
            )
        )
    if member.pk not in present_since(division.meeting, division.opened_at):
        raise ActionRefused(_("{name} is not noted as being there. Note their arrival first.").format(name=member.name))
    vote = Vote.objects.create(
        division=division, member=member, choice=choice, recorded_by=by if isinstance(by, User) else None
    )
    record("council.vote_cast", vote, by=by, division=division.pk, member=member.pk)
    return vote


def _locked_open(division: Division) -> Division:
    division = (
        Division.objects.select_for_update(of=("self",))
        .select_related("meeting__body", "meeting__chair", "motion__body", "amendment")
        .get(pk=division.pk)
    )
    if is_closed(division):
        raise ActionRefused(_("This division is closed: its votes are on record and no more are taken."))
    return division


@transaction.atomic
def close_division(
    division: Division,
    by: User,
    *,
    silent_abstain: bool = False,
    numbers: Numbers | None = None,
    casting_vote: str = "",
    at: datetime | None = None,
) -> DivisionResult:
    """Close a division and say what it came to; one on a motion decides it.

    `silent_abstain`: who is there and gave no vote is recorded as abstaining. `numbers`: where no names are recorded.
    `casting_vote`: 'for' or 'against', of the chair, where the vote is tied and the standing orders give one.
    """
    division = _locked_open(division)
    meeting = division.meeting
    moment = happened(at, not_before=division.opened_at)
    quorum = quorum_at(meeting, moment)
    _refuse_without_quorum(quorum)
    voters = meeting_voters(meeting)
    seats = seats_on(meeting.body, day_of(meeting.starts_at)).filter(votes=True).count()
    if division.by_name:
        tally = _by_name(division, voters, present_at(meeting, moment), quorum.present, seats, silent_abstain, by)
    else:
        tally = _by_numbers(numbers, quorum.present, seats)
    _check_casting_vote(division, tally, casting_vote)
    carried = is_carried(division.threshold, tally, casting_vote)
    result = DivisionResult.objects.create(
        division=division,
        outcome=Outcome.CARRIED if carried else Outcome.LOST,
        in_favour=tally.in_favour,
        against=tally.against,
        abstaining=tally.abstaining,
        absent=len(voters) - tally.present,
        present=tally.present,
        seats=seats,
        quorum=quorum.needed,
        casting_vote=casting_vote,
        casting_by=meeting.chair if casting_vote else None,
        closed_at=moment,
        recorded_by=by,
    )
    _settle(division, result, by)
    record("council.division_closed", division, by=by, outcome=result.outcome)
    return result


def _by_name(
    division: Division,
    voters: list[Member],
    there: set[int],
    present: int,
    seats: int,
    silent_abstain: bool,
    by: User,
) -> Tally:
    """The figures of the votes given, after a vote is noted for everybody who gave none."""
    given = {member: vote.choice for member, vote in latest_votes(division).items()}
    silent = [member for member in voters if member.pk not in given and member.pk in there]
    if silent and not silent_abstain:
        raise ActionRefused(
            _("These are there and have not voted: {names}. Record their votes, or say that they abstain.").format(
                names=", ".join(member.name for member in silent)
            ),
            field="silent_abstain",
        )
    for member in voters:
        if member.pk not in given:
            given[member.pk] = Choice.ABSTAINING if member.pk in there else Choice.ABSENT
            Vote.objects.create(division=division, member=member, choice=given[member.pk], recorded_by=by)
    return tally_of(given, max(present, sum(choice != Choice.ABSENT for choice in given.values())), seats)


def _by_numbers(numbers: Numbers | None, present: int, seats: int) -> Tally:
    if numbers is None:
        raise ActionRefused(_("Write how many voted for, against, and abstained."), field="in_favour")
    total = numbers.in_favour + numbers.against + numbers.abstaining
    if total > present:
        raise ActionRefused(
            _("That makes {total} votes, but {present} seat-holders with a vote are there. Count again.").format(
                total=total, present=present
            ),
            field="in_favour",
        )
    return Tally(numbers.in_favour, numbers.against, numbers.abstaining, present, seats)


def _check_casting_vote(division: Division, tally: Tally, casting_vote: str) -> None:
    if not casting_vote:
        return
    if casting_vote not in (Choice.FOR, Choice.AGAINST):
        raise ActionRefused(_("A casting vote is for or against."), field="casting_vote")
    if not division.meeting.body.casting_vote:
        raise ActionRefused(
            _("The standing orders of {body} give the chair no casting vote.").format(body=division.meeting.body.name),
            field="casting_vote",
        )
    if not is_tied(division.threshold, tally):
        raise ActionRefused(
            _("The vote is not tied ({in_favour} for, {against} against), so there is no casting vote.").format(
                in_favour=tally.in_favour, against=tally.against
            ),
            field="casting_vote",
        )


def _settle(division: Division, result: DivisionResult, by: User) -> Decision | None:
    """Let the motion or the amendment be what the division made of it; a motion's outcome goes on the register."""
    if division.amendment:
        division.amendment.state = result.outcome
        division.amendment.save(update_fields=["state"])
        return None
    motion = division.motion
    motion.state = result.outcome
    motion.save(update_fields=["state"])
    return decide(division, result, by)


@transaction.atomic
def abandon_division(division: Division, reason: str, by: User, at: datetime | None = None) -> DivisionResult:
    """End a division without a result, for example because the quorum was lost; its votes stay on record."""
    division = _locked_open(division)
    moment = happened(at, not_before=division.opened_at)
    if not reason.strip():
        raise ActionRefused(_("Say why the division is abandoned; it goes into the minutes."), field="reason")
    given = {member: vote.choice for member, vote in latest_votes(division).items()}
    quorum = quorum_at(division.meeting, moment)
    tally = tally_of(given, quorum.present, 0)
    result = DivisionResult.objects.create(
        division=division,
        outcome=Outcome.ABANDONED,
        in_favour=tally.in_favour,
        against=tally.against,
        abstaining=tally.abstaining,
        absent=0,
        present=quorum.present,
        seats=seats_on(division.meeting.body, day_of(division.meeting.starts_at)).filter(votes=True).count(),
        quorum=quorum.needed,
        reason=reason.strip(),
        closed_at=moment,
        recorded_by=by,
    )
    record("council.division_abandoned", division, by=by)
    return result
