"""A member's pages about leaving and their data, and the office's about units and history: under axe, and at 320 px."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer
from tests.browser.test_rooms import look  # noqa: F401  (a fixture)
from tests.elections.drafts import make_draft, make_members, make_seats
from tests.elections.polls import browser as browser_of

from hustings.accounts.models import Role, User
from hustings.elections.models import Election
from hustings.register.actions import ask_for_erasure, correct_event, name_unit_officer, record_event, save_unit
from hustings.register.models import RegisterRules, Unit, UnitMembership

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_of_leaving_data_units_and_history(
    look: Callable[[str], None],  # noqa: F811
    make_user: Callable[..., User],
    signed_in: Callable[[User], None],
    context: BrowserContext,
    live_server: LiveServer,
) -> None:
    staff = make_user(Role.MEMBERSHIP_SECRETARY, Role.ADMINISTRATOR, Role.RETURNING_OFFICER, Role.UNIT_OFFICER)
    RegisterRules.objects.create(pk=1, cooling_off_days=14, rejoin_alone=True, erase_after_months=24)
    unit = save_unit(Unit(name="Northern Region", kind="region", code="N"), staff)
    member, left = make_members(2)
    UnitMembership.objects.create(member=member, unit=unit, from_date=date(2020, 1, 1))
    election = make_draft(staff)
    make_seats(election, staff)
    Election.objects.update(announced_at=timezone.now(), freeze_on=timezone.now().date() + timedelta(days=30))
    event = record_event(member, "suspended", date(2026, 1, 1), staff)
    correct_event(event, staff)
    record_event(left, "resigned", date(2026, 1, 31), staff)
    ask_for_erasure(left)
    name_unit_officer(staff, unit, staff)
    for person in (left, member):
        cookie = browser_of(person).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        for address in ("/me/", "/me/leaving/", "/me/data/"):
            look(address)
    signed_in(staff)
    look("/office/register/rules/")
    look("/office/register/erasures/")
    look("/office/unit-officers/")
    look("/office/units/?on=2026-11-01")
    look(f"/office/units/{unit.pk}/history/")
    look(f"/office/members/{member.pk}/?on=2026-02-01&known_on=2026-11-01")
    look(f"/office/members/{left.pk}/event/{left.standing_events.last().pk}/correct/")
