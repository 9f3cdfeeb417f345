"""In a real browser: a nested rule, reserved groups, late registrations, a contest annulled and run again, custody."""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.test_nomination_pages import become
from tests.elections import drafts
from tests.elections.test_nominations import open_contest

from hustings.accounts.models import Organisation, Role, RoleGrant, User
from hustings.elections.actions.annulments import annul_contest
from hustings.elections.actions.evidence import record_custody
from hustings.elections.models import Contest, Election
from hustings.franchise.actions import freeze_roll, make_group
from hustings.franchise.models import EligibilityRule, ReservedGroup, Roll
from hustings.register.actions import add_member
from hustings.register.forms import today
from hustings.register.models import Member, Unit, UnitMembership, UnitOfficer

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[str], None]


@pytest.fixture
def check(page: Page) -> Check:
    """Check the page as it is shown now; its picture goes where HUSTINGS_SCREENSHOTS says."""

    def at(name: str) -> None:
        assert_accessible(page)
        assert_fits(page)
        if folder := os.environ.get("HUSTINGS_SCREENSHOTS"):
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            page.set_viewport_size({"width": 390, "height": 900})

    return at


def add_condition(page: Page, kind: str, **typed: str) -> None:
    page.get_by_role("link", name=kind).first.click()
    for label, value in typed.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    page.get_by_role("button", name="Add").click()


def test_officer_nests_a_rule_with_the_keyboard_and_looks_at_whom_it_lets_vote(
    organisation: Organisation,
    returning_officer: User,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
    check: Check,
) -> None:
    north = Unit.objects.create(name="Northern Uplands and Islands Branch", kind="branch", code="N")
    for member in drafts.make_members(12):
        UnitMembership.objects.create(member=member, unit=north, from_date=date(2020, 1, 1))
    make_group("Young members", "Members under thirty years of age.", returning_officer)
    page.set_viewport_size({"width": 320, "height": 700})
    page.set_default_navigation_timeout(60_000)
    signed_in(returning_officer)
    page.goto(f"{live_server.url}/office/franchise/rules/new/")
    add_condition(page, "in good standing")
    add_condition(
        page,
        "belonging to a unit, or",
    )  # the unit is forgotten
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    check("condition-refused")
    page.get_by_label("Unit").select_option(label="Northern Uplands and Islands Branch (N)")
    page.get_by_role("button", name="Add").press("Enter")
    page.get_by_role("button", name=re.compile("Or something else.*who belong to Northern")).press("Enter")
    check("choose-condition")
    page.get_by_role("link", name="by their own word of a reserved group").press("Enter")
    page.get_by_label("Group").select_option(label="Young members")
    page.get_by_role("button", name="Add").press("Enter")
    page.get_by_role("button", name=re.compile("And something else.*who have declared")).press("Enter")
    add_condition(page, "of some age", At_most="29")
    sentence = page.get_by_role("status")
    expect(sentence).to_contain_text(
        "(either who belong to Northern Uplands and Islands Branch or a unit below it or (who"
    )
    check("new-rule")
    page.get_by_role("button", name=re.compile("Turn round.*who are in good standing")).press("Enter")
    expect(sentence).to_contain_text("not those who are in good standing")
    page.get_by_role("button", name="Turn back").press("Enter")
    page.get_by_role("link", name="See whom it lets vote").click()
    page.get_by_role("button", name="Count the members").click()
    expect(page.get_by_text("12 members may vote.")).to_be_visible()
    page.get_by_text("By unit", exact=True).click()
    check("draft-preview")
    page.get_by_role("link", name="Back to the rule").click()
    page.get_by_label("Name of the rule").fill("The North, and the young")
    page.get_by_role("button", name="Save the rule").click()
    check("rule")

    for name in ("", "new/", "declaration/"):
        page.goto(f"{live_server.url}/office/franchise/groups/{name}")
        check(f"groups-{name.strip('/')}")
    become(page, live_server, Member.objects.earliest("pk"))
    page.goto(f"{live_server.url}/me/")
    page.get_by_role("button", name=re.compile("I belong to it.*Young members")).click()
    expect(page.get_by_text("You have declared it.")).to_be_visible()
    check("me")


@pytest.fixture
def election(organisation: Organisation, returning_officer: User, scrutineer: User) -> Election:
    """Counted, not declared: a chair and a committee; evidence in keeping; and a member who was entered late."""
    election = drafts.make_draft(returning_officer)
    chair = drafts.make_seats(election, returning_officer, seats=1, names=("Ann",), title="Chair")
    drafts.make_seats(election, returning_officer, title="Committee", eligibility=chair.eligibility)
    drafts.make_members(2)
    roll = freeze_roll(chair.eligibility, today(), returning_officer, "Autumn roll")
    add_member(Member(number="L1", name="Lata Late-Registered"), date(2020, 1, 1), returning_officer)
    Contest.objects.update(roll=roll)
    Election.objects.update(state="tallied", announced_at=timezone.now())
    Election.objects.get().contests.get(title="Committee").candidates.create(name="Bob", state="accepted")
    record_custody(Election.objects.get(), kind="kept", keeper="The archive", until=today(), by=scrutineer)
    return Election.objects.get()


def test_pages_of_late_registration_annulment_rerun_and_custody(
    election: Election,
    returning_officer: User,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
    make_user: Callable[..., User],
    check: Check,
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.set_default_navigation_timeout(60_000)
    for role in (Role.SCRUTINEER, Role.UNIT_OFFICER):
        RoleGrant.objects.create(user=returning_officer, role=role)
    signed_in(returning_officer)
    office = f"{live_server.url}/office/elections/{election.slug}/"
    page.goto(f"{live_server.url}/office/rolls/{Roll.objects.get().pk}/late/")
    page.get_by_role("button", name="Put them on the roll").click()
    check("late-refused")
    chair = Contest.objects.get(title="Chair")
    page.goto(f"{office}contests/{chair.pk}/")
    page.get_by_role("link", name="Annul this contest alone").click()
    page.get_by_role("button", name="Annul the contest").click()
    check("annul-refused")
    page.get_by_label("Reason").fill("A name was missing from its ballot.")
    page.get_by_role("button", name="Annul the contest").click()
    check("contest-annulled")
    page.get_by_role("link", name="Run it again").click()
    check("run-again")
    page.get_by_role("button", name="Create the election").click()
    check("rerun")
    page.goto(office)
    check("election-with-annulled-contest")
    annul_two_more(election, returning_officer)
    page.goto(f"{office}run-again/")
    check("run-again-several")
    page.goto(f"{office}evidence/custody/")
    page.get_by_label("Handed over").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say who keeps it, and where.").first).to_be_visible()
    check("custody-refused")
    page.goto(f"{office}evidence/")
    check("evidence")
    for name in ("", "scrutineer/"):
        page.goto(f"{live_server.url}/elections/{election.slug}/{name}")
        check(f"public-{name.strip('/')}")

    unit = Unit.objects.create(name="North", kind="branch", code="N")
    UnitOfficer.objects.create(user=returning_officer, unit=unit, granted_by=returning_officer)
    EligibilityRule.objects.all().update(name="Before")
    rules = open_contest(returning_officer, names_per_unit=2)
    Election.objects.update(announced_at=timezone.now())
    for name in ("", f"{rules.contest_id}/"):
        page.goto(f"{live_server.url}/office/for-unit/nominations/{name}")
        check(f"unit-desk-{name.strip('/')}")
    page.goto(f"{live_server.url}/office/for-unit/consultations/")
    check("unit-consultations")
    assert ReservedGroup.objects.count() == 0


def annul_two_more(election: Election, by: User) -> None:
    """Let there be annulled contests to choose from."""
    rule = EligibilityRule.objects.earliest("pk")
    for position, title in ((9, "Adopt it?"), (10, "And that?")):
        question = Contest.objects.create(
            election=election, position=position, kind="question", title=title, eligibility=rule
        )
        annul_contest(question, "It was worded wrongly.", by)
