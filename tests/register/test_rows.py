"""Rows by the hundred thousand, on either database."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value
from django.utils import timezone

from hustings.register.models import EventKind, Member, StandingEvent, Unit, UnitMembership
from hustings.register.rows import AT_ONCE, insert, insert_selected, reserved_keys

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "number", "name", "email", "postal_address", "search_text", "created_at")


def put(*members: tuple[int, str]) -> None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    insert(Member, COLUMNS, ((key, number, "Zoë\t\\N", "", "1 Road\nTown", "zoe", now) for key, number in members))


def test_reserved_keys_are_given_to_nobody_else() -> None:
    there = Member.objects.create(number="0", name="First")
    first, second = reserved_keys(Member, 2)
    assert there.pk < first < second
    put((first, "1"), (second, "2"))
    assert Member.objects.create(number="3", name="Last").pk > second
    kept = Member.objects.get(number="2")
    assert (kept.pk, kept.name, kept.postal_address, kept.date_of_birth) == (second, "Zoë\t\\N", "1 Road\nTown", None)


def test_row_that_a_constraint_refuses_is_an_integrity_error() -> None:
    keys = reserved_keys(Member, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        put(*((key, "the same") for key in keys))
    assert not Member.objects.exists()


def test_rows_are_made_from_what_is_found() -> None:
    unit = Unit.objects.create(name="North", code="N")
    members = [Member.objects.create(number=number, name="Ann") for number in "123"]
    columns = {"member_id": F("pk"), "unit_id": Value(unit.pk), "from_date": Value(date(2026, 9, 1))}
    assert insert_selected(UnitMembership, Member.objects.exclude(number="2"), **columns) == 2
    assert {each.member for each in UnitMembership.objects.filter(unit=unit)} == {members[0], members[2]}
    assert insert_selected(UnitMembership, Member.objects.filter(pk__in=[]), **columns) == 0


def test_append_only_tables_keep_their_guard() -> None:
    member = Member.objects.create(number="1", name="Ann")
    [key] = reserved_keys(StandingEvent, 1)
    now = connection.ops.adapt_datetimefield_value(member.created_at)
    row = (key, member.pk, EventKind.JOINED.value, date(2020, 1, 1), now)
    insert(StandingEvent, ("id", "member_id", "kind", "effective_on", "recorded_at"), [row])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(StandingEvent, ("id", "member_id", "kind", "effective_on", "recorded_at"), [row])
    assert member.standing_events.get().effective_on == date(2020, 1, 1)


def test_more_rows_than_go_into_one_statement_are_all_there() -> None:
    count = 2 * AT_ONCE + 1
    put(*((key, f"M{place}") for place, key in enumerate(reserved_keys(Member, count))))
    assert sorted(Member.objects.values_list("number", flat=True)) == sorted(f"M{place}" for place in range(count))
