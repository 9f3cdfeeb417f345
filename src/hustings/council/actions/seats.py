"""Seats are filled and left: by declarations of themselves, by the secretary where a rule or a unit says who."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.council.models import Body, Seat, SeatHolding, Term
from hustings.council.moments import day_of
from hustings.council.queries.seats import elected_candidates, free_seat, waiting
from hustings.council.queries.vacancies import next_in_line
from hustings.council.standing_orders import months_later
from hustings.elections.models import Candidate, Contest, Declaration
from hustings.register.models import Member

How = SeatHolding.How
_BY_HAND = {
    Seat.Kind.EX_OFFICIO: How.EX_OFFICIO,
    Seat.Kind.CO_OPTED: How.CO_OPTED,
    Seat.Kind.NOMINATED: How.NOMINATED,
}


@transaction.atomic
def seats_follow(declaration: Declaration) -> None:
    """Fill the seats of a declaration's contests, as `elections` announces it; a correction moves those it concerns."""
    for contest in declaration.election.contests.filter(kind=Contest.Kind.SEATS):
        term = _term_of(contest, declaration)
        if term is not None:
            seat_elected(term, declaration.declared_by, declaration)


def _term_of(contest: Contest, declaration: Declaration) -> Term | None:
    planned = Term.objects.select_related("body", "contest").filter(contest=contest).first()
    if planned:
        return planned
    body = Body.objects.filter(name__iexact=contest.body_name.strip()).first()
    if body is None:
        return None
    begins = day_of(declaration.declared_at)
    annulled = Term.objects.filter(contest=contest.runs_again_id).first() if contest.runs_again_id else None
    term = Term.objects.create(
        body=body,
        name=contest.term or str(begins.year),
        contest=contest,
        starts_on=begins,
        # What runs an annulled contest again fills the seats of that one, and for as long; the others stay.
        ends_on=annulled.ends_on if annulled else months_later(begins, body.term_months),
        replaces_all=annulled is None,
    )
    record("council.term_planned", term, by="system", body=body.pk, contest=contest.pk)
    return term


@transaction.atomic
def seat_elected(term: Term, by: User, declaration: Declaration | None = None) -> list[SeatHolding]:
    """Seat everybody who was elected for the term and is a member of the register, as far as there are seats."""
    Body.objects.select_for_update().get(pk=term.body_id)
    assert term.contest is not None
    declaration = declaration or term.contest.election.declarations.last()
    if declaration is None:
        raise ActionRefused(_("The result of “{contest}” has not been declared.").format(contest=term.contest.title))
    if term.replaces_all:
        _end_others(term, by)
    _unseat(term, declaration, by)
    begins = max(term.starts_on, day_of(declaration.declared_at)) if term.rest_of else term.starts_on
    return [
        _hold(seat, candidate.member, begins, How.DECLARED, by, term=term, candidate=candidate)
        for candidate in waiting(term)
        if candidate.member and (seat := free_seat(term))
    ]


def _end_others(term: Term, by: User) -> None:
    """End, when the term begins, whatever elected seats are held beyond that."""
    others = SeatHolding.objects.filter(seat__body=term.body, seat__kind=Seat.Kind.ELECTED).exclude(term=term)
    for holding in others.filter(Q(to_date__isnull=True) | Q(to_date__gt=term.starts_on)):
        vacate(holding, max(term.starts_on, holding.from_date), _("The next term began."), by)


def _unseat(term: Term, declaration: Declaration, by: User) -> None:
    """End what an earlier declaration gave and this one takes back."""
    assert term.contest is not None
    elected = [candidate.pk for candidate in elected_candidates(term.contest)]
    taken_back = term.holdings.filter(how=How.DECLARED, candidate__isnull=False).exclude(candidate__in=elected)
    for holding in taken_back.exclude(to_date__lte=day_of(declaration.declared_at)):
        day = max(holding.from_date, day_of(declaration.declared_at))
        vacate(holding, day, _("Declaration {number} corrected the result.").format(number=declaration.number), by)


def _hold(
    seat: Seat,
    member: Member,
    begins: date,
    how: str,
    by: User | str,
    term: Term | None = None,
    candidate: Candidate | None = None,
    ends: date | None = None,
) -> SeatHolding:
    holding = SeatHolding.objects.create(
        seat=seat,
        member=member,
        term=term,
        candidate=candidate,
        declaration=candidate.contest.election.declarations.last() if candidate else None,
        how=how,
        from_date=begins,
        to_date=ends or (term.ends_on if term else None),
    )
    record("council.seat_filled", holding, by=by, seat=seat.pk, member=member.pk, begins=begins, how=how)
    for follower in seat.followed_by.filter(abolished_on=None):
        for left in follower.holdings.filter(Q(to_date__isnull=True) | Q(to_date__gt=begins)):
            vacate(left, max(begins, left.from_date), _("The seat that it follows has another holder."), by)
        _hold(follower, member, begins, How.EX_OFFICIO, by, ends=holding.to_date)
    return holding


@transaction.atomic
def name_elected(term: Term, candidate: Candidate, member: Member, by: User) -> SeatHolding:
    """Say which member of the register an elected candidate is, and seat them."""
    Body.objects.select_for_update().get(pk=term.body_id)
    if candidate not in waiting(term):
        raise ActionRefused(_("{name} is not waiting for a seat.").format(name=candidate.name), field="member")
    seat = free_seat(term)
    if seat is None:
        raise ActionRefused(
            _("{body} has no empty elected seat for {name}. Add a seat, or end a holding first.").format(
                body=term.body.name, name=candidate.name
            )
        )
    return _hold(seat, member, term.starts_on, How.DECLARED, by, term=term, candidate=candidate)


@transaction.atomic
def fill_seat(seat: Seat, member: Member, begins: date, by: User, ends: date | None = None) -> SeatHolding:
    """Fill a seat that is held ex officio, by co-option, or by nomination of a unit."""
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.kind not in _BY_HAND:
        raise ActionRefused(_("{seat} is elected: declarations fill it.").format(seat=seat.name))
    if seat.follows_id:
        raise ActionRefused(_("{seat} is held by whoever holds “{other}”.").format(seat=seat.name, other=seat.follows))
    if ends and ends <= begins:
        raise ActionRefused(_("The holding ends before it begins. Correct one of the days."), field="ends")
    if seat.abolished_on and begins >= seat.abolished_on:
        raise ActionRefused(_("{seat} has been abolished by then.").format(seat=seat.name), field="begins")
    overlapping = seat.holdings.filter(Q(to_date__isnull=True) | Q(to_date__gt=begins))
    if ends:
        overlapping = overlapping.filter(from_date__lt=ends)
    if held := overlapping.select_related("member").first():
        raise ActionRefused(
            _("{member} holds {seat} then. End that holding first.").format(member=held.member.name, seat=seat.name),
            field="begins",
        )
    return _hold(seat, member, begins, _BY_HAND[Seat.Kind(seat.kind)], by, ends=ends)


@transaction.atomic
def end_holding(holding: SeatHolding, on: date, reason: str, by: User) -> SeatHolding:
    """Let a seat become vacant on a day, and say why."""
    holding = SeatHolding.objects.select_for_update().select_related("seat").get(pk=holding.pk)
    if not reason.strip():
        raise ActionRefused(_("Say why the seat becomes vacant; it is published."), field="reason")
    if on < holding.from_date:
        raise ActionRefused(_("The holding began later than that."), field="on")
    if holding.to_date and on >= holding.to_date:
        raise ActionRefused(_("The holding has ended by then anyway."), field="on")
    return vacate(holding, on, reason.strip(), by)


def vacate(holding: SeatHolding, on: date, reason: str, by: User | str) -> SeatHolding:
    """End a holding on a day, and with it the seats that follow it; the caller has checked that it runs until then."""
    holding.to_date, holding.end_reason = on, reason[:300]
    holding.save(update_fields=["to_date", "end_reason"])
    record("council.seat_left", holding, by=by, seat=holding.seat_id, member=holding.member_id, on=on)
    followers = SeatHolding.objects.filter(seat__follows=holding.seat_id, member=holding.member_id)
    for follower in followers.filter(Q(to_date__isnull=True) | Q(to_date__gt=on)):
        vacate(follower, max(on, follower.from_date), reason, by)
    return holding


@transaction.atomic
def fill_vacancy(
    holding: SeatHolding, begins: date, by: User, seed: str = "", unwilling: frozenset[int] = frozenset()
) -> SeatHolding:
    """Give a seat that was left before its time to whoever is next by the body's rule, for the rest of the term."""
    seat = Seat.objects.select_for_update().select_related("body").get(pk=holding.seat_id)
    holding = SeatHolding.objects.select_related("seat__body", "term__contest").get(pk=holding.pk)
    if holding.to_date is None or begins < holding.to_date:
        raise ActionRefused(_("{seat} is not vacant by then.").format(seat=seat.name), field="begins")
    if seat.holdings.filter(Q(to_date__isnull=True) | Q(to_date__gt=begins)).exists():
        raise ActionRefused(_("{seat} has been filled already.").format(seat=seat.name))
    successor = next_in_line(holding, seed, unwilling)
    if successor.member is None:
        raise ActionRefused(
            _("{name} is next, but the register does not say which member that is.").format(name=successor.name)
        )
    how = How.COUNTBACK if seat.body.vacancy == Body.Vacancy.COUNTBACK else How.RUNNER_UP
    return _hold(seat, successor.member, begins, how, by, term=holding.term, candidate=successor)
