"""What if some had left? The pages after a declaration and for a planned election."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.elections import polls, ranked_polls

from hustings.accounts.models import User
from hustings.elections import departure_pictures as pictures
from hustings.elections import departures
from hustings.elections.actions.declarations import declare
from hustings.elections.models import Board, Slate
from hustings.elections.queries.departures import TASK, Assumed, what_ifs
from hustings.jobs.models import Job
from hustings.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(departures, "LIMIT_ANY", 0.5)
    monkeypatch.setattr(departures, "LIMIT_EACH", 0.2)
    monkeypatch.setattr(departures, "DRAWS", 20)


def text_of(response: HttpResponse) -> str:
    """What a reader sees, without tags."""
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def put_on_slates(board: Board, slates: dict[str, str]) -> None:
    """Put candidates on slates, by name."""
    contest = board.contests.get(kind="seats")
    for name, slate in slates.items():
        found, _made = Slate.objects.get_or_create(contest=contest, name=slate)
        contest.candidates.filter(name=name).update(slate=found)


def declared(board: Board) -> Board:
    """Close the poll, count it and declare it."""
    closed = polls.close(board)
    declare(closed.election, "", polls.officer())
    run_pending()
    return polls.fresh(closed)


@pytest.fixture
def block_vote(db: None) -> Board:
    """Two of three are elected: Ann with 12 votes, Bob with 11, Cleo has 1; Ann and Bob on one slate."""
    people = polls.make_members(13)
    board = polls.open_board(people)
    put_on_slates(board, {"Ann": "Alpha", "Bob": "Alpha", "Cleo": "Beta"})
    for member in people[:11]:
        polls.vote(board, member, ([0, 1, 1, 0], [1, 0]))
    polls.vote(board, people[11], ([0, 1, 0, 0], [1, 0]))
    polls.vote(board, people[12], ([0, 0, 0, 1], [0, 1]))
    return declared(board)


def test_totals_answer_for_a_block_vote(block_vote: Board, client: Client) -> None:
    (found,) = what_ifs(block_vote.election)
    assert found.answers is not None
    assert found.answers.any_change is not None
    assert (found.answers.any_change.lower, found.answers.any_change.upper) == (11, 11)  # 11 - 1 + 1
    assert [(c, bounds.lower, bounds.upper) for c, bounds in found.answers.seats] == [(0, 12, None), (1, 11, None)]
    assert [(rival.newcomer, rival.bounds.lower) for rival in found.answers.rivals] == [(2, 11)]
    alpha, beta = found.answers.leaving
    assert alpha.changes == ((0.96, (0, 2)),)
    assert beta.changes == ()
    text = text_of(client.get("/elections/committee/departures/"))
    assert "others would have been elected: 11 , all of them voters who chose Bob and not Cleo" in text
    assert "Ann at least 12" in text
    # Bob keeps the seat at a tie of one vote; 11 votes less 96 % of them are none.
    assert "The first change comes when 96 % of them leave." in text
    assert "Who gains if 96 % of the supporters of “Alpha” had left" in text
    assert "neither a forecast nor advice" in text


def test_figures_below_ten_are_not_shown(client: Client) -> None:
    people = polls.make_members(12)
    board = polls.open_board(people)
    for number, member in enumerate(people):
        polls.vote(board, member, ([0, 1, 1, 0] if number < 7 else [0, 0, 0, 1], [1, 0]))
    declared(board)
    page = client.get("/elections/committee/departures/")
    text = text_of(page)
    assert "fewer than 10" in text
    assert "Ann at least 1 " in text
    figures = re.findall(r'<td class="govuk-table__cell[^>]*>([^<]*)', page.content.decode())
    assert figures
    assert not [figure for figure in figures if re.search(r"(?<!\d)[2-9](?!\d)", figure)]


def test_small_figures_do_not_follow_from_the_others() -> None:
    assert pictures.people_figures([500, 40, 3]) == ["500", "not shown", "fewer than 10"]
    assert pictures.people_figures([500, 3, 2]) == ["500", "fewer than 10", "fewer than 10"]
    assert pictures.people_figures([500, 40]) == ["500", "40"]
    before, after = pictures.figures_before_and_after([500, 40, 30], [495, 40, 20])
    assert (before, after) == (["500", "40", "30"], ["not shown", "40", "20"])


def test_a_handful_of_ballots_is_not_answered_for(client: Client) -> None:
    people = polls.make_members(3)
    board = polls.open_board(people)
    for member in people:
        polls.vote(board, member)
    declared(board)
    assert "Fewer than 10 ballots count here" in text_of(client.get("/elections/committee/departures/"))


def test_weighted_votes_are_not_taken_for_people(client: Client) -> None:
    people = polls.make_members(10)
    board = polls.open_board(people, weights=[3, *[1] * 9])
    for member in people:
        polls.vote(board, member)
    declared(board)
    text = text_of(client.get("/elections/committee/departures/"))
    assert "Votes have different weights here" in text
    assert "Fewest departures" not in text


def test_rankings_answer_with_bounds_and_show_no_ballot(client: Client) -> None:
    people = polls.make_members(24)
    board = ranked_polls.open_board(people, rule="scottish-stv", seats=2)
    put_on_slates(board, {"Ann": "Alpha", "Bob": "Beta", "Cleo": "Alpha"})
    for number, member in enumerate(people):
        ranked_polls.vote(board, member, (1, 2, 3, 0) if number < 13 else (3, 1, 0, 2) if number < 22 else (0, 0, 1, 2))
    declared(board)
    (found,) = what_ifs(board.election)
    assert found.answers is not None
    assert found.answers.any_change is not None
    assert found.answers.any_change.upper is not None
    assert 1 <= found.answers.any_change.lower <= found.answers.any_change.upper
    moved = [found.outcome.answers[c].label for c, _bounds in found.answers.seats]
    unmoved = [answer.label for c, answer in enumerate(found.outcome.answers) if c in found.outcome.elected]
    unmoved = [name for name in unmoved if name not in moved]
    for rival in found.answers.rivals:
        assert rival.newcomer not in found.outcome.elected
        assert set(rival.instead_of) <= set(found.outcome.elected)
        assert bool(rival.instead_of) == (rival.bounds.upper is not None)
        assert rival.bounds.lower >= found.answers.any_change.lower
    assert departures.from_json(departures.as_json(found.answers)) == found.answers
    text = text_of(client.get("/elections/committee/departures/"))
    assert "Worked out from the published rankings" in text
    assert all(name in text.partition("Fewest departures that would have cost a seat")[2] for name in moved)
    assert " instead of " in text.partition("Fewest departures that would have elected somebody else")[2]
    assert ("would have cost the seat of: " + ", ".join(unmoved) in text) == bool(unmoved)
    assert "Candidates on no slate" in text
    assert "Transfers before, and if" in text
    assert "First preferences after" in text
    assert not re.search(r"\d ?> ?\d", text)


def test_rankings_are_recounted_in_the_background(client: Client) -> None:
    people = polls.make_members(10)
    board = ranked_polls.open_board(people)
    for member in people:
        ranked_polls.vote(board, member, (1, 2, 3, 0))
    declare(polls.close(board).election, "", polls.officer())
    assert "The rankings are being recounted." in text_of(client.get("/elections/committee/departures/"))
    Job.objects.filter(task=TASK).update(state=Job.State.FAILED)
    assert "The rankings have not been recounted." in text_of(client.get("/elections/committee/departures/"))


def test_nothing_is_shown_before_the_declaration(client: Client, client_of: object) -> None:
    people = polls.make_members(12)
    board = polls.open_board(people)
    assert client.get("/elections/committee/departures/").status_code == 404
    for member in people:
        polls.vote(board, member)
    polls.close(board)
    assert client.get("/elections/committee/departures/").status_code == 404


def test_declared_election_links_to_its_departures(block_vote: Board, client: Client) -> None:
    address = b"/elections/committee/departures/"
    assert address in client.get("/elections/committee/").content
    assert address in client.get("/elections/committee/result/").content


def test_tipping_share_from_assumptions(client: Client) -> None:
    polls.make_election(polls.make_roll(polls.make_members(2)))
    page = "/elections/committee/tipping/"
    assert page.encode() in client.get("/elections/committee/").content
    assert "Answer" not in text_of(client.get(page))
    asked = {"group": 400, "group_last": 300, "group_first": 100, "others_last": 500, "others_first": 650}
    # (800 - 750) / (300 - 100): a quarter of the group.
    text = text_of(client.get(page, asked))
    assert "If more than 25 % of the group leave (101 voters or more), the two change places." in text
    assert "No share of this group" in text_of(client.get(page, {**asked, "others_first": 400}))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"group_last": 401}, "This is more than the 400 voters in the group."),
        ({"others_last": 100}, "the one who would not be elected is ahead"),
        ({"group": 0}, "greater than or equal to 1"),
        ({"others_first": ""}, "is empty. Fill it in."),
    ],
)
def test_assumptions_that_contradict_each_other_are_refused(
    client: Client, changed: dict[str, object], said: str
) -> None:
    polls.make_election(polls.make_roll(polls.make_members(2)))
    asked = {"group": 400, "group_last": 300, "group_first": 100, "others_last": 500, "others_first": 650, **changed}
    text = text_of(client.get("/elections/committee/tipping/", asked))
    assert said in text
    assert "change places" not in text


def test_tipping_page_is_there_only_before_the_poll(client: Client) -> None:
    polls.open_board(polls.make_members(2))
    assert client.get("/elections/committee/tipping/").status_code == 404


def test_tipping_page_of_an_unannounced_election_is_for_the_office(client: Client) -> None:
    polls.make_election(polls.make_roll(polls.make_members(2)), announced_at=None)
    assert client.get("/elections/committee/tipping/").status_code == 404
    client.force_login(User.objects.get(email="officer@pilots.example"))
    assert client.get("/elections/committee/tipping/").status_code == 200


def test_group_that_does_not_prefer_the_last_elected_tips_nothing() -> None:
    assert Assumed(100, 200, 500, 300).share is None
    assert Assumed(200, 100, 500, 600).share == 0
