"""Paper ballots: typed in by two people, compared, and a line of their own in the count."""

import json
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from tests.elections import polls, ranked_polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, Role, User
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.papers import enter_papers, open_batch, receive_envelope
from hustings.elections.declaration_pdf import declaration_pdf
from hustings.elections.models import Board, Contest, PaperBatch, PaperEntry
from hustings.elections.papers import PaperVotes, Unreadable, read, tidied
from hustings.elections.queries.papers import Envelopes, comparison, envelopes, paper_votes, set_aside, unsettled
from hustings.elections.queries.results import opened_rankings, outcome

pytestmark = pytest.mark.django_db
PAPERS = "1 2\n3\n-\nx\n2"


@pytest.fixture
def board(organisation: Organisation) -> Board:
    """A closed poll in which one member has voted online for Ann and Bob, and yes, and five on paper."""
    members = polls.make_members(6)
    board = polls.open_board(members)
    polls.vote(board, members[0])
    for member in members[1:]:
        receive_envelope(board.election, member.number, polls.officer())
    return polls.close(board)


@pytest.fixture
def seats(board: Board) -> Contest:
    return board.contests.get(kind="seats")


@pytest.fixture
def second(make_user: Callable[..., User]) -> User:
    return make_user(Role.HELPDESK, name="Hetty Helper")


def ranked(contest: Contest) -> Contest:
    contest.rule = "scottish-stv"
    return contest


@pytest.mark.parametrize(
    ("typed", "lines"),
    [("2, 1\n 3 \n-\nX\n", ["1 2", "3", "-", "x"]), ("1\r\n2", ["1", "2"])],
)
def test_marks_are_tidied(seats: Contest, typed: str, lines: list[str]) -> None:
    assert tidied(seats, 3, typed) == lines
    assert tidied(ranked(seats), 3, "3 1 2\n-") == ["3 1 2", "-"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "a line for each paper"),
        ("1\n\n2", "Line 2"),
        ("1\nAnn", "Line 2, “Ann”"),
        ("4", "numbered from 1 to 3"),
        ("0", "no answer 0"),
        ("1 1", "named twice"),
        ("1 2 3", "3 answers are chosen"),
        ("٣", "write the numbers"),
        ("- 1", "write the numbers"),
    ],
)
def test_lines_that_cannot_be_read(seats: Contest, typed: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        tidied(seats, 3, typed)


def test_papers_as_votes(seats: Contest) -> None:
    assert read(seats, 3, ["1 2", "3", "-", "x", "2"]) == PaperVotes(((1, 1, 0), (0, 0, 1), (0, 1, 0)), 1, 1)
    assert read(ranked(seats), 3, ["3 1", "-"]) == PaperVotes(((2, 0, 1),), 1, 0)


def test_two_people_must_agree(seats: Contest, second: User) -> None:
    batch = open_batch(seats, "North", polls.officer())
    enter_papers(batch, "1\n2\n-", polls.officer())
    assert not comparison(batch).is_settled and paper_votes(seats) == PaperVotes()
    enter_papers(batch, "1\n2\n-", polls.officer())  # nobody is two people
    assert not comparison(batch).is_settled
    enter_papers(batch, "1\n3\n-\n1", second)
    found = comparison(batch).differences
    assert [(each.line, each.first, each.second) for each in found] == [(2, "2", "3"), (4, "", "1")]
    assert unsettled(batch.contest.election) == [batch] and paper_votes(seats).papers == 0
    enter_papers(batch, "1\n3\n-\n1", polls.officer())
    assert comparison(batch).is_settled and not unsettled(batch.contest.election)
    assert paper_votes(seats).papers == 4
    with pytest.raises(ActionRefused, match="settled"):
        enter_papers(batch, "1", second)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperEntry.objects.update(lines=["1"])


def test_third_person_types_nothing(seats: Contest, second: User, make_user: Callable[..., User]) -> None:
    batch = open_batch(seats, "North", polls.officer())
    enter_papers(batch, "1", polls.officer())
    enter_papers(batch, "2", second)
    with pytest.raises(ActionRefused, match="Two other people"):
        enter_papers(batch, "2", make_user(Role.HELPDESK))


def settled(contest: Contest, second: User, text: str = PAPERS) -> PaperBatch:
    batch = open_batch(contest, f"Pile {contest.pk}", polls.officer())
    for person in (polls.officer(), second):
        enter_papers(batch, text, person)
    return batch


def test_paper_is_a_line_of_its_own_in_count_and_declaration(board: Board, seats: Contest, second: User) -> None:
    settled(seats, second)
    question = board.contests.get(kind="question")
    settled(question, second, "2\n2\nx")
    result = outcome(Contest.objects.get(pk=seats.pk))
    assert (result.cast, result.blank, result.void, result.valid) == (6, 1, 1, 4)
    assert result.votes == (2, 3, 1) and [result.answers[c].label for c in result.elected] == ["Bob", "Ann"]
    asked = outcome(Contest.objects.get(pk=question.pk))
    assert asked.votes == (1, 2) and asked.elected == (1,)
    declaration = declare(board.election, "", polls.officer())
    line = json.loads(declaration.document)["contests"][0]["paper"]
    assert (line["ballots"], line["blank"], line["spoilt"]) == (5, 1, 1)
    assert line["votes"] == [{"name": name, "votes": n} for name, n in (("Ann", 1), ("Bob", 2), ("Cleo", 1))]
    assert line["batches"][0]["entered_by"] == [polls.officer().name, "Hetty Helper"]
    for page in ("result", "declaration"):
        text = Client().get(reverse(f"elections:{page}", args=[board.election.slug])).content.decode()
        assert "Of these on paper: 5 ballots (1 blank, 1 spoilt)" in text and "Hetty Helper" in text
    assert declaration_pdf(declaration).startswith(b"%PDF")


def test_no_paper_no_line(board: Board) -> None:
    declaration = declare(board.election, "", polls.officer())
    assert json.loads(declaration.document)["contests"][0]["paper"] is None


def test_nothing_is_declared_while_two_people_differ(board: Board, seats: Contest, second: User) -> None:
    batch = open_batch(seats, "North", polls.officer())
    enter_papers(batch, "1", polls.officer())
    with pytest.raises(ActionRefused, match="do not agree yet on the paper ballots “North”"):
        declare(board.election, "", polls.officer())
    enter_papers(batch, "1", second)
    declare(board.election, "", polls.officer())
    with pytest.raises(ActionRefused, match="until the result is declared"):
        open_batch(seats, "Late", polls.officer())


def test_weighted_votes_have_no_paper(organisation: Organisation) -> None:
    board = polls.close(polls.open_board(polls.make_members(2), weights=[2, 1]))
    with pytest.raises(ActionRefused, match="have weights"):
        open_batch(board.contests.get(kind="seats"), "North", polls.officer())


def test_pages_hide_the_first_entry_from_the_second_person(
    board: Board, seats: Contest, second: User, client_of: Callable[[User], Client]
) -> None:
    slug, officer, helper = board.election.slug, client_of(polls.officer()), client_of(second)
    answer = officer.post(reverse("elections:paper_batch_new", args=[slug]), {"contest": seats.pk, "name": "North"})
    page = answer.headers["Location"]
    assert "no answer 9" in officer.post(page, {"lines": "9"}).content.decode()
    assert "a second person types" in officer.post(page, {"lines": "1 3\n2"}).content.decode()
    unseen = helper.get(page).content.decode()
    assert "1 3" not in unseen
    compared = helper.post(page, {"lines": "1 3\n1"}).content.decode()
    assert "were read differently" in compared and polls.officer().name in compared
    index = reverse("elections:papers", args=[slug])
    assert "1 difference" in helper.get(index).content.decode()
    assert "Settled" in helper.post(page, {"lines": "1 3\n2"}).content.decode()
    assert "Settled: 2 papers" in officer.get(index).content.decode()


def test_rankings_on_paper_are_counted_with_the_others(organisation: Organisation, second: User) -> None:
    members = polls.make_members(6)
    board = ranked_polls.open_board(members)
    ranked_polls.vote(board, members[0], (1, 2, 0, 0))
    for member in members[1:]:
        receive_envelope(board.election, member.number, polls.officer())
    board = polls.close(board)
    contest = ranked_polls.contest_of(board)
    settled(contest, second, "3 1\n3 2\n-\nx\n3")
    result = outcome(contest)
    assert (result.cast, result.blank, result.void, result.valid) == (6, 1, 1, 4)
    assert result.votes == (1, 0, 3, 0) and result.answers[result.elected[0]].label == "Cleo"
    rankings = opened_rankings(contest)
    assert rankings is not None and rankings.profile.counts.sum() == 4
    line = json.loads(declare(board.election, "", polls.officer()).document)["contests"][0]["paper"]
    assert [row["votes"] for row in line["votes"]] == [0, 0, 3, 0]


def test_who_votes_online_as_well_is_not_counted_on_paper(
    organisation: Organisation, second: User, client_of: Callable[[User], Client]
) -> None:
    members = polls.make_members(3)
    board = polls.open_board(members)
    election, helper = board.election, client_of(second)
    page = reverse("elections:papers", args=[election.slug])
    polls.vote(board, members[0])
    with pytest.raises(ActionRefused, match="from the close of the poll"):
        open_batch(board.contests.get(kind="seats"), "Early", second)
    for member in members[:2]:
        noted = helper.post(page, {"number": member.number}, follow=True).content.decode()
        assert "Keep it closed until the poll is closed" in noted and "Voted online as well" not in noted
    for number, says in (
        (members[0].number, "received before"),
        ("99999", "Nobody with the number"),
        ("", "There is a problem"),
    ):
        assert says in helper.post(page, {"number": number}).content.decode()
    board = polls.close(board)
    assert envelopes(election) == [Envelopes(board.roll.name, received=2, set_aside=1)]
    assert set_aside(election) == [members[0].number]
    assert "Keep the envelopes with these numbers closed: " + members[0].number in helper.get(page).content.decode()
    settled(board.contests.get(kind="seats"), second, "1\n2")
    with pytest.raises(ActionRefused, match="than envelopes were received"):
        declare(election, "", polls.officer())
