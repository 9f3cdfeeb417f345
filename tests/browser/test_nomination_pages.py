"""Nominations in a real browser: nominated, accepted, objected to, closed, printed in the booklet."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.elections import drafts
from tests.elections.polls import browser as browser_of

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.acceptances import accept, decide_objection, object_to
from hustings.elections.actions.booklets import issue_booklet
from hustings.elections.actions.candidates import change_candidate, draw_order, save_pledge, save_slate
from hustings.elections.actions.contests import change_contest
from hustings.elections.actions.elections import announce
from hustings.elections.actions.nominations import close_due, enter_nomination, name_secretary, set_rules
from hustings.elections.actions.plans import plan_usual
from hustings.elections.models import Candidate, Contest, Election, Objection
from hustings.franchise.actions import make_group
from hustings.franchise.models import EligibilityRule
from hustings.register.models import Member, Unit

pytestmark = pytest.mark.django_db(transaction=True)
STATEMENT = "# Why I stand\n\n- Open paths\n- [Maps](https://maps.example)"


@pytest.fixture
def contest(organisation: Organisation, returning_officer: User) -> Contest:
    """Nominations are open: two branches are needed, and members nominate, too."""
    by, now = returning_officer, timezone.now()
    election = drafts.make_draft(
        by,
        nominations_open_at=now - timedelta(days=1),
        nominations_close_at=now + timedelta(days=1),
        freeze_on=(now + timedelta(days=2)).date(),
        challenges_end_at=now + timedelta(days=4),
        opens_at=now + timedelta(days=5),
    )
    contest = drafts.make_seats(election, by, seats=1)
    year = EligibilityRule.objects.create(name="Twelve months", conditions={"is": "member_for", "months": 12})
    rules = {"may_stand": year, "may_nominate": contest.eligibility, "unit_kind": "branch", "names_per_unit": 9}
    units = [Unit.objects.create(name=f"Branch {n}", kind="branch", code=f"B{n}") for n in (1, 2)]
    set_rules(contest, by, units_needed=2, names_per_member=2, members_needed=3, **rules)
    save_slate(contest, "Together", by, STATEMENT)
    save_pledge(contest, "I will vote to adopt the code in full", "The code of conduct", by)
    announce(election, by)
    members = drafts.make_members(6)
    name_secretary(units[0], members[0], by)
    for unit in units:
        enter_nomination(contest, members[2], by, unit=unit)
    enter_nomination(contest, members[1], by, unit=units[1])
    return contest


def check(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)
    if folder := os.environ.get("HUSTINGS_SCREENSHOTS"):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            name = page.url.split("/", 3)[3].strip("/").replace("/", "-")
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def become(page: Page, live_server: LiveServer, member: Member) -> None:
    """Let `page` belong to a member who has signed in."""
    cookie = browser_of(member).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def test_branch_nominates_the_nominated_accepts_and_the_booklet_is_complete(
    contest: Contest,
    returning_officer: User,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
) -> None:
    page.set_default_navigation_timeout(60_000)
    secretary, nominee, rival, voter = Member.objects.order_by("pk")[:4]
    slug = contest.election.slug
    group = make_group("Young members", "Members under 30 on the day of the freeze.", returning_officer)
    change_contest(contest, returning_officer, reserved_for=group, reserved_seats=1)

    # The branch's secretary finds the contest on their own page, mistypes the name, and nominates.
    become(page, live_server, secretary)
    page.goto(f"{live_server.url}/me/")
    page.get_by_role("link", name="Nominate: Committee").click()
    page.get_by_label("Branch 1").check()
    page.get_by_label("Membership number").fill(nominee.number)
    page.get_by_label("Name of the person").fill("Somebody Else")
    page.get_by_role("button", name="Nominate").click()
    expect(page.get_by_text("No member has this number and this name").first).to_be_visible()
    page.get_by_label("Name of the person").fill("member 2")
    page.get_by_role("button", name="Nominate").click()
    expect(page.get_by_text("The nomination has been noted")).to_be_visible()
    expect(page.get_by_role("button", name="Take back Member 2")).to_be_visible()
    check(page)

    # The nominated member reads by whom, and accepts with a statement and an answer.
    become(page, live_server, nominee)
    page.goto(f"{live_server.url}/me/candidacy/{Candidate.objects.get(member=nominee).pk}/")
    expect(page.get_by_text("2 units (Branch 2, Branch 1)")).to_be_visible()
    check(page)
    page.get_by_label("Statement").fill(STATEMENT)
    page.get_by_label("Belongs to the group “Young members”").check()
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Accept the nomination").click()
    expect(page.get_by_text("You stand.", exact=False).first).to_be_visible()
    page.get_by_role("link", name="Withdraw").click()
    check(page)

    # Nominations close; a voter objects, and the officer decides.
    accept(Candidate.objects.get(member=rival), rival, "Trust me.")
    Election.objects.update(nominations_close_at=timezone.now() - timedelta(minutes=1))
    close_due()
    become(page, live_server, voter)
    page.goto(f"{live_server.url}/elections/{slug}/nominations/")
    check(page)
    page.get_by_role("link", name="Object Member 3").click()
    page.get_by_label("What is wrong?").fill("The branch never met.")
    check(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your objection has been noted")).to_be_visible()
    decide_objection(Objection.objects.get(), "dismissed", "The minutes of its meeting are here.", returning_officer)
    page.reload()
    expect(page.get_by_text("The minutes of its meeting are here.")).to_be_visible()
    object_to(Candidate.objects.get(member=rival), "Another reason.", voter)

    draw_order(contest.election, returning_officer, "dice")
    issue_booklet(contest.election, returning_officer)
    page.goto(f"{live_server.url}/elections/{slug}/booklet/")
    expect(page.get_by_role("heading", name="Member 2")).to_be_visible()
    check(page)
    change_candidate(Candidate.objects.get(member=rival), returning_officer, statement="Another.")
    plan_usual(contest.election, returning_officer)

    signed_in(returning_officer)
    office = f"/office/elections/{slug}/"
    notice = contest.election.notices.get(kind="reminder").pk
    for address in (
        f"{office}contests/{contest.pk}/nominations/",
        f"{office}contests/{contest.pk}/nominations/rules/",
        f"{office}contests/{contest.pk}/nominations/new/",
        f"{office}objections/{Objection.objects.get(decision='').pk}/",
        f"{office}booklet/",
        f"{office}notices/",
        f"{office}notices/undelivered/",
        f"{office}notices/{notice}/plan/",
        "/office/secretaries/",
        office,
    ):
        page.goto(live_server.url + address)
        check(page)
    page.goto(f"{live_server.url}{office}booklet/")
    expect(page.get_by_text("The statement of Member 3 is another one now.")).to_be_visible()
