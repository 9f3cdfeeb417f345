import hashlib
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.franchise.conftest import DAY, add_member

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.models import AuditEvent
from hustings.franchise.actions import freeze_roll, retire_rule
from hustings.franchise.models import EligibilityRule, Roll, RollEntry
from hustings.franchise.queries import electors
from hustings.franchise.rolls import SMALL, merged_counts
from hustings.register.models import EventKind, StandingEvent, Unit


def test_freeze_takes_those_who_meet_the_rule(rule: EligibilityRule, north: Unit, returning_officer: User) -> None:
    good = add_member("1", unit=north)
    add_member("2", (EventKind.JOINED, date(2020, 1, 1)), (EventKind.SUSPENDED, date(2026, 8, 1)))
    add_member("3", paid_up_to=date(2026, 1, 31))
    add_member("4", (EventKind.JOINED, date(2026, 9, 2)))
    roll = freeze_roll(rule, DAY, returning_officer)
    assert [(entry.member, entry.unit, entry.weight) for entry in electors(roll)] == [(good, north, 1)]
    assert (roll.size, roll.total_weight, roll.as_at) == (1, 1, DAY)
    event = AuditEvent.objects.get(verb="franchise.roll_frozen")
    assert event.facts["hash"] == roll.hash and event.actor == returning_officer.pk


def test_hash_can_be_computed_again_from_the_documented_text(rule: EligibilityRule, north: Unit) -> None:
    first, second = add_member("b", unit=north), add_member("a")
    roll = freeze_roll(rule, DAY, None)
    text = f"hustings-roll-1\n{roll.salt}\n2026-09-01\n{first.pk} {north.pk} 1\n{second.pk} - 1\n"
    assert roll.hash == hashlib.sha256(text.encode()).hexdigest()


def test_two_rolls_of_the_same_electors_have_different_hashes(rule: EligibilityRule) -> None:
    add_member("1")
    assert freeze_roll(rule, DAY, None).hash != freeze_roll(rule, DAY, None).hash


def test_frozen_roll_does_not_change_with_the_register(rule: EligibilityRule) -> None:
    member = add_member("1")
    roll = freeze_roll(rule, DAY, None)
    StandingEvent.objects.create(member=member, kind=EventKind.RESIGNED, effective_on=date(2026, 8, 1))
    add_member("2")
    assert [entry.member for entry in electors(roll)] == [member]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE franchise_rollentry SET weight = 2",
        "DELETE FROM franchise_rollentry",
        "UPDATE franchise_roll SET size = 2",
        "DELETE FROM franchise_roll",
    ],
)
def test_database_refuses_to_change_a_roll(rule: EligibilityRule, statement: str) -> None:
    add_member("1")
    freeze_roll(rule, DAY, None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Roll.objects.get().size == RollEntry.objects.get().weight == 1


@pytest.mark.parametrize("nobody", ["roll_id", "member_id", "unit_id"])
def test_database_refuses_an_entry_that_names_nothing(rule: EligibilityRule, north: Unit, nobody: str) -> None:
    member = add_member("1", unit=north)
    roll = freeze_roll(rule, DAY, None)
    named = {"roll_id": roll.pk, "member_id": add_member("2").pk, "unit_id": north.pk}
    named[nobody] = uuid4() if nobody == "roll_id" else member.pk + 1000
    with pytest.raises(IntegrityError), transaction.atomic():
        RollEntry.objects.bulk_create([RollEntry(**named)])
        connection.check_constraints()


def test_database_refuses_to_remove_a_unit_that_an_entry_names(rule: EligibilityRule, north: Unit) -> None:
    add_member("1")
    roll = freeze_roll(rule, DAY, None)
    RollEntry.objects.create(roll=roll, member=add_member("2"), unit=north)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM register_unit WHERE id = %s", [north.pk])
        connection.check_constraints()


def test_freeze_refused_without_electors_leaves_nothing(rule: EligibilityRule) -> None:
    with pytest.raises(ActionRefused, match="No member meets the rule"):
        freeze_roll(rule, DAY, None)
    assert not Roll.objects.exists() and not RollEntry.objects.exists()


def test_freeze_refused_as_at_a_day_to_come(rule: EligibilityRule) -> None:
    with pytest.raises(ActionRefused, match="still to come"):
        freeze_roll(rule, date(2999, 1, 1), None)


def test_freeze_refused_with_a_retired_rule(rule: EligibilityRule, returning_officer: User) -> None:
    add_member("1")
    retire_rule(rule, returning_officer)
    with pytest.raises(ActionRefused, match="retired"):
        freeze_roll(rule, DAY, None)


@given(st.dictionaries(st.one_of(st.none(), st.integers(1, 30)), st.integers(1, 40), min_size=1, max_size=30))
def test_merged_counts_never_reveal_a_small_unit(electors_by_unit: dict[int | None, int]) -> None:
    counts = merged_counts(electors_by_unit)
    assert sum(count.electors for count in counts) == sum(electors_by_unit.values())
    assert sorted(unit or 0 for count in counts for unit in count.units) == sorted(u or 0 for u in electors_by_unit)
    if len(counts) > 1:
        for count in counts:
            assert count.electors >= SMALL
            small_inside = any(electors_by_unit[unit] < SMALL for unit in count.units)
            assert len(count.units) > 1 or not small_inside


def test_merged_counts_take_in_a_larger_unit_when_one_is_small() -> None:
    counts = merged_counts({1: 50, 2: 3, 3: 20})
    assert [(set(count.units), count.electors) for count in counts] == [({1}, 50), ({2, 3}, 23)]
