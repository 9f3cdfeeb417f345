"""What anybody sees of an election."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.elections import drafts, polls

from hustings.accounts.models import Organisation, User
from hustings.elections.actions.candidates import (
    add_candidate,
    answer_pledges,
    draw_order,
    save_pledge,
    save_slate,
)
from hustings.elections.actions.elections import announce, freeze_rolls
from hustings.elections.actions.withdrawals import withdraw_candidate
from hustings.elections.models import Candidate, Contest, Election
from hustings.register.forms import today
from hustings.register.models import Member, StandingEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(organisation: Organisation, returning_officer: User) -> Contest:
    """An announced contest with four candidates, two pledges and a slate."""
    drafts.make_members(12)
    election = drafts.make_draft(returning_officer)
    contest = drafts.make_seats(election, returning_officer)
    slate = save_slate(contest, "Together", returning_officer, "We stand **together**.")
    pledge = save_pledge(contest, "Adopt it in full", "The code of conduct", returning_officer)
    for name, answer in (("Ann", "yes"), ("Bob", "no"), ("Cleo", "none"), ("Dan", "yes")):
        candidate = add_candidate(
            contest, name, returning_officer, state="accepted", slate=slate if name in ("Ann", "Bob") else None,
            statement=f"# Why {name}\n\n<script>alert(1)</script>",
        )  # fmt: skip
        answer_pledges(candidate, {pledge: answer}, returning_officer)
    announce(election, returning_officer)
    return Contest.objects.select_related("election").get(pk=contest.pk)


def get(address: str, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def names_in_table(page: str) -> list[str]:
    table = page[page.index("<tbody") : page.index("</tbody>")]
    return [name for name in table.replace("<", ">").split(">") if name in ("Ann", "Bob", "Cleo", "Dan")]


def test_election_that_is_not_announced_is_seen_only_by_people_who_work_here(
    contest: Contest, returning_officer: User, client_of: Callable[[User], Client]
) -> None:
    address = f"/elections/{contest.election.slug}/"
    assert contest.election.name in get("/elections/")
    Election.objects.update(announced_at=None)
    for page in ("", "trust/", "candidates/"):
        assert Client().get(address + page).status_code == 404
    assert contest.election.name not in get("/elections/")
    assert "has not been announced" in get(address, client_of(returning_officer))


def test_election_page_shows_timetable_contests_and_whom_to_trust(contest: Contest) -> None:
    page = get(f"/elections/{contest.election.slug}/")
    assert "(Europe/London)" in page
    assert "Poll closes" in page
    assert "4 candidates" in page
    assert "It has not been decided yet who will hold the key" in page
    assert "/sign-in/?next=" in page


def test_member_is_told_whether_they_can_vote_and_why(contest: Contest, returning_officer: User) -> None:
    member = Member.objects.first()
    page = get(f"/elections/{contest.election.slug}/", polls.browser(member))
    assert "As things stand you would be put" in page
    assert "good standing" in page
    freeze_rolls(contest.election, returning_officer)
    page = get(f"/elections/{contest.election.slug}/", polls.browser(member))
    assert "You are on the frozen roll." in page
    StandingEvent.objects.create(member=member, kind="resigned", effective_on=today())
    page = get(f"/elections/{contest.election.slug}/", polls.browser(member))
    assert "What has become of your membership since does not take this vote from you." in page
    late = Member.objects.create(number="L1", name="Late")
    page = get(f"/elections/{contest.election.slug}/", polls.browser(late))
    assert "You are not on the frozen roll." in page
    assert contest.election.name in get("/me/", polls.browser(member))


def test_table_is_filtered_and_sorted_by_the_address(contest: Contest) -> None:
    pledge = contest.pledges.get()
    slate = contest.slates.get()
    address = f"/elections/{contest.election.slug}/candidates/?contest={contest.pk}"
    assert names_in_table(get(address)) == ["Ann", "Bob", "Cleo", "Dan"]
    assert names_in_table(get(f"{address}&pledge{pledge.pk}=yes")) == ["Ann", "Dan"]
    assert names_in_table(get(f"{address}&pledge{pledge.pk}=none")) == ["Cleo"]
    assert names_in_table(get(f"{address}&slate={slate.pk}&sort=name")) == ["Ann", "Bob"]
    assert names_in_table(get(f"{address}&slate=none")) == ["Cleo", "Dan"]
    assert names_in_table(get(f"{address}&sort={pledge.pk}")) == ["Ann", "Dan", "Bob", "Cleo"]
    assert "No candidate answered like that." in get(f"{address}&pledge{pledge.pk}=no&slate=none")


@pytest.mark.parametrize(
    "query",
    [
        "sort=password",
        "sort=999999999999999999999",
        "slate=0",
        "contest=x",
        "contest=%C2%B2",
        "pledge1=perhaps",
    ],
)
def test_address_with_nonsense_shows_everybody(contest: Contest, query: str) -> None:
    page = get(f"/elections/{contest.election.slug}/candidates/?{query}")
    assert len(names_in_table(page)) == 4


def test_drawn_order_is_published_with_its_seed(contest: Contest, returning_officer: User) -> None:
    address = f"/elections/{contest.election.slug}/candidates/"
    assert "has not been drawn yet" in get(address)
    draw_order(contest.election, returning_officer, "1 2 3 4 5")
    page = get(address)
    assert "1 2 3 4 5/1" in page
    assert names_in_table(page) == list(Candidate.objects.order_by("drawn_order").values_list("name", flat=True))


def test_withdrawal_is_in_the_open(contest: Contest, returning_officer: User) -> None:
    ann = Candidate.objects.get(name="Ann")
    withdraw_candidate(ann, returning_officer, "Moved abroad")
    page = get(f"/elections/{contest.election.slug}/candidates/")
    assert names_in_table(page) == ["Bob", "Cleo", "Dan"]
    assert "Moved abroad" in page
    assert "Withdrew on" in get(f"/elections/{contest.election.slug}/candidates/{ann.pk}/")


def test_statement_is_shown_without_its_script(contest: Contest, returning_officer: User) -> None:
    ann = Candidate.objects.get(name="Ann")
    answer_pledges(ann, {contest.pledges.get(): "no"}, returning_officer)
    page = get(f"/elections/{contest.election.slug}/candidates/{ann.pk}/")
    assert '<h3 class="govuk-heading-s">Why Ann</h3>' in page
    assert "<script>alert" not in page
    assert page.index("Yes on") < page.index("No on")


def test_trust_page_says_who_could_do_what(contest: Contest) -> None:
    page = get(f"/elections/{contest.election.slug}/trust/")
    assert "the operator could cast ballots for members who do not vote" in page
    assert "go to the same mailbox" in page


def test_election_with_a_question_alone_has_no_table_of_candidates(contest: Contest) -> None:
    Contest.objects.update(kind="question", seats=None)
    assert Client().get(f"/elections/{contest.election.slug}/candidates/").status_code == 404


def test_member_finds_the_booth_of_an_open_poll(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    assert f"/vote/{board.uuid}/" in get("/me/", polls.browser(members[0]))
    page = get(f"/elections/{board.election.slug}/", polls.browser(members[0]))
    assert f"/vote/{board.uuid}/" in page
    assert f"/board/{board.uuid}/" in page


def test_member_alone_is_told_that_they_have_voted(organisation: Organisation) -> None:
    members = polls.make_members(2)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    for address in ("/me/", f"/elections/{board.election.slug}/"):
        assert "You have voted." in get(address, polls.browser(members[0]))
        assert "You have voted." not in get(address, polls.browser(members[1]))
    polls.close(board)
    assert "If you vote again" not in get("/me/", polls.browser(members[0]))
