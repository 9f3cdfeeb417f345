"""Who is at a meeting at a moment, whether that is a quorum, and whether its notice was long enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hustings.council.models import Attendance, Meeting
from hustings.council.moments import day_of
from hustings.council.queries.seats import members_on, voters_on
from hustings.council.standing_orders import at_least, latest_notice
from hustings.register.models import Member


@dataclass(frozen=True)
class Quorum:
    """How many seat-holders with a vote are there at a moment, and how many are needed."""

    at: datetime
    present: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.present >= self.needed


def meeting_voters(meeting: Meeting) -> list[Member]:
    """The seat-holders who have a vote on the day of the meeting."""
    return voters_on(meeting.body, day_of(meeting.starts_at))


def meeting_members(meeting: Meeting) -> list[Member]:
    """The seat-holders on the day of the meeting, with a vote or without."""
    return members_on(meeting.body, day_of(meeting.starts_at))


def present_at(meeting: Meeting, at: datetime) -> set[int]:
    """Who is there at that moment, by the primary key of the member."""
    return _present(meeting.attendance.filter(at__lte=at).order_by("at", "pk"))


def _present(events: Iterable[Attendance]) -> set[int]:
    there: set[int] = set()
    for event in events:
        (there.add if event.present else there.discard)(event.member_id)
    return there


def present_since(meeting: Meeting, at: datetime) -> set[int]:
    """Who was there at that moment or came after it, by the primary key of the member."""
    came = meeting.attendance.filter(at__gt=at, present=True).values_list("member_id", flat=True)
    return present_at(meeting, at) | set(came)


def quorum_at(meeting: Meeting, at: datetime) -> Quorum:
    """The quorum at that moment."""
    voters = {member.pk for member in meeting_voters(meeting)}
    return Quorum(at, len(voters & present_at(meeting, at)), quorum_needed(meeting, len(voters)))


def quorum_needed(meeting: Meeting, voters: int) -> int:
    """How many must be there, of so many seat-holders who have a vote."""
    return at_least(meeting.body.quorum_share, meeting.body.quorum_number, voters)


def quorum_over_time(meeting: Meeting) -> list[Quorum]:
    """The quorum after each moment at which somebody came or went."""
    voters = {member.pk for member in meeting_voters(meeting)}
    needed = quorum_needed(meeting, len(voters))
    events = list(meeting.attendance.order_by("at", "pk"))
    moments = sorted({event.at for event in events})
    return [Quorum(at, len(voters & _present(event for event in events if event.at <= at)), needed) for at in moments]


@dataclass(frozen=True)
class Presence:
    """A seat-holder's comings and goings; `times` are pairs of moments, the last open while they are still there."""

    member: Member
    times: list[tuple[datetime, datetime | None]]


def presences(meeting: Meeting) -> list[Presence]:
    """For each seat-holder of that day when they were there, at most until the meeting closed."""
    rows = {member.pk: Presence(member, []) for member in meeting_members(meeting)}
    for event in meeting.attendance.order_by("at", "pk").select_related("member"):
        times = rows.setdefault(event.member_id, Presence(event.member, [])).times
        if event.present:
            times.append((event.at, None))
        elif times and times[-1][1] is None:
            times[-1] = (times[-1][0], event.at)
    for row in rows.values():
        if row.times and row.times[-1][1] is None:
            row.times[-1] = (row.times[-1][0], meeting.closed_at)
    return list(rows.values())


@dataclass(frozen=True)
class Notice:
    """How the notice of a meeting stands: `is_short` needs the consent of `needed` seat-holders, `given` consented."""

    is_short: bool
    needed: int
    given: int

    @property
    def is_settled(self) -> bool:
        return not self.is_short or self.given >= self.needed


def notice_of(meeting: Meeting) -> Notice:
    """Whether notice was given in time; while none was given, it is not short yet."""
    given_on = day_of(meeting.called_at) if meeting.called_at else None
    latest = latest_notice(day_of(meeting.starts_at), meeting.body.notice_days)
    is_short = given_on is not None and given_on > latest
    needed = at_least(
        meeting.body.short_notice_consent, meeting.body.short_notice_number, len(meeting_members(meeting))
    )
    return Notice(is_short, needed, meeting.consents.count())


def public_meetings() -> QuerySet[Meeting]:
    """Meetings of which notice was given, the latest first."""
    return Meeting.objects.exclude(state=Meeting.State.PLANNED).select_related("body")
