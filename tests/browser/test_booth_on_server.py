"""The static pages on the real server: what they send is taken, and what they show is so."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible
from tests.elections import polls

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.setup import prepare_boards
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import BoardBallot, Election
from hustings.jobs.worker import run_pending
from hustings.register.models import Member

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_member_casts_and_finds_the_ballot_on_the_board(
    context: BrowserContext, page: Page, live_server: LiveServer, organisation: Organisation
) -> None:
    member, *_ = members = polls.make_members(2)
    board = polls.open_board(members)
    link = f"{live_server.url}/vote/{board.uuid}/#{polls.credential(board, member)}"
    page.goto(link)
    page.get_by_role("button", name="Sign in to vote").click()
    expect(page).to_have_url(f"{live_server.url}/sign-in/?next=%2Fvote%2F{board.uuid}%2F")
    cookie = polls.browser(member).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(f"{live_server.url}/vote/{board.uuid}/")
    expect(page.get_by_text("Your voting credential came with your link.")).to_be_visible()
    page.get_by_role("button", name="Start voting").click()
    page.get_by_label("Bob", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Encrypt my ballot").click()
    tracking = page.locator("#tracking").inner_text()
    page.get_by_role("button", name="Cast this ballot").click()
    expect(page.locator("h1")).to_have_text("Your ballot was cast")
    assert_accessible(page)
    assert BoardBallot.objects.get().tracking_number == tracking
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the receipt as a file").click()
    receipt = json.loads(Path(download.value.path()).read_text())
    with context.expect_page() as opened:
        page.get_by_role("link", name="Find your ballot on the board").click()
    expect(opened.value.get_by_text("and counts")).to_be_visible()
    checked = polls.browser(member).post("/receipt/", {"receipt": json.dumps(receipt)})
    assert checked.context["all_hold"], checked.context["findings"]


def test_nobody_casts_the_ballot_of_a_member_who_was_signed_in_before(
    context: BrowserContext, page: Page, live_server: LiveServer, organisation: Organisation
) -> None:
    first, second = members = polls.make_members(2)
    board = polls.open_board(members)

    def sign_in(member: Member) -> None:
        cookie = polls.browser(member).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    sign_in(first)
    page.goto(f"{live_server.url}/vote/{board.uuid}/#{polls.credential(board, first)}")
    expect(page.get_by_role("banner").get_by_text("You vote as Member 1 (0001)")).to_be_visible()
    page.get_by_role("button", name="Start voting").click()
    page.get_by_label("Bob", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Encrypt my ballot").click()
    sign_in(second)
    page.get_by_role("button", name="Cast this ballot").click()
    expect(page.locator("h1")).to_have_text("Somebody else is signed in now")
    assert_accessible(page)
    assert not BoardBallot.objects.exists()
    page.goto(f"{live_server.url}/vote/{board.uuid}/")
    expect(page.get_by_role("banner").get_by_text("You vote as Member 2 (0002)")).to_be_visible()
    expect(page.get_by_label("Your voting credential")).to_have_value("")


def test_a_trustee_makes_a_key_and_opens_the_tally(
    page: Page,
    live_server: LiveServer,
    organisation: Organisation,
    trustee: User,
    signed_in: Callable[[User], None],
    tmp_path: Path,
) -> None:
    members = polls.make_members(2)
    election = polls.make_election(polls.make_roll(members))
    desk = add_trustee(election, trustee.name, polls.officer(), user=trustee)
    signed_in(trustee)
    page.goto(f"{live_server.url}/trustee/{desk.pk}/")
    page.get_by_role("button", name="Make my key").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the key file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Send the public half").click()
    expect(page.locator("h1")).to_have_text("Open the test ballot")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Open the test ballot").click()
    expect(page.locator("h1")).to_have_text("Check that your file is still there")
    polls.set_up_poll(election, polls.officer())
    run_pending()
    polls.open_poll(Election.objects.get(), polls.officer())
    board = polls.fresh(election.boards.get())
    for member in members:
        polls.vote(board, member)
    page.reload()
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Check my key").click()
    expect(page.get_by_text("Your public key is in the election’s record")).to_be_visible()
    polls.end_time(election)
    polls.close_poll(Election.objects.get(), polls.officer())
    run_pending()
    page.reload()
    expect(page.locator("h1")).to_have_text("Open the tally")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Open my share").click()
    expect(page.locator("h1")).to_have_text("Your share was received")
    assert_accessible(page)
    run_pending()
    assert polls.fresh(board).state == "complete"


def test_the_credential_authority_sends_the_public_halves(
    page: Page,
    live_server: LiveServer,
    organisation: Organisation,
    credential_authority: User,
    signed_in: Callable[[User], None],
    tmp_path: Path,
) -> None:
    roll = polls.make_roll(polls.make_members(3), weights=[1, 1, 2])
    election = polls.make_election(roll, credential_mode=Election.CredentialMode.AUTHORITY)
    add_trustee(election, "Server", polls.officer())
    prepare_boards(election, polls.officer())
    signed_in(credential_authority)
    page.goto(f"{live_server.url}/credentials/{election.pk}/")
    page.get_by_role("button", name="Make the credentials").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the list").click()
    file = tmp_path / "credentials.csv"
    download.value.save_as(file)
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Send the public halves").click()
    expect(page.locator("h1")).to_have_text("The public halves were received")
    assert_accessible(page)
    # The address that the operator set, not the one that this request came by.
    assert f"{settings.BASE_URL}/vote/" in file.read_text()
    assert len(json.loads(election.boards.get().credentials)) == 3
