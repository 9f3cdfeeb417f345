"""What leaving means for seats."""

from datetime import date, timedelta

import pytest
from tests.council.bodies import days_ago, make_body, make_members, seat, secretary

from hustings.accounts.models import Organisation
from hustings.audit.models import AuditEvent
from hustings.council.actions.bodies import add_seat
from hustings.council.actions.seats import fill_seat
from hustings.council.leaving import end_seats, follows
from hustings.council.models import SeatHolding
from hustings.register.actions import record_event
from hustings.register.models import StandingEvent

pytestmark = pytest.mark.django_db


def test_seats_are_named_with_the_day_on_which_they_end_anyway(organisation: Organisation) -> None:
    body, (member, other) = make_body(), make_members(2)
    today = days_ago(0).date()
    ends = today + timedelta(days=90)
    fill_seat(add_seat(body, "Treasurer", "co_opted", secretary()), member, days_ago(9).date(), secretary(), ends)
    seat(body, [other])
    assert [(fact.about.value, fact.on) for fact in follows(member, today)] == [("ends", None), ("staying", ends)]
    assert list(follows(member, ends)) == []
    assert [fact.about.value for fact in follows(other, today)] == ["ends"]


def test_seats_become_vacant_when_the_membership_ends_and_not_before(organisation: Organisation) -> None:
    body, [member] = make_body(), make_members(1)
    seat(body, [member])
    StandingEvent.objects.create(member=member, kind="joined", effective_on=date(2020, 1, 1))
    record_event(member, "resigned", days_ago(3).date(), None)
    holding = SeatHolding.objects.get()
    assert (holding.to_date, holding.end_reason) == (days_ago(3).date(), "No longer a member.")
    end_seats(member, days_ago(3).date())
    assert AuditEvent.objects.filter(verb="council.seat_left").count() == 1
