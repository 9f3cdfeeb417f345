"""A seat that nobody is next for is elected for the rest of its term, and an annulled contest gives its seats back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.council.bodies import make_body, make_members, secretary
from tests.council.test_seats import unopposed

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.council.actions.bodies import add_elected_seats
from hustings.council.actions.by_elections import call_by_election
from hustings.council.actions.seats import end_holding
from hustings.council.models import Body, SeatHolding, Term
from hustings.council.queries.seats import members_on
from hustings.elections.actions.annulments import annul_contest
from hustings.elections.actions.candidates import add_candidate
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.reruns import run_again
from hustings.elections.models import Contest, Election
from hustings.register.models import Member

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def body(returning_officer: User) -> Body:
    """Two seats; Member 1 and Member 2 were declared elected, and Member 2 has left."""
    body = make_body(term_months=24, vacancy="election")
    add_elected_seats(body, 2, secretary())
    members = make_members(3)
    declare(unopposed(returning_officer, members[:2]).election, "", returning_officer)
    SeatHolding.objects.update(from_date=TODAY - timedelta(days=30))
    return body


def left(member: Member) -> SeatHolding:
    return end_holding(SeatHolding.objects.get(member=member), TODAY, "Moved abroad.", secretary())


def declared(contest: Contest, winner: Member, by: User) -> None:
    add_candidate(contest, winner.name, by, member=winner, state="accepted")
    Election.objects.filter(pk=contest.election_id).update(state="tallied")
    declare(Election.objects.get(pk=contest.election_id), "", by)


def test_by_election_fills_the_seat_that_was_left_for_the_rest_of_the_term(
    body: Body, returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    stays, leaves, comes = Member.objects.order_by("pk")[:3]
    holding = left(leaves)
    page = client_of(returning_officer).get(f"/office/bodies/{body.slug}/").content.decode()
    assert "Call a by-election" in page
    address = f"/office/holdings/{holding.pk}/by-election/"
    answer = client_of(returning_officer).post(address, {"name": "One seat"}, follow=True)
    assert "Set its timetable next" in answer.content.decode()
    contest = Contest.objects.get(election__name="One seat")
    assert (contest.seats, contest.title, contest.body_name) == (1, "By-election: Committee", "Committee")
    assert "vacant since" in contest.election.description and leaves.name not in contest.election.description
    with pytest.raises(ActionRefused, match="called already"):
        call_by_election(holding, "Once more", returning_officer)
    declared(contest, comes, returning_officer)
    taken = SeatHolding.objects.get(member=comes)
    assert (taken.seat, taken.to_date) == (holding.seat, Term.objects.get(rest_of=None).ends_on)
    assert members_on(body, TODAY) == [stays, comes]
    with pytest.raises(ActionRefused, match="filled already"):
        call_by_election(holding, "Late", returning_officer)


def test_by_election_is_refused_where_the_seat_was_not_left_before_its_time(
    body: Body, returning_officer: User
) -> None:
    holding = SeatHolding.objects.first()
    assert holding is not None
    with pytest.raises(ActionRefused, match="held until its term ended"):
        call_by_election(holding, "One seat", returning_officer)


def test_seats_of_an_annulled_contest_are_given_up_and_its_rerun_ousts_nobody_else(
    body: Body, returning_officer: User
) -> None:
    comes = Member.objects.order_by("pk")[2]
    contest = Contest.objects.get()
    term = Term.objects.get()
    annul_contest(contest, "A name was missing.", returning_officer)
    tomorrow = TODAY + timedelta(days=1)
    assert members_on(body, tomorrow) == []
    again = run_again(contest.election, returning_officer, "Again", who_stands="nobody").contests.get()
    declared(again, comes, returning_officer)
    assert members_on(body, tomorrow) == [comes]
    new = Term.objects.get(contest=again)
    assert (new.ends_on, new.replaces_all) == (term.ends_on, False)
