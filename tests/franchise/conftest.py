"""A small register with every kind of standing in it."""

from datetime import date

import pytest

from hustings.franchise.models import EligibilityRule
from hustings.register.models import EventKind, Member, StandingEvent, Unit, UnitMembership

DAY = date(2026, 9, 1)


def add_member(number: str, *events: tuple[str, date], unit: Unit | None = None, **details: object) -> Member:
    """A member with events as (kind, effective date); the first carries `paid_up_to` if it is among the details."""
    paid_up_to = details.pop("paid_up_to", None)
    member = Member.objects.create(number=number, name=f"Member {number}", **details)
    for position, (kind, effective_on) in enumerate(events or [(EventKind.JOINED, date(2020, 1, 1))]):
        StandingEvent.objects.create(
            member=member,
            kind=kind,
            effective_on=effective_on,
            paid_up_to=paid_up_to if position == 0 else None,
        )
    if unit:
        UnitMembership.objects.create(member=member, unit=unit, from_date=date(2020, 1, 1))
    return member


@pytest.fixture
def national(db: None) -> Unit:
    return Unit.objects.create(name="National", kind="nation", code="N")


@pytest.fixture
def north(national: Unit) -> Unit:
    return Unit.objects.create(name="North", kind="branch", code="N1", parent=national)


@pytest.fixture
def rule(organisation: object) -> EligibilityRule:
    return EligibilityRule.objects.create(name="All in good standing", conditions={"is": "good_standing"})
