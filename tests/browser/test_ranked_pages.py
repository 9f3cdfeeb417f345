"""The pages about rankings and about a group of trustees in a real browser: accessible, and never too wide."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.elections import desks, polls, ranked_polls

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.contests import change_contest
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.preview import see_ballot
from hustings.elections.actions.shuffles import pass_over
from hustings.elections.actions.tally import draw_lot
from hustings.franchise.actions import make_group

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "/office/elections/committee/"
RANKINGS = ((1, 2, 3, 0), (2, 1, 0, 0), (0, 0, 1, 2), (0, 0, 2, 1), (0, 1, 0, 3), (1, 1, 2, 0), (0, 0, 0, 0))


def test_pages_of_a_ranked_poll_are_accessible(
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

    signed_in(make_user("returning_officer", "scrutineer"))
    members = polls.make_members(len(RANKINGS))
    election = ranked_polls.make_election(polls.make_roll(members))
    contest = election.contests.get()
    group = make_group("Young members", "Members under 30 on the day of the freeze.", polls.officer())
    change_contest(contest, polls.officer(), reserved_for=group, reserved_seats=1)
    contest.candidates.filter(name="Dan").update(in_group=True)
    see_ballot(election, polls.officer())
    look(f"{OFFICE}contests/{contest.pk}/")
    look(f"{OFFICE}contests/{contest.pk}/change/")
    look(f"{OFFICE}contests/{contest.pk}/counting/")
    users = [make_user("trustee", name=name) for name in ("Tess Trustee", "Tim Trustee", "Tom Trustee")]
    look(f"{OFFICE}poll/keys/group/")
    everybody = desks.group(election, users, 2)
    look(f"{OFFICE}poll/")
    look(f"{OFFICE}poll/keys/")
    look(f"{OFFICE}poll/keys/group/dissolve/")
    desks.make_keys(*everybody)
    desks.rehearse(*everybody)
    board = polls.opened(election)
    for member, ranks in zip(members, RANKINGS, strict=True):
        ranked_polls.vote(board, member, ranks)
    look("/elections/committee/trust/")
    board = polls.close(board)
    look(f"{OFFICE}poll/keys/")
    look(f"{OFFICE}poll/trustees/{everybody[0].trustee.pk}/pass-over/")
    pass_over(everybody[0].trustee, "Ill since Monday", polls.officer())
    for desk in everybody[1:]:
        desk.do("shuffle")
    for desk in everybody[1:]:
        desk.do("decrypt")
    look(f"{OFFICE}poll/keys/")
    look("/elections/committee/result/")
    draw_lot(ranked_polls.contest_of(board), "7 7 7", polls.officer())
    look("/elections/committee/result/")
    declare(board.election, "", polls.officer())
    look("/elections/committee/declaration/")
