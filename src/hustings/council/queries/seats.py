"""Who holds which seat on a day, and who was elected but holds none."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from hustings.council.models import Body, Seat, SeatHolding, Term
from hustings.elections.models import Candidate, Contest, Election
from hustings.elections.queries.results import outcome
from hustings.register.models import Member
from hustings.register.queries import with_standing
from hustings.register.standing import ENDINGS


def holdings_on(body: Body, on: date) -> QuerySet[SeatHolding]:
    """Who sits in the body on that day, in the order of the seats."""
    running = SeatHolding.objects.filter(Q(to_date__isnull=True) | Q(to_date__gt=on), from_date__lte=on)
    return (
        running.filter(seat__body=body)
        .select_related("seat", "seat__unit", "member", "term", "candidate", "declaration")
        .order_by("seat__position", "pk")
    )


def seats_on(body: Body, on: date) -> QuerySet[Seat]:
    """The seats that the body has on that day, held or empty."""
    return body.seats.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=on)).select_related("unit", "follows")


def members_on(body: Body, on: date) -> list[Member]:
    """The seat-holders of that day, each once."""
    return _once(holdings_on(body, on))


def voters_on(body: Body, on: date) -> list[Member]:
    """The seat-holders of that day who have a vote, each once: whoever holds two seats has one vote."""
    return _once(holdings_on(body, on).filter(seat__votes=True))


def _once(holdings: QuerySet[SeatHolding]) -> list[Member]:
    return list({holding.member_id: holding.member for holding in holdings}.values())


def elected_candidates(contest: Contest) -> list[Candidate]:
    """Who was elected in a contest that is declared, in order."""
    if contest.election.state != Election.State.DECLARED:
        return []
    found = outcome(contest)
    return [found.answers[c].source for c in found.elected]  # type: ignore[misc]  # a contest for seats has candidates


@dataclass(frozen=True)
class SeatRow:
    """A seat on a day, and who holds it."""

    seat: Seat
    holding: SeatHolding | None


def seat_rows(body: Body, on: date) -> list[SeatRow]:
    """Every seat of the body on that day, with its holder or none."""
    held = {holding.seat_id: holding for holding in holdings_on(body, on)}
    return [SeatRow(seat, held.get(seat.pk)) for seat in seats_on(body, on)]


def waiting(term: Term) -> list[Candidate]:
    """Who was elected for the term and has not been seated: nobody of the register is named, or no seat was free."""
    if term.contest is None:
        return []
    seated = set(term.holdings.values_list("candidate_id", flat=True))
    return [candidate for candidate in elected_candidates(term.contest) if candidate.pk not in seated]


def free_seat(term: Term) -> Seat | None:
    """The first elected seat that nobody holds from the beginning of the term, or at any time after it.

    A by-election has one seat: that which was left.
    """
    taken = SeatHolding.objects.filter(seat__body=term.body).filter(
        Q(to_date__isnull=True) | Q(to_date__gt=term.starts_on)
    )
    seats = seats_on(term.body, term.starts_on).filter(kind=Seat.Kind.ELECTED)
    if term.rest_of:
        seats = seats.filter(pk=term.rest_of.seat_id)
    return seats.exclude(pk__in=taken.values("seat_id")).first()


def former_holdings(body: Body, on: date) -> QuerySet[SeatHolding]:
    """Who sat in the body before that day, the latest first; holdings that never began are left out."""
    ended = SeatHolding.objects.filter(seat__body=body, to_date__lte=on, to_date__gt=F("from_date"))
    return ended.select_related("seat", "member", "term").order_by("-to_date", "seat__position")


def no_longer_members(body: Body, on: date) -> list[SeatHolding]:
    """Who sits in the body on that day although their membership has ended."""
    holdings = holdings_on(body, on)
    ended = with_standing(Member.objects.filter(pk__in=holdings.values("member_id")), on)
    gone = set(ended.filter(word__in=list(ENDINGS.values())).values_list("pk", flat=True))
    return [holding for holding in holdings if holding.member_id in gone]
