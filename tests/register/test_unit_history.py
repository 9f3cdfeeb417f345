"""Units change; what they were stays."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.accounts.queries import local
from hustings.register.actions import save_unit
from hustings.register.models import Member, Unit, UnitMembership
from hustings.register.unit_queries import tree_on

pytestmark = pytest.mark.django_db


def names(on: date) -> dict[str, str]:
    parents = dict(Unit.objects.values_list("pk", "code"))
    return {unit.name: parents.get(unit.parent_id, "") for unit in tree_on(Unit.objects.all(), on)}


def test_tree_is_shown_as_it_was_on_a_day(
    organisation: Organisation, membership_secretary: User, north: Unit, south: Unit
) -> None:
    UnitMembership.objects.create(
        member=Member.objects.create(number="1", name="Ann"), unit=north, from_date=date(2020, 1, 1)
    )
    north.name, north.parent = "Northern Hills", south
    save_unit(north, membership_secretary, date(2024, 7, 1))
    save_unit(Unit(name="City", kind="branch", code="C", parent=north), membership_secretary, date(2025, 1, 1))
    assert names(date(2024, 6, 30)) == {"North": "", "South": ""}
    assert names(date(2024, 7, 1)) == {"Northern Hills": "S1", "South": ""}
    assert names(date(2025, 1, 1)) == {"Northern Hills": "S1", "South": "", "City": "N1"}


def test_change_is_neither_in_the_future_nor_before_the_last(
    organisation: Organisation, membership_secretary: User, north: Unit
) -> None:
    tomorrow = local(timezone.now()).date() + timedelta(days=1)
    with pytest.raises(ActionRefused, match="still to come"):
        save_unit(north, membership_secretary, tomorrow)
    save_unit(north, membership_secretary, date(2025, 1, 1))
    with pytest.raises(ActionRefused, match="changed from 1 January 2025"):
        save_unit(north, membership_secretary, date(2024, 1, 1))


def test_history_stands_on_a_page_of_the_unit(
    organisation: Organisation, membership_secretary: User, client_of: Callable[[User], Client], north: Unit
) -> None:
    office = client_of(membership_secretary)
    given = {"name": "Hills", "code": "N1", "kind": "branch", "effective_on": "2025-03-01"}
    office.post(f"/office/units/{north.pk}/", given)
    page = office.get(f"/office/units/{north.pk}/history/").content.decode()
    assert "1 March 2025" in page and "Hills" in page and "North" in page and "Mona Secretary" in page
    assert "Hills" in office.get("/office/units/").content.decode()
    assert "Hills" not in office.get("/office/units/?on=2024-01-01").content.decode()
