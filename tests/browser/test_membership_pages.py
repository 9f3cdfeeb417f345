"""A member's pages about leaving and their data, and the office's about units and history: under axe, and at 320 px."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.test_rooms import look  # noqa: F401  (a fixture)
from tests.elections.drafts import make_draft, make_members, make_seats
from tests.elections.polls import browser as browser_of

from hustings.accounts.models import Role, User
from hustings.elections.models import Election
from hustings.jobs.worker import run_pending
from hustings.register.actions import (
    ask_for_erasure,
    check_import,
    correct_event,
    issue_card,
    name_unit_officer,
    record_event,
    save_unit,
    upload_import,
)
from hustings.register.actions.duplicates import find_duplicates, merge
from hustings.register.actions.sessions import begin_session
from hustings.register.card_queries import card_of, check_address
from hustings.register.models import Duplicate, Member, RegisterRules, Unit, UnitMembership

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
    Election.objects.update(description=f"As {left.name} said.")
    look(f"/office/members/{left.pk}/erase/?also=poll")


def test_pages_of_cards_browsers_duplicates_and_tokens(
    look: Callable[[str], None],  # noqa: F811
    make_user: Callable[..., User],
    signed_in: Callable[[User], None],
    context: BrowserContext,
    live_server: LiveServer,
    page: Page,
) -> None:
    staff = make_user(Role.MEMBERSHIP_SECRETARY, Role.ADMINISTRATOR)
    one, two, three, four = make_members(4)
    for member in (one, two, three, four):
        Member.objects.filter(pk=member.pk).update(name="Ann Lee", postal_address="1 High Street\nTown")
    find_duplicates()
    merge(Duplicate.objects.get(first=one, second=two), one, staff)
    begin_session(one, "Mozilla/5.0 (Android 14; rv:130.0) Firefox/130.0", timezone.now() + timedelta(hours=9))
    cookie = browser_of(one).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    look("/me/card/")
    issue = issue_card(one, timezone.now().date(), None)
    look("/me/card/")
    look("/me/browsers/")
    look("/card/check/?t=nonsense")
    look("/card/check/?" + check_address(card_of(issue, timezone.now().date())).split("?")[1])
    signed_in(staff)
    look("/office/cards/")
    look("/office/duplicates/")
    look(f"/office/members/{two.pk}/")
    look("/office/tokens/")
    page.goto(live_server.url + "/office/tokens/")
    page.get_by_label("The program that will use it").fill("Membership system")
    page.get_by_label("Read the register").check()
    page.get_by_role("button", name="Make").click()
    expect(page.locator("main")).to_contain_text("hustings_")
    assert_accessible(page)
    assert_fits(page)
    file = SimpleUploadedFile("members.csv", b"number,name,address\n900,Lee Ann,1 High Street Town\n901,Ann,\n")
    member_import = upload_import(file, timezone.now().date(), False, staff)
    check_import(member_import, {"number": 0, "name": 1, "postal_address": 2}, staff)
    run_pending()
    look(f"/office/imports/{member_import.pk}/")
    assert "May be the same as" in page.goto(f"{live_server.url}/office/imports/{member_import.pk}/").text()
