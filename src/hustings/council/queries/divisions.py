"""Divisions as they stand: whose vote counts, who has not voted, and what it all comes to."""

from dataclasses import dataclass
from datetime import datetime

from hustings.council.models import Division, DivisionResult, Vote
from hustings.council.queries.meetings import meeting_voters, present_at, present_since
from hustings.council.standing_orders import Tally
from hustings.register.models import Member

Choice = Vote.Choice


def latest_votes(division: Division) -> dict[int, Vote]:
    """The vote of each seat-holder that counts, by the primary key of the member."""
    return {vote.member_id: vote for vote in division.votes.order_by("pk").select_related("member")}


@dataclass(frozen=True)
class Roll:
    """The seat-holders of a division: how each voted, and whether they are in the room."""

    member: Member
    choice: str
    is_present: bool

    @property
    def label(self) -> str:
        return str(Choice(self.choice).label) if self.choice else ""


def division_roll(division: Division, at: datetime | None = None) -> list[Roll]:
    """Every seat-holder with a vote, by name; while the division is open some have not voted yet.

    Who is there: at that moment, at the close, or (while it is open) from when it was called on.
    """
    votes = latest_votes(division)
    if at or is_closed(division):
        there = present_at(division.meeting, at or division.result.closed_at)
    else:
        there = present_since(division.meeting, division.opened_at)
    rows = [
        Roll(member, votes[member.pk].choice if member.pk in votes else "", member.pk in there)
        for member in meeting_voters(division.meeting)
    ]
    return sorted(rows, key=lambda row: row.member.name)


def is_closed(division: Division) -> bool:
    """Whether the division has a result."""
    return DivisionResult.objects.filter(division=division).exists()


def tally_of(votes: dict[int, str], present: int, seats: int) -> Tally:
    """The figures of these votes, by member."""
    given = list(votes.values())
    return Tally(given.count(Choice.FOR), given.count(Choice.AGAINST), given.count(Choice.ABSTAINING), present, seats)


def votes_by_choice(division: Division) -> list[tuple[str, list[Member]]]:
    """For, against, abstaining, absent, each with the names, for a division that is closed."""
    votes = sorted(latest_votes(division).values(), key=lambda vote: vote.member.name)
    return [(str(choice.label), [vote.member for vote in votes if vote.choice == choice]) for choice in Choice]
