"""Meetings: notice, consent, who is there when, and minutes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.council.bodies import days_ago, in_session, make_body, make_members, move, seat, secretary

from hustings.accounts.errors import ActionRefused
from hustings.council.actions.divisions import open_division
from hustings.council.actions.meetings import (
    LONGEST_TEXT,
    call_meeting,
    cancel_meeting,
    change_meeting,
    close_meeting,
    consent_to_short_notice,
    note_attendance,
    open_meeting,
    plan_meeting,
    publish_minutes,
    save_agenda_item,
)
from hustings.council.models import Attendance, Body, Meeting
from hustings.council.queries.meetings import notice_of, presences, public_meetings, quorum_at, quorum_over_time
from hustings.register.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def members() -> list[Member]:
    return make_members(4)


@pytest.fixture
def body(members: list[Member]) -> Body:
    """Three seat-holders; meetings need a week's notice, or the consent of two thirds."""
    body = make_body(notice_days=7, short_notice_consent="two_thirds")
    seat(body, members[:3])
    return body


def planned(body: Body, days: float = 1) -> Meeting:
    return plan_meeting(body, "Extraordinary meeting", days_ago(days), secretary())


def test_notice_in_time_needs_no_consent(body: Body, members: list[Member]) -> None:
    meeting = call_meeting(planned(body), secretary(), days_ago(8))
    assert not notice_of(meeting).is_short
    with pytest.raises(ActionRefused, match="no consent is needed"):
        consent_to_short_notice(meeting, members[:1], secretary())
    assert open_meeting(meeting, members[0], secretary(), days_ago(1)).state == "open"


def test_short_notice_needs_the_recorded_consent(body: Body, members: list[Member]) -> None:
    meeting = call_meeting(planned(body), secretary(), days_ago(3))
    assert notice_of(meeting).is_short
    with pytest.raises(ActionRefused, match="Record the consent of 2 more seat-holders"):
        open_meeting(meeting, members[0], secretary(), days_ago(1))
    with pytest.raises(ActionRefused, match="Member 4 does not hold a seat"):
        consent_to_short_notice(meeting, members, secretary())
    consent_to_short_notice(meeting, members[:1], secretary(), days_ago(2))
    consent_to_short_notice(meeting, members[:1], secretary(), days_ago(2))  # said twice, counts once
    with pytest.raises(ActionRefused, match="Record the consent of 1 more seat-holder"):
        open_meeting(meeting, members[0], secretary(), days_ago(1))
    consent_to_short_notice(meeting, members[1:2], secretary(), days_ago(2))
    assert open_meeting(meeting, members[0], secretary(), days_ago(1)).state == "open"


def test_meeting_is_public_once_called(body: Body) -> None:
    meeting = planned(body)
    assert meeting not in public_meetings()
    change_meeting(meeting, "Another name", days_ago(1), "Hall", secretary())
    call_meeting(meeting, secretary(), days_ago(8))
    assert meeting in public_meetings()
    with pytest.raises(ActionRefused, match="is called, so this cannot be done"):
        change_meeting(meeting, "A third", days_ago(1), "", secretary())


def test_notice_after_the_beginning_is_refused(body: Body) -> None:
    with pytest.raises(ActionRefused, match="Notice cannot be given after the meeting begins"):
        call_meeting(planned(body), secretary())


def test_what_is_to_come_has_not_happened(body: Body, members: list[Member]) -> None:
    meeting = call_meeting(planned(body), secretary(), days_ago(8))
    with pytest.raises(ActionRefused, match="is still to come"):
        open_meeting(meeting, members[0], secretary(), timezone.now() + timedelta(hours=1))


def test_chair_holds_a_seat(body: Body, members: list[Member]) -> None:
    meeting = call_meeting(planned(body), secretary(), days_ago(8))
    with pytest.raises(ActionRefused, match="Member 4 does not hold a seat"):
        open_meeting(meeting, members[3], secretary())


def test_quorum_follows_who_comes_and_goes(body: Body, members: list[Member]) -> None:
    meeting = in_session(body, members[:2], days=1)
    begun = meeting.opened_at
    note_attendance(meeting, members[1:2], False, secretary(), begun + timedelta(minutes=30))
    note_attendance(meeting, members[2:3], True, secretary(), begun + timedelta(minutes=45))
    assert [(q.present, q.needed, q.is_met) for q in quorum_over_time(meeting)] == [
        (2, 2, True), (1, 2, False), (2, 2, True),
    ]  # fmt: skip
    assert quorum_at(meeting, begun + timedelta(minutes=40)).present == 1
    times = {row.member: [(a, b) for a, b in row.times] for row in presences(meeting)}
    assert times[members[1]] == [(begun, begun + timedelta(minutes=30))]
    assert times[members[2]] == [(begun + timedelta(minutes=45), None)]


def test_coming_twice_and_going_without_having_come_are_refused(body: Body, members: list[Member]) -> None:
    meeting = in_session(body, members[:2])
    with pytest.raises(ActionRefused, match="Member 1 is there already"):
        note_attendance(meeting, members[:1], True, secretary())
    with pytest.raises(ActionRefused, match="Member 3 is not there"):
        note_attendance(meeting, members[2:3], False, secretary())
    with pytest.raises(ActionRefused, match="Member 4 does not hold a seat"):
        note_attendance(meeting, members[3:], True, secretary())
    assert Attendance.objects.count() == 2


def test_going_before_what_is_on_record_is_refused(body: Body, members: list[Member]) -> None:
    meeting = in_session(body, members[:2])
    later = meeting.opened_at + timedelta(hours=1)
    note_attendance(meeting, members[:1], False, secretary(), later)
    with pytest.raises(ActionRefused, match="Something later is on record for Member 1"):
        note_attendance(meeting, members[:1], False, secretary(), later - timedelta(minutes=10))


def test_meeting_with_an_open_division_stays_open(body: Body, members: list[Member]) -> None:
    meeting = in_session(body, members[:3])
    open_division(move(meeting, members), secretary())
    with pytest.raises(ActionRefused, match="A division is open"):
        close_meeting(meeting, secretary())


def test_minutes_are_corrected_by_a_later_edition(body: Body, members: list[Member]) -> None:
    meeting = in_session(body, members[:3])
    with pytest.raises(ActionRefused, match="is in session"):
        publish_minutes(meeting, "All went well.", secretary())
    close_meeting(meeting, secretary())
    publish_minutes(meeting, "All went well.", secretary())
    with pytest.raises(ActionRefused, match="Say what this edition corrects"):
        publish_minutes(meeting, "All went badly.", secretary())
    assert publish_minutes(meeting, "All went badly.", secretary(), "How it went").number == 2
    assert [edition.text for edition in meeting.minutes.all()] == ["All went well.", "All went badly."]


def test_megabyte_of_text_is_refused_with_its_length(body: Body) -> None:
    with pytest.raises(ActionRefused, match=f"1,000,000 characters; {LONGEST_TEXT:,} are allowed"):
        save_agenda_item(planned(body), "Budget", secretary(), "x" * 1_000_000)


def test_cancelled_meeting_says_why(body: Body) -> None:
    meeting = planned(body)
    with pytest.raises(ActionRefused, match="Say why"):
        cancel_meeting(meeting, "", secretary())
    assert cancel_meeting(meeting, "Snow.", secretary()).state == "cancelled"


def test_who_stayed_was_there_until_the_meeting_closed(body: Body, members: list[Member]) -> None:
    meeting = close_meeting(in_session(body, members[:2]), secretary())
    assert [row.times[-1][1] for row in presences(meeting) if row.times] == [meeting.closed_at] * 2


def test_minute_in_which_notice_was_given_is_not_before_it(body: Body, members: list[Member]) -> None:
    meeting = call_meeting(planned(body, 0), secretary(), days_ago(8).replace(second=30))
    written = meeting.called_at.replace(second=0, microsecond=0)
    assert open_meeting(meeting, members[0], secretary(), written).opened_at == meeting.called_at


def test_what_happened_before_notice_was_given_is_refused(body: Body, members: list[Member]) -> None:
    meeting = call_meeting(planned(body), secretary(), days_ago(8))
    with pytest.raises(ActionRefused, match="is too early: it cannot be before"):
        open_meeting(meeting, members[0], secretary(), days_ago(9))
