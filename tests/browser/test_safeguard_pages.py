"""The pages by which people check, get letters and help, and type in paper ballots: accessible, and never too wide."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.elections import polls

from hustings.accounts.models import Organisation, Role, User
from hustings.elections.actions.challenging import challenge
from hustings.elections.actions.evidence import sign_report
from hustings.elections.actions.notices import send_notice
from hustings.elections.actions.papers import enter_papers, open_batch, receive_envelope
from hustings.elections.actions.print_runs import print_letters
from hustings.jobs.worker import run_pending
from hustings.register.actions import correct_details
from hustings.register.models import Member

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "/office/elections/committee/"


@pytest.fixture
def look(page: Page, live_server: LiveServer) -> Callable[[str], None]:
    def look(address: str) -> None:
        page.goto(live_server.url + address)
        assert_accessible(page)
        assert_fits(page)
        if folder := os.environ.get("HUSTINGS_SCREENSHOTS"):
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                name = f"{address.strip('/').replace('/', '-').replace('?', '-')}-{width}.png"
                page.screenshot(path=Path(folder) / name, full_page=True)

    return look


def test_pages_for_voters_and_officers(
    organisation: Organisation,
    look: Callable[[str], None],
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
    make_user: Callable[..., User],
) -> None:
    members = polls.make_members(4)
    Member.objects.filter(pk=members[0].pk).update(email="", postal_address="1 High Street\nLondon X1 2YZ")
    board = polls.open_board(members)
    send_notice(board.election.notices.get(), polls.officer())
    run_pending()
    for member in members[1:]:
        challenge(board, member, polls.ballot(board, member))
        receipt = polls.vote(board, member)
    look(f"/board/{board.uuid}/")
    look(f"/board/{board.uuid}/challenged/")
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("number").fill(members[0].number)
    page.get_by_role("button", name="Send me a code").click()
    look("/sign-in/code/")
    look("/sign-in/code/?letter=1")

    helper = make_user(Role.HELPDESK, Role.MEMBERSHIP_SECRETARY, name="Hetty Helper")
    signed_in(helper)
    print_letters(board.election, "links", polls.officer())
    print_letters(board.election, "codes", helper)
    look("/office/helpdesk/")
    look(f"{OFFICE}helpdesk/")
    look(f"{OFFICE}helpdesk/?q=member")
    look(f"{OFFICE}helpdesk/{members[1].pk}/")
    look(f"{OFFICE}letters/")
    members[1].email = "another@elsewhere.example"
    correct_details(members[1], polls.officer())
    look(f"/office/members/{members[1].pk}/")
    assert receipt.height == 3

    receive_envelope(board.election, members[0].number, helper)
    receive_envelope(board.election, members[1].number, helper)
    look(f"{OFFICE}papers/")
    polls.close(board)
    batch = open_batch(board.contests.get(kind="seats"), "North 1", helper)
    enter_papers(batch, "1 2\n3\n-", polls.officer())
    look(f"{OFFICE}papers/")
    look(f"{OFFICE}papers/new/")
    look(f"{OFFICE}papers/{batch.pk}/")
    enter_papers(batch, "1 2\n2\n-", helper)
    look(f"{OFFICE}papers/{batch.pk}/")
    enter_papers(batch, "1 2\n3\n-", helper)
    look(f"{OFFICE}papers/{batch.pk}/")


def test_pages_for_the_scrutineer(
    organisation: Organisation,
    look: Callable[[str], None],
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
    scrutineer: User,
) -> None:
    board = polls.open_board(polls.make_members(2))
    signed_in(scrutineer)
    look(f"{OFFICE}evidence/")
    look(f"{OFFICE}evidence/key/")
    look(f"{OFFICE}evidence/report/")
    board = polls.close(board)
    sign_report(
        board.election,
        observed="The board, each day.",
        conclusion="remarks",
        remarks="The notice went out late.",
        name=scrutineer.name,
        by=scrutineer,
    )
    look(f"{OFFICE}evidence/")
    look("/elections/committee/scrutineer/")
    look("/elections/committee/")
