"""The pages about departures: under axe, and no wider than a telephone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import WIDTHS, assert_accessible, assert_fits
from tests.elections import polls, ranked_polls
from tests.elections.test_departures import declared, put_on_slates

from hustings.accounts.models import Organisation
from hustings.elections import departures

pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Page, address: str, folder: Path) -> None:
    """Open an address, check its page, and leave a picture of it at each width."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    assert_accessible(page)
    assert_fits(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=folder / f"{width}.png", full_page=True)


def test_departures_of_a_block_vote(
    page: Page, live_server: LiveServer, organisation: Organisation, tmp_path: Path
) -> None:
    people = polls.make_members(14)
    board = polls.open_board(people)
    put_on_slates(
        board, {"Ann": "A Long Name of a Common Slate", "Bob": "A Long Name of a Common Slate", "Cleo": "Beta"}
    )
    for number, member in enumerate(people):
        polls.vote(board, member, ([0, 1, 1, 0] if number < 12 else [0, 0, 0, 1], [1, 0]))
    declared(board)
    look(page, f"{live_server.url}/elections/committee/departures/", tmp_path)
    expect(page.locator("figure svg")).to_have_count(4)


def test_departures_of_rankings(
    page: Page,
    live_server: LiveServer,
    organisation: Organisation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(departures, "LIMIT_ANY", 0.5)
    monkeypatch.setattr(departures, "LIMIT_EACH", 0.2)
    people = polls.make_members(24)
    board = ranked_polls.open_board(people)
    put_on_slates(board, {"Ann": "Alpha", "Bob": "Beta", "Cleo": "Alpha"})
    for number, member in enumerate(people):
        ranked_polls.vote(board, member, (1, 2, 3, 0) if number < 13 else (3, 1, 0, 2))
    declared(board)
    look(page, f"{live_server.url}/elections/committee/departures/", tmp_path)
    assert page.locator("figure svg").count() >= 4


def test_tipping_share_is_asked_and_answered(
    page: Page, live_server: LiveServer, organisation: Organisation, tmp_path: Path
) -> None:
    polls.make_election(polls.make_roll(polls.make_members(2)))
    address = f"{live_server.url}/elections/committee/tipping/"
    look(page, address, tmp_path)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator(".govuk-error-summary a")).to_have_count(5)
    for name, value in (("group", 400), ("group_last", 300), ("group_first", 100)):
        page.locator(f"[name={name}]").fill(str(value))
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator(".govuk-error-summary a")).to_have_count(2)
    assert_accessible(page)
    for name, value in (("others_last", 500), ("others_first", 650)):
        page.locator(f"[name={name}]").fill(str(value))
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text("more than 25\N{NO-BREAK SPACE}% of the group")).to_be_visible()
    look(page, page.url, tmp_path)
