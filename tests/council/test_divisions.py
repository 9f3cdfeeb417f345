"""Divisions: who votes, what it comes to, and what is refused without losing anything."""

import pytest
from django.db import IntegrityError, transaction
from tests.council.bodies import divide, in_session, make_body, make_members, move, seat, secretary

from hustings.accounts.errors import ActionRefused
from hustings.council.actions.divisions import Numbers, abandon_division, cast_vote, close_division, open_division
from hustings.council.actions.meetings import note_attendance
from hustings.council.forms.meetings import VotesForm
from hustings.council.models import Body, Decision, Division, DivisionResult, Meeting, Motion, Vote
from hustings.council.queries.divisions import division_roll, latest_votes
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def members() -> list[Member]:
    return make_members(6)


@pytest.fixture
def body(members: list[Member]) -> Body:
    """Five seat-holders; the sixth member holds no seat."""
    body = make_body(casting_vote=True)
    seat(body, members[:5])
    return body


@pytest.fixture
def meeting(body: Body, members: list[Member]) -> Meeting:
    """The first four are there."""
    return in_session(body, members[:4])


@pytest.fixture
def motion(meeting: Meeting, members: list[Member]) -> Motion:
    return move(meeting, members)


def choices(division: Division) -> list[str]:
    return [vote.choice for _member, vote in sorted(latest_votes(division).items())]


def test_division_records_everybody_and_decides_the_motion(motion: Motion, members: list[Member]) -> None:
    a, b, c, d, *_ = members
    result = divide(motion, {a: "for", b: "for", c: "against", d: "abstaining"})
    assert (result.outcome, result.in_favour, result.against, result.abstaining, result.absent) == (
        "carried", 2, 1, 1, 1,
    )  # fmt: skip
    assert (result.present, result.seats, result.quorum) == (4, 5, 3)
    assert choices(result.division) == ["for", "for", "against", "abstaining", "absent"]
    motion.refresh_from_db()
    assert motion.state == "carried"
    decision = Decision.objects.get()
    assert (decision.number, decision.outcome, decision.title) == (1, "carried", "Adopt the path code")
    assert decision.text == "1. Paths are for everybody.\n\n2. Dogs are on a lead.\n\n3. Gates are closed."


def test_member_may_change_a_vote_until_the_division_closes(motion: Motion, members: list[Member]) -> None:
    division = open_division(motion, secretary())
    cast_vote(division, members[0], "for", members[0])
    cast_vote(division, members[0], "against", members[0])
    close_division(division, secretary(), silent_abstain=True)
    assert choices(division)[0] == "against"
    assert Vote.objects.filter(member=members[0]).count() == 2


def test_vote_of_somebody_without_a_seat_is_refused(motion: Motion, members: list[Member]) -> None:
    division = open_division(motion, secretary())
    with pytest.raises(ActionRefused, match="Member 6 does not hold a seat with a vote in Committee"):
        cast_vote(division, members[5], "for", members[5])
    assert not Vote.objects.exists()


def test_vote_of_an_absent_seat_holder_is_refused_until_they_come(
    motion: Motion, meeting: Meeting, members: list[Member]
) -> None:
    division = open_division(motion, secretary())
    with pytest.raises(ActionRefused, match="Member 5 is not noted as being there"):
        cast_vote(division, members[4], "for", secretary())
    assert members[4].pk not in {row.member.pk for row in division_roll(division) if row.is_present}
    note_attendance(meeting, [members[4]], True, secretary())
    assert f"vote_{members[4].pk}" in VotesForm(division).fields
    cast_vote(division, members[4], "for", secretary())
    assert latest_votes(division)[members[4].pk].choice == "for"


def test_second_motion_on_a_question_is_not_put_once_the_first_has_decided_it(
    motion: Motion, meeting: Meeting, members: list[Member]
) -> None:
    twin = move(meeting, members)
    divide(motion, dict.fromkeys(members[:4], "against"))
    with pytest.raises(ActionRefused, match="cannot be moved again before"):
        open_division(twin, secretary())


def test_vote_after_the_division_closed_is_refused_and_changes_nothing(motion: Motion, members: list[Member]) -> None:
    result = divide(motion, dict.fromkeys(members[:4], "for"))
    with pytest.raises(ActionRefused, match="This division is closed"):
        cast_vote(result.division, members[0], "against", members[0])
    assert choices(result.division) == ["for"] * 4 + ["absent"]


def test_absent_is_not_a_vote_that_somebody_casts(motion: Motion, members: list[Member]) -> None:
    division = open_division(motion, secretary())
    with pytest.raises(ActionRefused, match="Vote for, against, or abstain"):
        cast_vote(division, members[0], "absent", members[0])


def test_quorum_lost_in_mid_meeting_keeps_the_votes(motion: Motion, meeting: Meeting, members: list[Member]) -> None:
    division = open_division(motion, secretary())
    for member in members[:4]:
        cast_vote(division, member, "for", member)
    note_attendance(meeting, members[2:4], False, secretary())
    with pytest.raises(ActionRefused, match="no quorum: 2 seat-holders with a vote are there, 3 are needed"):
        close_division(division, secretary())
    assert Vote.objects.count() == 4
    assert not DivisionResult.objects.exists()
    note_attendance(meeting, [members[4]], True, secretary())
    result = close_division(division, secretary(), silent_abstain=True)
    assert (result.outcome, result.in_favour, result.present) == ("carried", 4, 5)


def test_division_without_a_quorum_is_not_called(body: Body, members: list[Member]) -> None:
    meeting = in_session(body, members[:2])
    with pytest.raises(ActionRefused, match="There is no quorum"):
        open_division(move(meeting, members), secretary())
    assert not Division.objects.exists()


def test_division_that_lost_its_quorum_can_be_abandoned(
    motion: Motion, meeting: Meeting, members: list[Member]
) -> None:
    division = open_division(motion, secretary())
    cast_vote(division, members[0], "for", members[0])
    note_attendance(meeting, members[1:4], False, secretary())
    with pytest.raises(ActionRefused, match="Say why"):
        abandon_division(division, " ", secretary())
    assert abandon_division(division, "The quorum was lost.", secretary()).outcome == "abandoned"
    motion.refresh_from_db()
    assert motion.state == "moved"
    assert not Decision.objects.exists()


def test_who_is_there_and_silent_is_asked_for_by_name(motion: Motion, members: list[Member]) -> None:
    division = open_division(motion, secretary())
    cast_vote(division, members[0], "for", members[0])
    with pytest.raises(ActionRefused, match="have not voted: Member 2, Member 3, Member 4"):
        close_division(division, secretary())
    assert close_division(division, secretary(), silent_abstain=True).abstaining == 3


def test_second_division_waits_for_the_first(motion: Motion, meeting: Meeting, members: list[Member]) -> None:
    open_division(motion, secretary())
    with pytest.raises(ActionRefused, match="Another division of this meeting is open"):
        open_division(move(meeting, members, "Mend the gates"), secretary())


def test_tie_is_lost_unless_the_chair_casts(motion: Motion, members: list[Member]) -> None:
    a, b, c, d, *_ = members
    tie = {a: "for", b: "for", c: "against", d: "against"}
    division = open_division(motion, secretary())
    for member, choice in tie.items():
        cast_vote(division, member, choice, member)
    result = close_division(division, secretary(), casting_vote="for")
    assert (result.outcome, result.in_favour, result.casting_by) == ("carried", 2, a)


def test_casting_vote_is_refused_where_there_is_no_tie(motion: Motion, members: list[Member]) -> None:
    division = open_division(motion, secretary())
    for member in members[:4]:
        cast_vote(division, member, "for", member)
    with pytest.raises(ActionRefused, match="not tied"):
        close_division(division, secretary(), casting_vote="against")


def test_casting_vote_is_refused_where_the_standing_orders_give_none(
    motion: Motion, members: list[Member], body: Body
) -> None:
    Body.objects.update(casting_vote=False)
    division = open_division(motion, secretary())
    cast_vote(division, members[0], "for", members[0])
    cast_vote(division, members[1], "against", members[1])
    with pytest.raises(ActionRefused, match="give the chair no casting vote"):
        close_division(division, secretary(), silent_abstain=True, casting_vote="for")


def test_numbers_only_where_the_standing_orders_allow_them(motion: Motion, body: Body) -> None:
    with pytest.raises(ActionRefused, match="ask for names"):
        open_division(motion, secretary(), by_name=False)
    Body.objects.update(numbers_only=True)
    division = open_division(motion, secretary(), by_name=False)
    with pytest.raises(ActionRefused, match="That makes 5 votes, but 4"):
        close_division(division, secretary(), numbers=Numbers(3, 1, 1))
    result = close_division(division, secretary(), numbers=Numbers(2, 1, 0))  # one of the four raised no hand
    assert (result.outcome, result.in_favour, result.absent) == ("carried", 2, 1)
    assert not Vote.objects.exists()


def test_holder_of_two_seats_has_one_vote(body: Body, members: list[Member]) -> None:
    seat(body, [members[0]])
    result = divide(move(in_session(body, members[:4]), members), dict.fromkeys(members[:4], "for"))
    assert (result.in_favour, result.absent, result.present) == (4, 1, 4)


@pytest.mark.parametrize("model", [Division, Vote, DivisionResult, Decision])
def test_record_cannot_be_changed_or_removed(model: type, motion: Motion, members: list[Member]) -> None:
    divide(motion, dict.fromkeys(members[:4], "for"))
    row = model.objects.first()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete("default")
