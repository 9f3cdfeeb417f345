"""The pages of a poll in a real browser: accessible, and never wider than the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.elections import polls

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.declarations import correct_declaration, declare

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "/office/elections/committee/poll/"


def test_pages_of_a_poll_are_accessible(
    organisation: Organisation,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
    make_user: Callable[..., User],
) -> None:
    def look(address: str) -> None:
        page.goto(live_server.url + address)
        assert_accessible(page)
        assert_fits(page)

    officer = make_user("returning_officer", "scrutineer", "trustee", "credential_authority")
    signed_in(officer)
    members = polls.make_members(4)
    draft = polls.make_election(polls.make_roll(members), slug="draft", credential_mode="authority")
    look(f"/office/elections/{draft.slug}/poll/")
    look("/office/desks/")
    board = polls.open_board(members)
    for member in members:
        receipt = polls.vote(board, member)
    for address in (
        OFFICE,
        f"{OFFICE}extend/",
        f"{OFFICE}annul/",
        f"{OFFICE}register/",
        f"/board/{board.uuid}/",
        f"/board/{board.uuid}/?number={receipt.tracking_number}",
        "/elections/committee/turnout/",
        "/receipt/",
        "/declaration/",
    ):
        look(address)
    board = polls.close(board)
    look(OFFICE)
    look(f"{OFFICE}lots/{board.election.contests.get(kind='seats').pk}/")
    look("/elections/committee/result/")
    look(f"{OFFICE}declare/")
    declare(board.election, "Saul Scrutineer", polls.officer())
    correct_declaration(board.election, "Saul", "A name", polls.officer())
    look("/elections/committee/declaration/")
    look("/elections/committee/declaration/1/")
    look(OFFICE)
    look(f"{OFFICE}correct/")
