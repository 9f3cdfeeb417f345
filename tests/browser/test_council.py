"""The council in a real browser: its story played on the pages, and every page accessible and never too wide."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.council import story
from tests.council.bodies import days_ago, secretary
from tests.council.test_pages import OFFICE, PUBLIC
from tests.elections.polls import browser as browser_of

from hustings.accounts.models import Organisation, User
from hustings.accounts.queries import local
from hustings.council.actions.divisions import abandon_division
from hustings.council.models import Decision, Division, Meeting, Motion
from hustings.register.models import Member

pytestmark = pytest.mark.django_db(transaction=True)


def is_page(address: str) -> bool:
    return not address.partition("?")[0].endswith((".pdf", ".json", ".csv"))


def test_every_page_of_the_council_is_accessible(
    organisation: Organisation,
    returning_officer: User,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
) -> None:
    page.set_default_navigation_timeout(60_000)
    objects = story.everything(returning_officer)
    for address in filter(is_page, PUBLIC):
        page.goto(live_server.url + address.format(**objects))
        assert_accessible(page)
        assert_fits(page)
    signed_in(secretary())
    for address in OFFICE:
        page.goto(live_server.url + address.format(**objects))
        assert_accessible(page)
        assert_fits(page)
    abandon_division(Division.objects.get(result=None), "The lights went out.", secretary())
    story.closed(Meeting.objects.get(pk=objects["meeting"]), list(Member.objects.order_by("pk")[:1]))
    for address in ("/meetings/{meeting}/", "/office/meetings/{meeting}/", "/office/meetings/{meeting}/minutes/"):
        page.goto(live_server.url + address.format(**objects))
        assert_accessible(page)
        assert_fits(page)


def fill_moment(page: Page, label: str, name: str, moment: object) -> None:
    there = local(moment)  # type: ignore[arg-type]
    group = page.locator(f"[name={name}_0]")
    expect(group, label).to_be_visible()
    group.fill(there.strftime("%Y-%m-%d"))
    page.locator(f"[name={name}_1]").fill(there.strftime("%H:%M"))


def test_secretary_and_seat_holders_decide_and_the_ledger_says_who_kept_their_word(
    organisation: Organisation,
    returning_officer: User,
    browser: Browser,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
) -> None:
    body, members, contest = story.elected_body(returning_officer)
    signed_in(secretary())

    # A meeting is planned, called with notice in time, and opened.
    page.goto(f"{live_server.url}/office/bodies/{body.slug}/")
    page.get_by_role("link", name="Plan a meeting").click()
    page.get_by_label("Title").fill("First meeting")
    fill_moment(page, "Begins", "starts_at", days_ago(0.1))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add to the agenda").click()
    page.get_by_label("Title").fill("The path code")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Give notice").click()
    fill_moment(page, "When", "at", days_ago(9))
    page.get_by_role("button", name="Give notice").click()
    page.get_by_role("link", name="Open the meeting").click()
    page.get_by_label("Chair").select_option(label=str(members[0]))
    page.get_by_role("button", name="Open the meeting").click()
    page.get_by_role("link", name="Somebody came").click()
    for member in members[:4]:
        page.get_by_label(str(member)).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("4 seat-holders with a vote are there, 3 are needed.")).to_be_visible()

    # A motion is moved; what was typed wrongly is said, and kept.
    page.get_by_role("link", name="Move a motion").click()
    page.get_by_label("Title").fill("Adopt the path code")
    page.get_by_label("Text").fill("1. Paths are for everybody.\n\n1. Dogs are on a lead.")
    page.get_by_label("Mover").select_option(label=str(members[0]))
    page.get_by_label("Seconder").select_option(label=str(members[1]))
    page.get_by_label("Item of the agenda").select_option(label="The path code")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Two clauses have the number 1")
    page.get_by_label("Text").fill("1. Paths are for everybody.\n\n2. Dogs are on a lead.")
    page.get_by_role("button", name="Save").click()

    # Two amendments to one clause stand side by side and are put in an order.
    for words in ("Paths are for walkers.", "Paths are for riders."):
        page.get_by_role("link", name="Move an amendment").click()
        page.get_by_label("Clause", exact=True).select_option(index=1)
        page.get_by_label("Replaces the clause").check()
        page.get_by_label("New words").fill(words)
        page.get_by_label("Mover").select_option(label=str(members[2]))
        page.get_by_label("Seconder").select_option(label=str(members[3]))
        page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Change the order").click()
    page.get_by_label("Amendment 1").fill("2")
    page.get_by_label("Amendment 2").fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".site-side-by-side h4")).to_contain_text(["As moved", "Amendment 2", "Amendment 1"])
    for number in (2, 1):
        page.get_by_role("button", name=f"Withdrawn amendment {number}").click()

    # The pledge is bound, and the seat-holders vote: three with the secretary, one on their own page.
    page.get_by_role("link", name="Name a pledge that it tests").click()
    page.get_by_label("Pledge", exact=True).select_option(index=1)
    page.get_by_label("A vote for it keeps the pledge").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Call a division", exact=True).click()
    page.get_by_role("button", name="Call the division").click()
    for member, choice in zip(members[:3], ("For", "Against", "Abstaining"), strict=True):
        page.get_by_role("group", name=member.name).get_by_label(choice).check()
    page.get_by_role("button", name="Record these votes").click()
    page.get_by_role("link", name="Close the division").click()
    page.get_by_role("button", name="Close the division").click()
    expect(page.get_by_role("alert")).to_contain_text(f"have not voted: {members[3].name}")
    vote_on_own_page(browser, live_server, members[3])
    page.get_by_role("button", name="Close the division").click()

    # The decision is on the register, and the ledger filled itself.
    motion = Motion.objects.get()
    expect(page.get_by_text("2 for, 1 against, 1 abstaining, 1 absent")).to_be_visible()
    page.goto(f"{live_server.url}/decisions/{Decision.objects.get().number}/")
    expect(page.get_by_role("heading", name="Adopt the path code")).to_be_visible()
    page.goto(f"{live_server.url}/pledges/{contest.pk}/")
    told = ["Kept", "Broken", "Abstained", "gave no answer", "Absent"]
    expect(page.locator("tbody td")).to_contain_text(told)
    page.locator("tbody tr").first.get_by_role("link", name="for").click()
    expect(page).to_have_url(f"{live_server.url}/motions/{motion.pk}/#vote-{motion.divisions.get().pk}-{members[0].pk}")

    # The same question cannot be moved again, and the earlier decision is named.
    later = story.in_session(body, members[:3], days=0.05)
    page.goto(f"{live_server.url}/office/meetings/{later.pk}/motions/new/")
    page.get_by_label("Title").fill("Adopt the Path Code!")
    page.get_by_label("Text").fill("Paths are for everybody.")
    page.get_by_label("Mover").select_option(label=str(members[0]))
    page.get_by_label("Seconder").select_option(label=str(members[1]))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("decision 1, “Adopt the path code”")
    assert_accessible(page)


def vote_on_own_page(browser: Browser, live_server: LiveServer, member: Member) -> None:
    """A seat-holder signs in on their own telephone, finds the division on their page, and votes."""
    signed_in: Client = browser_of(member)
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.add_cookies(
        [{"name": key, "value": morsel.value, "url": live_server.url} for key, morsel in signed_in.cookies.items()]
    )
    phone = context.new_page()
    phone.goto(f"{live_server.url}/me/")
    phone.get_by_role("link", name="Vote in the division").click()
    assert_accessible(phone)
    phone.get_by_label("For").check()
    phone.get_by_role("button", name="Vote").click()
    expect(phone.get_by_text("Your vote on record: for.")).to_be_visible()
    assert_fits(phone)
    context.close()
