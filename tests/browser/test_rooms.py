"""Every kind of page that the server draws, with something on it: under axe, and no wider than a telephone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import WIDTHS, assert_accessible, assert_fits
from tests.elections.polls import browser as browser_of
from tests.elections.polls import close, make_members, officer, open_board, ready_poll, vote

from hustings.accounts.models import Organisation, Role, RoleGrant, User
from hustings.elections.models import Board, Pledge, Slate
from hustings.franchise.models import EligibilityRule, Roll
from hustings.register.models import Member, StandingEvent, Unit, UnitMembership

pytestmark = pytest.mark.django_db(transaction=True)
Look = Callable[[str], None]


@pytest.fixture
def look(page: Page, live_server: LiveServer, organisation: Organisation, tmp_path: Path) -> Look:
    """Open an address, check its page, and leave a picture of it at each width."""

    def at(address: str) -> None:
        answer = page.goto(live_server.url + address)
        assert answer is not None
        assert answer.status == 200, address
        assert_accessible(page)
        assert_fits(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            name = address.strip("/").replace("/", "_").replace("?", "-")
            page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)

    return at


def members() -> list[Member]:
    """Three members, each in good standing and in a branch of a region."""
    region = Unit.objects.create(name="Northern Region", kind="region", code="N")
    branch = Unit.objects.create(name="Ashby Branch", kind="branch", code="A", parent=region)
    people = make_members(3)
    for member in people:
        UnitMembership.objects.create(member=member, unit=branch, from_date=date(2020, 1, 1))
        StandingEvent.objects.create(member=member, kind="joined", effective_on=date(2020, 1, 1), paid_up_to=None)
    return people


def with_pledge(board: Board) -> Board:
    """Ask the candidates for something, and put the first of them on a slate."""
    contest = board.contests.get(kind="seats")
    Pledge.objects.create(contest=contest, text="Adopt the code in full", decision="Code of conduct")
    slate = Slate.objects.create(contest=contest, name="Common Ground", statement="We stand *together*.")
    contest.candidates.filter(name="Ann").update(slate=slate, statement="I was **here** before.")
    return board


def test_register_and_franchise_pages(look: Look, signed_in: Callable[[User], None]) -> None:
    board = ready_poll(members())
    user = officer()
    RoleGrant.objects.create(user=user, role=Role.MEMBERSHIP_SECRETARY)
    signed_in(user)
    member, unit = Member.objects.earliest("pk"), Unit.objects.earliest("pk")
    rule, roll = EligibilityRule.objects.get(), Roll.objects.get()
    look("/office/")
    for address in ("", "add/", f"{member.pk}/", f"{member.pk}/correct/", f"{member.pk}/event/"):
        look(f"/office/members/{address}")
    for address in ("", "add/", f"{unit.pk}/"):
        look(f"/office/units/{address}")
    look("/office/imports/")
    for address in ("", "can-vote/", "rules/new/", f"rules/{rule.pk}/", f"rules/{rule.pk}/freeze/"):
        look(f"/office/franchise/{address}")
    look(f"/office/rolls/{roll.pk}/")
    assert board.roll == roll


def test_pages_of_an_election_in_the_office(look: Look, signed_in: Callable[[User], None]) -> None:
    board = with_pledge(ready_poll(members()))
    signed_in(officer())
    seats = board.contests.get(kind="seats")
    look("/office/elections/")
    look("/office/elections/new/")
    office = f"/office/elections/{board.election.slug}/"
    for address in ("", "details/", "timetable/", "ballot/", "notices/", "poll/"):
        look(office + address)
    look(f"{office}contests/{seats.pk}/")
    look(f"{office}notices/{board.election.notices.get().pk}/")
    look(f"{office}notices/new/reminder/")


def test_public_pages_of_an_open_poll(look: Look, context: BrowserContext, live_server: LiveServer) -> None:
    people = members()
    board = with_pledge(open_board(people))
    vote(board, people[0])
    look("/")
    look("/sign-in/")
    look("/elections/")
    election = f"/elections/{board.election.slug}/"
    candidate = board.contests.get(kind="seats").candidates.get(name="Ann")
    for address in ("", "trust/", "candidates/", f"candidates/{candidate.pk}/", "turnout/"):
        look(election + address)
    look(f"/board/{board.uuid}/")
    look("/receipt/")
    look("/declaration/")
    cookie = browser_of(people[1]).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    look("/me/")
    look(election)


def test_pages_of_a_result(look: Look, signed_in: Callable[[User], None], context: BrowserContext) -> None:
    people = members()
    board = open_board(people)
    for member in people:
        vote(board, member)
    closed = close(board)
    signed_in(officer())
    office = f"/office/elections/{closed.election.slug}/poll/"
    look(office)
    look(f"{office}declare/")
    look(f"/elections/{closed.election.slug}/result/")
    context.clear_cookies()
    look(f"/elections/{closed.election.slug}/result/")
