"""The small forms that no story passes: each with something on it, under axe, and no wider than a telephone."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.test_instrument_pages import story
from tests.browser.test_rooms import Look, look  # noqa: F401
from tests.browser.test_rule_and_rerun_pages import add_condition
from tests.council.test_by_elections import body, left  # noqa: F401
from tests.elections.polls import browser as browser_of
from tests.elections.polls import make_members, make_roll

from hustings.accounts.models import Role, SecondFactor, User
from hustings.council.models import Body, Consultation
from hustings.franchise.actions import make_challenge
from hustings.franchise.models import Challenge
from hustings.jobs.models import Job
from hustings.register.models import Member, Unit, UnitMembership, UnitOfficer

pytestmark = pytest.mark.django_db(transaction=True)


def test_forms_about_units_rolls_and_rules(
    look: Look,  # noqa: F811
    make_user: Callable[..., User],
    signed_in: Callable[[User], None],
    context: BrowserContext,
    live_server: LiveServer,
    page: Page,
) -> None:
    on_it, missing = make_members(2)
    unit = Unit.objects.create(name="Northern Region", kind="region", code="N")
    belonging = UnitMembership.objects.create(member=on_it, unit=unit, from_date=date(2020, 1, 1))
    roll = make_roll([on_it])
    challenge = make_challenge(roll, missing, Challenge.Kind.ADD, "I joined two years ago.", missing)
    cookie = browser_of(on_it).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    look(f"/me/rolls/{roll.pk}/add-me/")
    look(f"/me/rolls/{roll.pk}/remove/")
    signed_in(make_user(Role.MEMBERSHIP_SECRETARY, Role.RETURNING_OFFICER))
    look(f"/office/members/{on_it.pk}/units/add/")
    look(f"/office/members/{on_it.pk}/units/{belonging.pk}/end/")
    look(f"/office/challenges/{challenge.pk}/")
    page.goto(f"{live_server.url}/office/franchise/rules/new/")
    add_condition(page, "of some age", At_most="29")
    page.get_by_role("link", name=re.compile("^Change")).first.click()
    expect(page.get_by_role("button", name="Change")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_forms_about_oneself_and_a_job(
    look: Look,  # noqa: F811
    returning_officer: User,
    signed_in: Callable[[User], None],
) -> None:
    factor = SecondFactor.objects.create(user=returning_officer, kind="app", name="My telephone", content=b"")
    signed_in(returning_officer)
    for address in ("password", "security/codes", f"security/{factor.pk}/remove"):
        look(f"/staff/{address}/")
    job = Job.objects.create(task="tests.none", created_by=returning_officer, state=Job.State.FAILED, done=3, total=9)
    look(f"/jobs/{job.pk}/")
    look("/cases/sign-in/")


def test_form_of_a_by_election(
    look: Look,  # noqa: F811
    body: Body,  # noqa: F811
    returning_officer: User,
    signed_in: Callable[[User], None],
) -> None:
    holding = left(Member.objects.order_by("pk")[1])
    signed_in(returning_officer)
    look(f"/office/holdings/{holding.pk}/by-election/")


def test_form_of_a_units_answer(
    look: Look,  # noqa: F811
    make_user: Callable[..., User],
    signed_in: Callable[[User], None],
) -> None:
    asked = story()["open"]
    assert isinstance(asked, Consultation)
    unit = asked.consulted.get(unit__name="East").unit
    officer = make_user(Role.UNIT_OFFICER)
    UnitOfficer.objects.create(user=officer, unit=unit, granted_by=officer)
    signed_in(officer)
    look(f"/office/for-unit/consultations/{asked.pk}/units/{unit.pk}/")
