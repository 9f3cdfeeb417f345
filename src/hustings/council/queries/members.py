"""What the council means to a member: their own seats, and how those they could vote for acted."""

from dataclasses import dataclass
from datetime import date

from hustings.council.models import Body, Decision, Division, Meeting, SeatHolding, Term, Vote
from hustings.council.queries.divisions import latest_votes
from hustings.council.queries.seats import holdings_on
from hustings.franchise.queries import electors
from hustings.register.models import Member

SHOWN = 3


@dataclass(frozen=True)
class OwnSeat:
    """A seat of the member, with the body's meetings that are not over and its open division, if any."""

    holding: SeatHolding
    meetings: list[Meeting]
    division: Division | None


def seats_of(member: Member, on: date) -> list[OwnSeat]:
    """The seats that a member holds on that day."""
    mine = SeatHolding.objects.filter(member=member).select_related("seat__body")
    held = [h for h in mine if h.from_date <= on and (h.to_date is None or h.to_date > on)]
    return [OwnSeat(holding, _ahead(holding.seat.body), _open_division(holding.seat.body)) for holding in held]


def _ahead(body: Body) -> list[Meeting]:
    return list(body.meetings.filter(state__in=[Meeting.State.CALLED, Meeting.State.OPEN]).order_by("starts_at"))


def _open_division(body: Body) -> Division | None:
    return Division.objects.filter(meeting__body=body, result=None, by_name=True).select_related("motion").first()


@dataclass(frozen=True)
class Acted:
    """Those elected for a term in which a member could vote: how each voted on the latest decisions since."""

    term: Term
    decisions: list[Decision]
    rows: list[tuple[SeatHolding, list[tuple[Decision, Vote | None]]]]
    has_pledges: bool


def representatives(member: Member, on: date) -> list[Acted]:
    """For every body in whose election the member was an elector: how those who sit there now have voted."""
    terms = Term.objects.filter(contest__roll__isnull=False, starts_on__lte=on).select_related("body", "contest__roll")
    current = {term.body_id: term for term in terms.order_by("starts_on", "pk")}
    found = []
    for term in current.values():
        assert term.contest
        holdings = list(holdings_on(term.body, on).filter(term=term))
        if holdings and electors(term.contest.roll).filter(member=member).exists():
            found.append(_acted(term, holdings))
    return found


def _acted(term: Term, holdings: list[SeatHolding]) -> Acted:
    decisions = list(
        term.body.decisions.filter(corrects=None, decided_at__date__gte=term.starts_on, division__by_name=True)
        .select_related("division", "motion")
        .order_by("-number")[:SHOWN]
    )
    votes = {decision.pk: latest_votes(decision.division) for decision in decisions}
    rows = [
        (holding, [(decision, votes[decision.pk].get(holding.member_id)) for decision in decisions])
        for holding in holdings
    ]
    assert term.contest
    return Acted(term, decisions, rows, term.contest.pledges.exists())
