"""A seat that was left before its time is elected for the rest of it, where the rule gives it to nobody."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.council.models import Body, Seat, SeatHolding, Term
from hustings.council.queries.vacancies import is_reserved, next_in_line
from hustings.elections.actions.reruns import begin_by_election
from hustings.elections.models import Contest
from hustings.register.standing import written


@transaction.atomic
def call_by_election(holding: SeatHolding, name: str, by: User, unwilling: frozenset[int] = frozenset()) -> Contest:
    """Begin an election for a seat that was left, by the rules of the contest that had filled it.

    Refused while the body's rule names somebody who takes the seat; `unwilling` candidates (by primary key) do not.
    Its winner is seated by the declaration, for the rest of the term.
    """
    seat = Seat.objects.select_for_update().select_related("body").get(pk=holding.seat_id)
    holding = SeatHolding.objects.select_related("seat__body", "term__contest__election").get(pk=holding.pk)
    term = holding.term
    if term is None or term.contest is None or holding.to_date is None:
        raise ActionRefused(_("No contest filled this seat, or it has not been left."))
    if term.ends_on and holding.to_date >= term.ends_on:
        raise ActionRefused(_("The seat was held until its term ended: the next term fills it."))
    if seat.holdings.filter(Q(to_date__isnull=True) | Q(to_date__gt=holding.to_date)).exists():
        raise ActionRefused(_("{seat} has been filled already.").format(seat=seat.name))
    if Term.objects.filter(rest_of=holding).exists():
        raise ActionRefused(_("A by-election for this seat has been called already."))
    _refuse_if_somebody_is_next(holding, unwilling)
    why = _("For the seat ‘{seat}’ in {body}, vacant since {day}, for the rest of its term.").format(
        seat=seat.name, body=seat.body.name, day=written(holding.to_date)
    )
    contest = begin_by_election(term.contest, name, why, by, is_reserved=is_reserved(holding))
    Term.objects.create(
        body=term.body,
        name=term.name,
        contest=contest,
        starts_on=holding.to_date,
        ends_on=term.ends_on,
        replaces_all=False,
        rest_of=holding,
    )
    record("council.by_election_called", holding, by=by, election=contest.election_id, unwilling=unwilling)
    return contest


def _refuse_if_somebody_is_next(holding: SeatHolding, unwilling: frozenset[int]) -> None:
    """Refuse where a countback or the order of votes gives the seat to somebody, or a lot has first to be drawn."""
    if holding.seat.body.vacancy == Body.Vacancy.ELECTION:
        return
    try:
        successor = next_in_line(holding, unwilling=unwilling)
    except ActionRefused as nobody:
        if nobody.field == "seed":
            raise
        return
    raise ActionRefused(
        _("By the standing orders {name} is next for this seat. Tick whoever was asked and would not take it.").format(
            name=successor.name
        ),
        "unwilling",
    )
