"""A member of a threshold group at the real desk on the real server, from the seed to the opened rankings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.elections import desks, polls, ranked_polls

from hustings.accounts.models import Organisation, User
from hustings.elections.models import Board
from hustings.elections.queries.results import outcome

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_member_goes_from_the_seed_to_the_opened_rankings(
    organisation: Organisation,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
    make_user: Callable[..., User],
    tmp_path: Path,
) -> None:
    members = polls.make_members(3)
    election = ranked_polls.make_election(polls.make_roll(members), seats=1)
    users = [make_user("trustee", name=name) for name in ("Tess", "Tim", "Tom")]
    tess, *others = desks.group(election, users, 2)
    signed_in(users[0])

    def heading(text: str) -> None:
        expect(page.locator("h1")).to_have_text(text)

    def load(button: str) -> None:
        page.locator("#file").set_input_files(seed)
        page.get_by_role("button", name=button).click()

    page.goto(f"{live_server.url}/trustee/{tess.trustee.pk}/")
    page.get_by_role("button", name="Make my seed").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the seed file").click()
    seed = tmp_path / download.value.suggested_filename
    download.value.save_as(seed)
    load("Send my certificate")
    expect(page.get_by_text("Still to come: Tim, Tom")).to_be_visible()
    for desk in others:
        desk.do("certificate")
    page.reload()
    load("Send my part")
    expect(page.get_by_text("Still to come: Tim, Tom")).to_be_visible()
    for desk in others:
        desk.do("polynomial")
    page.reload()
    load("Check the shares and send my public key")
    expect(page.get_by_text("Still to come: Tim, Tom")).to_be_visible()
    for desk in others:
        desk.do("share")
    page.reload()
    heading("Open the test ballot")
    load("Open the test ballot")
    heading("Check that your file is still there")
    desks.rehearse(*others)

    board = polls.opened(election)
    for member in members:
        ranked_polls.vote(board, member, (1, 2, 0, 0))
    polls.close(board)
    page.reload()
    heading("Shuffle the ballots")
    page.get_by_role("button", name="Shuffle the ballots").click()
    expect(page.get_by_text("Still to come: Tim")).to_be_visible()
    for desk in others:
        desk.do("shuffle")
    page.reload()
    heading("Open the tally")
    load("Open my share")
    heading("Your share was received")
    others[1].do("decrypt")
    assert polls.fresh(board).state == Board.State.COMPLETE
    assert outcome(ranked_polls.contest_of(board)).votes == (3, 0, 0, 0)
