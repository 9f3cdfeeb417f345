"""The pages of a set-up in a real browser: accessible, and never wider than the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.elections import drafts

from hustings.accounts.models import Organisation, User
from hustings.elections import letters
from hustings.elections.actions.candidates import (
    add_candidate,
    answer_pledges,
    draw_order,
    save_pledge,
    save_slate,
)
from hustings.elections.actions.contests import add_contest, set_options
from hustings.elections.actions.elections import announce, change_election, freeze_rolls
from hustings.elections.actions.notices import write_notice
from hustings.elections.actions.withdrawals import withdraw_candidate
from hustings.elections.models import Candidate, Contest, Delivery, Election, Notice, Pledge, Slate

pytestmark = pytest.mark.django_db(transaction=True)
STATEMENT = "# Why I stand\n\n- Openness\n- [My page](https://example.org/a-rather-long-address/that-goes-on-and-on)"


@pytest.fixture
def election(organisation: Organisation, returning_officer: User) -> Election:
    """An election with something of everything that its pages can show."""
    officer = returning_officer
    Organisation.objects.update(two_people=True)
    members = drafts.make_members(12)
    election = drafts.make_draft(officer)
    change_election(election, officer, description=STATEMENT)
    contest = drafts.make_seats(election, officer, text=STATEMENT)
    slate = save_slate(contest, "Together for open paths everywhere", officer, STATEMENT)
    pledge = save_pledge(contest, "I will vote to adopt the code in full", "The code of conduct", officer)
    for member, name in zip(members, ("Ann Archer", "Bob Baker", "Cleo Carter", "Dan Dyer"), strict=False):
        candidate = add_candidate(
            contest, name, officer, member=member, slate=slate, statement=STATEMENT, state="accepted"
        )
        answer_pledges(candidate, {pledge: "yes"}, officer)
        answer_pledges(candidate, {pledge: "no"}, officer)
    withdraw_candidate(Candidate.objects.get(name="Dan Dyer"), officer, "Moved abroad")
    question = add_contest(
        election, "question", officer, title="Shall we adopt the code?", eligibility=contest.eligibility
    )
    set_options(question, ["Yes", "No"], officer)
    draw_order(election, officer)
    freeze_rolls(election, officer)
    announce(election, officer)
    draft = letters.draft("credentials")
    notice = write_notice(election, "credentials", draft.subject, draft.body, officer)
    Delivery.objects.create(notice=notice, member=members[0], state="failed", error="The mail server refused this.")
    return election


def test_pages_of_a_set_up_are_accessible(
    election: Election,
    returning_officer: User,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
) -> None:
    # The first page of a process imports every view and compiles every template.
    page.set_default_navigation_timeout(60_000)
    signed_in(returning_officer)
    contest, question = Contest.objects.all()
    candidate = Candidate.objects.get(name="Ann Archer").pk
    notice = Notice.objects.get().pk
    office, public = f"/office/elections/{election.slug}/", f"/elections/{election.slug}/"
    for address in (
        "/office/elections/",
        "/office/elections/new/",
        office,
        *(f"{office}{name}/" for name in ("details", "timetable", "freeze", "draw", "ballot", "notices")),
        *(f"{office}contests/new/{kind}/" for kind in ("seats", "question")),
        f"{office}contests/{question.pk}/",
        f"{office}contests/{contest.pk}/slates/{Slate.objects.get().pk}/",
        f"{office}contests/{contest.pk}/pledges/{Pledge.objects.get().pk}/",
        *(
            f"{office}contests/{contest.pk}/{name}"
            for name in ("", "change/", "slates/new/", "pledges/new/", "candidates/new/", "candidates/paste/")
        ),
        *(f"{office}contests/{contest.pk}/candidates/{candidate}/{name}" for name in ("", "withdraw/", "answers/")),
        *(f"{office}notices/{name}/" for name in ("new/reminder", "link", "without-email", notice, f"{notice}/change")),
        "/elections/",
        public,
        f"{public}trust/",
        f"{public}candidates/",
        f"{public}candidates/{candidate}/",
    ):
        page.goto(live_server.url + address)
        assert_accessible(page)
        assert_fits(page)


def test_faults_of_a_form_are_accessible(
    election: Election,
    returning_officer: User,
    page: Page,
    live_server: LiveServer,
    signed_in: Callable[[User], None],
) -> None:
    signed_in(returning_officer)
    page.goto(f"{live_server.url}/office/elections/{election.slug}/contests/new/seats/")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.locator("#id_title")).to_be_focused()
