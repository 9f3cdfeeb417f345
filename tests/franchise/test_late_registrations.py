"""Members who were entered after a roll was frozen, and met its rule before."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests.franchise.conftest import DAY, add_member

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.audit.models import AuditEvent
from hustings.franchise.actions import decide_challenge, freeze_roll, make_challenge, register_late
from hustings.franchise.actions.challenges import objections
from hustings.franchise.models import EligibilityRule, Roll, RollChange
from hustings.franchise.queries import electorate, electors, registered_late
from hustings.register.changes import note_changes
from hustings.register.models import EventKind, Member, Unit

pytestmark = pytest.mark.django_db


def numbers(roll: Roll) -> set[str]:
    found = {entry.member.number for entry in electors(roll)}
    assert electorate(roll) == len(found)
    return found


def enter(number: str, *events: tuple[str, date], **details: object) -> Member:
    """A member who is entered now, and noted as the register notes everybody who is."""
    member = add_member(number, *events, **details)
    note_changes(record("tests.member_entered", by="system"), [member.pk])
    return member


@pytest.fixture
def roll(rule: EligibilityRule) -> Roll:
    add_member("1")
    return freeze_roll(rule, DAY, None)


def test_only_who_met_the_rule_on_its_date_is_registered_late(roll: Roll, north: Unit, returning_officer: User) -> None:
    late = enter("2", unit=north)
    joined_after = enter("3", (EventKind.JOINED, DAY + timedelta(days=1)))
    enter("4", paid_up_to=date(2026, 1, 1))
    assert list(registered_late(roll)) == [late]
    for wrong in ([joined_after], [late, joined_after]):
        with pytest.raises(ActionRefused, match="does not meet"):
            register_late(roll, wrong, "Forms", returning_officer)
    with pytest.raises(ActionRefused, match="Give the reason"):
        register_late(roll, [late], " ", returning_officer)
    register_late(roll, [late], "The forms came in time.", returning_officer)
    assert numbers(roll) == {"1", "2"}
    assert roll.size == 1 and not registered_late(roll).exists()
    assert electors(roll).get(member=late).unit == north
    event = AuditEvent.objects.get(verb="franchise.registered_late")
    assert event.facts["members"] == [late.pk]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RollChange.objects.update(reason="Another")


def test_nobody_is_late_because_units_moved(national: Unit, north: Unit, organisation: object) -> None:
    elsewhere = Unit.objects.create(name="Elsewhere", kind="branch", code="E")
    add_member("1", unit=north)
    add_member("2", unit=elsewhere)
    rule = EligibilityRule.objects.create(name="National", conditions={"is": "unit", "unit": national.pk})
    roll = freeze_roll(rule, DAY, None)
    Unit.objects.filter(pk=elsewhere.pk).update(parent=national)
    assert not registered_late(roll).exists()


def test_roll_from_before_events_were_noted_is_compared_with_everybody(roll: Roll) -> None:
    noted, unnoted = enter("2"), add_member("3")
    assert list(registered_late(roll)) == [noted]
    roll.known_up_to = None
    assert set(registered_late(roll)) == {noted, unnoted}


def test_who_was_taken_off_does_not_come_back_as_late(roll: Roll, returning_officer: User) -> None:
    entry = electors(roll).get()
    challenge = make_challenge(roll, entry.member, "remove", "Moved", entry.member)
    decide_challenge(challenge, "upheld", "Moved away", returning_officer)
    assert not registered_late(roll).exists()


def test_settled_roll_takes_nobody(roll: Roll, returning_officer: User) -> None:
    late = enter("2")
    objections.append(_set_up)
    try:
        with pytest.raises(ActionRefused, match="has been set up"):
            register_late(roll, [late], "Forms", returning_officer)
    finally:
        objections.remove(_set_up)


def _set_up(roll: Roll) -> str:
    return "The poll has been set up."


def test_officer_ticks_who_is_put_on_the_roll(roll: Roll, returning_officer: User) -> None:
    late = enter("2")
    client = Client()
    client.force_login(returning_officer)
    address = f"/office/rolls/{roll.pk}/late/"
    assert "Member 2" in client.get(address).content.decode()
    assert "govuk-error-summary" in client.post(address, {"reason": "Forms"}).content.decode()
    client.post(address, {"members": [late.pk], "reason": "Forms"})
    assert numbers(roll) == {"1", "2"}
    assert "There is nobody." in client.get(address).content.decode()
