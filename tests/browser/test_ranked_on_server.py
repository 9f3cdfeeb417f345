"""Ranking, challenging and a threshold group on the real server: what the static pages send is taken and counted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.elections import desks, polls, ranked_polls

from hustings.accounts.models import Organisation, User
from hustings.elections.models import Board, BoardBallot, ChallengedBallot
from hustings.jobs.worker import run_pending
from hustings.register.models import Member

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def heading(page: Page, text: str) -> None:
    expect(page.locator("h1")).to_contain_text(text)


def rank(page: Page, live_server: LiveServer, board: Board, member: Member) -> None:
    """Cleo first, then Ann; and Yes to the question: up to the encrypted ballot."""
    page.goto(f"{live_server.url}/vote/{board.uuid}/#{polls.credential(board, member)}")
    press(page, "Start voting")
    expect(page.get_by_text("The ballots are counted by")).to_be_visible()
    assert_accessible(page)
    for name in ("Cleo", "Ann"):
        press(page, f"preference: {name}")
    press(page, "Continue")
    page.get_by_label("Yes", exact=True).check()
    press(page, "Continue")
    press(page, "Encrypt my ballot")


def test_a_member_ranks_challenges_and_casts(
    context: BrowserContext, page: Page, live_server: LiveServer, organisation: Organisation
) -> None:
    member, *_ = members = polls.make_members(2)
    board = ranked_polls.open_board(members, mixed=True)
    cookie = polls.browser(member).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    rank(page, live_server, board, member)
    press(page, "Challenge this ballot")
    heading(page, "This ballot is open, and can no longer be cast")
    opening = page.locator("#opening").input_value()
    challenged = page.locator("#tracking").inner_text()
    assert ChallengedBallot.objects.get().tracking_number == challenged
    press(page, "Make a new ballot")
    press(page, "Encrypt my ballot")
    press(page, "Cast this ballot")
    heading(page, "Your ballot was cast")
    assert BoardBallot.objects.get().tracking_number not in ("", challenged)

    page.goto(f"{live_server.url}/check-ballot/")
    page.get_by_label("Paste the opening").fill(opening)
    press(page, "Check the ballot")
    heading(page, "This is what the ballot holds")
    expect(page.get_by_text("1st preference: Cleo")).to_be_visible()
    assert polls.close(board).state == "complete"


def test_a_member_of_a_group_makes_their_share_and_opens_the_rankings(
    page: Page,
    live_server: LiveServer,
    organisation: Organisation,
    make_user: Callable[..., User],
    signed_in: Callable[[User], None],
    tmp_path: Path,
) -> None:
    members = polls.make_members(3)
    election = ranked_polls.make_election(polls.make_roll(members), mixed=True)
    users = [make_user("trustee", name=name) for name in ("Una", "Ian", "Eve")]
    own, *others = desks.group(election, users, 2)
    signed_in(users[0])
    page.goto(f"{live_server.url}/trustee/{own.trustee.pk}/")
    press(page, "Make my seed")
    with page.expect_download() as download:
        press(page, "Save the seed file")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    own.seed = file.read_text()

    def load(action: str) -> None:
        page.locator("#file").set_input_files(file)
        press(page, action)

    load("Send my certificate")
    heading(page, "There is nothing to do now")
    expect(page.get_by_text("Still to come: Ian, Eve")).to_be_visible()
    assert_accessible(page)
    for step, title, action in (
        ("certificate", "Deal out the shares", "Send my part"),
        ("polynomial", "Take your share", "Check the shares and send my public key"),
    ):
        for desk in others:
            desk.do(step)
        press(page, "Look again")
        heading(page, title)
        load(action)
        heading(page, "There is nothing to do now")
    expect(page.get_by_role("row", name="Una (you)")).to_contain_text("Done")
    for desk in others:
        desk.do("share")
    page.reload()
    heading(page, "Open the test ballot")
    load("Open the test ballot")
    heading(page, "Check that your file is still there")
    assert_accessible(page)
    assert_fits(page)
    desks.rehearse(*others)

    board = polls.opened(election)
    for member, ranks in zip(members, ([2, 0, 1, 0], [1, 2, 3, 4], [0, 0, 0, 0]), strict=True):
        ranked_polls.vote(board, member, ranks, [1, 0])
    polls.close(board)
    page.reload()
    heading(page, "Shuffle the ballots")
    assert_accessible(page)
    press(page, "Shuffle the ballots")
    heading(page, "There is nothing to do now")
    expect(page.get_by_text("Still to come: Ian")).to_be_visible()
    for desk in others:
        desk.do("shuffle")
    run_pending()
    page.reload()
    heading(page, "Open the tally")
    load("Open my share")
    heading(page, "Your share was received")
    others[1].do("decrypt")
    run_pending()
    assert polls.fresh(board).state == "complete"
