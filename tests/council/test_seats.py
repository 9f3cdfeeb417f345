"""Seats: filled by declarations, by rule, by units; left and filled again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.council.bodies import make_body, make_members, secretary
from tests.elections import drafts

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.council.actions.bodies import (
    abolish_seat,
    add_elected_seats,
    add_seat,
    plan_term,
    save_body,
)
from hustings.council.actions.seats import end_holding, fill_seat, name_elected
from hustings.council.models import Body, SeatHolding, Term
from hustings.council.queries.seats import holdings_on, members_on, no_longer_members, seat_rows, voters_on, waiting
from hustings.elections.actions.candidates import add_candidate
from hustings.elections.actions.declarations import correct_declaration, declare
from hustings.elections.models import Contest, Election
from hustings.register.models import Member, StandingEvent, Unit

pytestmark = pytest.mark.django_db
TODAY = date.today()


def unopposed(officer: User, members: list[Member], body_name: str = "Committee", **details: object) -> Contest:
    """A contest with as many candidates as seats, counted without a vote and not yet declared."""
    election = drafts.make_draft(officer)
    contest = drafts.make_seats(
        election, officer, seats=max(1, len(members)), body_name=body_name, term="2026 to 2028", **details
    )
    for member in members:
        add_candidate(contest, member.name, officer, member=member, state="accepted")
    Election.objects.filter(pk=election.pk).update(state="tallied")
    return Contest.objects.get(pk=contest.pk)


@pytest.fixture
def members() -> list[Member]:
    return make_members(6)


@pytest.fixture
def body() -> Body:
    body = make_body(term_months=24)
    add_elected_seats(body, 3, secretary())
    return body


def test_declaration_fills_the_seats_by_itself(body: Body, members: list[Member], returning_officer: User) -> None:
    contest = unopposed(returning_officer, members[:3])
    declare(contest.election, "", returning_officer)
    term = Term.objects.get()
    assert (term.body, term.name, term.contest) == (body, "2026 to 2028", contest)
    assert [(row.seat.name, row.holding and row.holding.member) for row in seat_rows(body, term.starts_on)] == [
        ("Seat 1", members[0]), ("Seat 2", members[1]), ("Seat 3", members[2]),
    ]  # fmt: skip
    holding = SeatHolding.objects.first()
    assert holding and holding.declaration == contest.election.declarations.get()
    assert holding.to_date == term.ends_on


def test_next_declaration_ends_the_term_before(body: Body, members: list[Member], returning_officer: User) -> None:
    first = unopposed(returning_officer, members[:3])
    plan_term(
        body, first, secretary(), name="Old", starts_on=TODAY - timedelta(days=700), ends_on=TODAY + timedelta(30)
    )
    declare(first.election, "", returning_officer)
    second = unopposed(returning_officer, members[3:])
    declare(second.election, "", returning_officer)
    assert members_on(body, TODAY) == members[3:]
    assert members_on(body, TODAY - timedelta(days=5)) == members[:3]


def test_staggered_term_leaves_the_others_where_they_are(
    body: Body, members: list[Member], returning_officer: User
) -> None:
    declare(unopposed(returning_officer, members[:2]).election, "", returning_officer)
    third = unopposed(returning_officer, members[2:3])
    plan_term(body, third, secretary(), name="Staggered", starts_on=TODAY, replaces_all=False)
    declare(third.election, "", returning_officer)
    assert members_on(body, TODAY) == members[:3]


def test_declaration_for_no_body_fills_nothing(members: list[Member], returning_officer: User) -> None:
    declare(unopposed(returning_officer, members[:2], "Unheard of").election, "", returning_officer)
    assert not SeatHolding.objects.exists()


def test_elected_person_whom_nobody_named_waits_and_is_seated_later(
    body: Body, members: list[Member], returning_officer: User
) -> None:
    contest = unopposed(returning_officer, members[:1])
    unnamed = contest.candidates.get()
    unnamed.member = None
    unnamed.save()
    declare(contest.election, "", returning_officer)
    term = Term.objects.get()
    assert waiting(term) == [unnamed]
    name_elected(term, unnamed, members[4], secretary())
    assert members_on(body, term.starts_on) == [members[4]]
    assert waiting(term) == []
    with pytest.raises(ActionRefused, match="is not waiting for a seat"):
        name_elected(term, unnamed, members[5], secretary())


def test_more_elected_than_seats_wait_and_block_nothing(members: list[Member], returning_officer: User) -> None:
    body = make_body()
    add_elected_seats(body, 1, secretary())
    contest = unopposed(returning_officer, members[:2])
    declare(contest.election, "", returning_officer)
    term = Term.objects.get()
    assert [candidate.member for candidate in waiting(term)] == [members[1]]
    with pytest.raises(ActionRefused, match="has no empty elected seat"):
        name_elected(term, waiting(term)[0], members[1], secretary())


def test_corrected_declaration_moves_those_it_concerns(
    body: Body, members: list[Member], returning_officer: User
) -> None:
    contest = unopposed(returning_officer, members[:2])
    declare(contest.election, "", returning_officer)
    contest.candidates.filter(member=members[1]).update(state="withdrawn")
    correct_declaration(contest.election, "", "One of them had withdrawn.", returning_officer)
    assert members_on(body, TODAY) == members[:1]
    assert SeatHolding.objects.get(member=members[1]).end_reason == "Declaration 2 corrected the result."


def test_ex_officio_seat_follows_another(members: list[Member]) -> None:
    committee, trustees = make_body(), make_body("Trustees")
    chair = add_seat(committee, "Chair", "co_opted", secretary())
    add_seat(trustees, "Chair of the committee", "ex_officio", secretary(), follows=chair)
    holding = fill_seat(chair, members[0], TODAY - timedelta(days=9), secretary())
    assert members_on(trustees, TODAY) == [members[0]]
    end_holding(holding, TODAY - timedelta(days=1), "Resigned.", secretary())
    assert members_on(trustees, TODAY) == []
    fill_seat(chair, members[1], TODAY - timedelta(days=1), secretary())
    assert members_on(trustees, TODAY) == [members[1]]


def test_unit_nominates_and_others_have_no_vote(members: list[Member]) -> None:
    body = make_body()
    unit = Unit.objects.create(name="North", kind="branch", code="N")
    with pytest.raises(ActionRefused, match="Name the unit that nominates"):
        add_seat(body, "North", "nominated", secretary())
    fill_seat(add_seat(body, "North", "nominated", secretary(), unit=unit), members[0], TODAY, secretary())
    fill_seat(add_seat(body, "Adviser", "co_opted", secretary(), votes=False), members[1], TODAY, secretary())
    assert voters_on(body, TODAY) == [members[0]]
    assert members_on(body, TODAY) == members[:2]


def test_seat_is_held_by_one_at_a_time(members: list[Member]) -> None:
    seat = add_seat(make_body(), "Treasurer", "co_opted", secretary())
    holding = fill_seat(seat, members[0], TODAY - timedelta(days=10), secretary(), ends=TODAY)
    with pytest.raises(ActionRefused, match="Member 1 holds Treasurer then"):
        fill_seat(seat, members[1], TODAY - timedelta(days=1), secretary())
    with pytest.raises(ActionRefused, match="has ended by then anyway"):
        end_holding(holding, TODAY, "Resigned.", secretary())
    with pytest.raises(ActionRefused, match="Say why"):
        end_holding(holding, TODAY - timedelta(days=1), "", secretary())
    fill_seat(seat, members[1], TODAY, secretary())
    assert holdings_on(seat.body, TODAY).get().member == members[1]


def test_elected_seat_is_not_filled_by_hand(body: Body, members: list[Member]) -> None:
    with pytest.raises(ActionRefused, match="Seat 1 is elected"):
        fill_seat(body.seats.first(), members[0], TODAY, secretary())


def test_held_seat_is_not_abolished(members: list[Member]) -> None:
    seat = add_seat(make_body(), "Treasurer", "co_opted", secretary())
    holding = fill_seat(seat, members[0], TODAY - timedelta(days=10), secretary())
    with pytest.raises(ActionRefused, match="End the holding first"):
        abolish_seat(seat, TODAY, secretary())
    end_holding(holding, TODAY, "The office was abolished.", secretary())
    abolish_seat(seat, TODAY, secretary())
    assert seat_rows(seat.body, TODAY) == []


def test_body_needs_a_name_of_its_own_and_a_number_where_it_chose_one() -> None:
    make_body("Committee")
    with pytest.raises(ActionRefused, match="There is a body called committee already"):
        make_body("committee")
    with pytest.raises(ActionRefused, match="You chose a fixed number"):
        save_body(Body(name="Panel", quorum_share="number"), secretary())
    assert save_body(Body(name="Panel", quorum_share="half", quorum_number=4), secretary()).quorum_number is None


def test_addresses_of_bodies_differ() -> None:
    assert [make_body(name).slug for name in ("Panel", "Panel?", "Panel!", "ΑΒΓ")] == [
        "panel", "panel-2", "panel-3", "body",
    ]  # fmt: skip


def test_holder_whose_membership_ended_is_named(members: list[Member], client_of: Callable[[User], Client]) -> None:
    seat = add_seat(make_body(), "Treasurer", "co_opted", secretary())
    holding = fill_seat(seat, members[0], TODAY - timedelta(days=10), secretary())
    assert no_longer_members(seat.body, TODAY) == []
    for kind, days in (("joined", 900), ("resigned", 1)):
        StandingEvent.objects.create(member=members[0], kind=kind, effective_on=TODAY - timedelta(days=days))
    assert no_longer_members(seat.body, TODAY) == [holding]
    assert "their membership has ended" in client_of(secretary()).get("/office/bodies/committee/").content.decode()
