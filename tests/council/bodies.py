"""Bodies for tests: members in their seats, meetings in session, motions moved."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from hustings.accounts.models import Role, RoleGrant, User
from hustings.council.actions.bodies import add_seat, save_body
from hustings.council.actions.divisions import cast_vote, close_division, open_division
from hustings.council.actions.meetings import call_meeting, note_attendance, open_meeting, plan_meeting
from hustings.council.actions.motions import move_motion
from hustings.council.actions.seats import fill_seat
from hustings.council.models import Body, DivisionResult, Meeting, Motion
from hustings.register.models import Member

CLAUSES = [("1", "Paths are for everybody."), ("2", "Dogs are on a lead."), ("3", "Gates are closed.")]


def secretary() -> User:
    """The council secretary of these bodies."""
    user = User.objects.filter(email="secretary@pilots.example").first()
    if user is None:
        user = User.objects.create_user("secretary@pilots.example", "Sela Secretary")
        RoleGrant.objects.create(user=user, role=Role.COUNCIL_SECRETARY)
    return user


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def make_members(count: int) -> list[Member]:
    return [
        Member.objects.create(number=f"B{n:04}", name=f"Member {n}", email=f"m{n}@pilots.example")
        for n in range(1, count + 1)
    ]


def make_body(name: str = "Committee", **orders: object) -> Body:
    return save_body(Body(name=name, **orders), secretary())


def seat(body: Body, members: list[Member], since: date | None = None) -> list[Member]:
    """Give each of these members a co-opted seat with a vote."""
    begins = since or days_ago(400).date()
    for member in members:
        fill_seat(add_seat(body, f"Seat of {member.name}", "co_opted", secretary()), member, begins, secretary())
    return members


def in_session(body: Body, present: list[Member], days: float = 1, **details: object) -> Meeting:
    """A meeting that began so many days ago, chaired by the first of those who are there."""
    begins = days_ago(days)
    meeting = plan_meeting(body, f"Meeting of {begins:%d %B %Y}", begins, secretary())
    call_meeting(meeting, secretary(), begins - timedelta(days=body.notice_days + 1))
    meeting = open_meeting(meeting, present[0], secretary(), begins)
    note_attendance(meeting, present, True, secretary(), begins)
    return meeting


def move(meeting: Meeting, members: list[Member], title: str = "Adopt the path code", **details: object) -> Motion:
    """A motion of the first of these members, seconded by the second."""
    options = {"seconder": members[1], **details}
    return move_motion(meeting, title, CLAUSES, members[0], secretary(), **options)


def divide(motion: Motion, votes: dict[Member, str], **details: object) -> DivisionResult:
    """Open a division, record these votes, close it."""
    division = open_division(motion, secretary())
    for member, choice in votes.items():
        cast_vote(division, member, choice, secretary())
    return close_division(division, secretary(), **details)
