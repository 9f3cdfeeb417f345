"""Elections for tests that are still being set up."""

from datetime import date, timedelta

from django.utils import timezone

from hustings.accounts.models import User
from hustings.elections.actions.candidates import add_candidate
from hustings.elections.actions.contests import add_contest
from hustings.elections.actions.elections import create_election, set_timetable
from hustings.elections.models import Contest, Election
from hustings.elections.timetable import Moment
from hustings.franchise.models import EligibilityRule
from hustings.register.models import EventKind, Member, StandingEvent


def timetable(**changes: Moment) -> dict[str, Moment]:
    """Nominations of last week, a roll as at yesterday, a poll from tomorrow for a week."""
    now = timezone.now().replace(second=0, microsecond=0)
    moments: dict[str, Moment] = {
        "nominations_open_at": now - timedelta(days=9),
        "nominations_close_at": now - timedelta(days=2),
        "freeze_on": (now - timedelta(days=1)).date(),
        "challenges_end_at": now - timedelta(minutes=5),
        "opens_at": now + timedelta(days=1),
        "closes_at": now + timedelta(days=8),
        "declare_by": now + timedelta(days=9),
    }
    return {**moments, **changes}


def make_rule(name: str = "All in good standing") -> EligibilityRule:
    return EligibilityRule.objects.create(name=name, conditions={"is": "good_standing"})


def make_members(count: int, email: bool = True) -> list[Member]:
    members = []
    for n in range(1, count + 1):
        address = f"m{n}@pilots.example" if email else ""
        member = Member.objects.create(number=f"{n:04}", name=f"Member {n}", email=address)
        StandingEvent.objects.create(member=member, kind=EventKind.JOINED, effective_on=date(2020, 1, 1))
        members.append(member)
    return members


def make_draft(by: User, **moments: Moment) -> Election:
    """An election with a timetable and nothing else."""
    return set_timetable(create_election("Committee 2026", by), timetable(**moments), by)


def make_seats(election: Election, by: User, seats: int = 2, names: tuple[str, ...] = (), **details: object) -> Contest:
    """A block vote with these candidates, all of whom have accepted."""
    contest = add_contest(
        election,
        "seats",
        by,
        **{"title": "Committee", "eligibility": make_rule(), "seats": seats, "max_choices": seats, **details},
    )
    for name in names:
        add_candidate(contest, name, by, state="accepted")
    return contest
