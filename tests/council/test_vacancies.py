"""Casual vacancies: who is next in line by the body's rule."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.council.bodies import make_body, make_members, secretary
from tests.elections import polls, ranked_polls

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.council.actions.bodies import add_elected_seats
from hustings.council.actions.by_elections import call_by_election
from hustings.council.actions.seats import end_holding, fill_vacancy
from hustings.council.models import Body, SeatHolding
from hustings.council.queries.seats import members_on
from hustings.council.queries.vacancies import next_in_line
from hustings.elections.actions.declarations import declare
from hustings.elections.actions.papers import enter_papers, open_batch, receive_envelope
from hustings.elections.models import Board, Candidate, Contest
from hustings.register.models import Member

pytestmark = pytest.mark.django_db
TODAY = date.today()


def declared(body: Body, board: Board) -> dict[str, Member]:
    """Close the poll, name the member that each candidate is, and declare."""
    contest = Contest.objects.get(board=board, kind="seats")
    people = {}
    for candidate in contest.candidates.all():
        people[candidate.name] = Member.objects.create(number=f"C{candidate.pk}", name=candidate.name)
        candidate.member = people[candidate.name]
        candidate.save()
    if board.state == Board.State.OPEN:
        board = polls.close(board)
    declare(board.election, "", polls.officer())
    return people


def vacant(member: Member, on: date = TODAY) -> SeatHolding:
    holding = SeatHolding.objects.get(member=member)
    return end_holding(holding, on, "Moved abroad.", secretary())


def body_of(vacancy: str) -> Body:
    body = make_body(vacancy=vacancy)
    add_elected_seats(body, 2, secretary())
    return body


@pytest.fixture
def blocked(organisation: Organisation) -> dict[str, Member]:
    """A block vote for two seats: Ann 3, Bob 2, Cleo 1; the body fills vacancies with the runner-up."""
    voters = make_members(3)
    board = polls.open_board(voters)
    for voter, marks in zip(voters, ([0, 1, 1, 0], [0, 1, 1, 0], [0, 1, 0, 1]), strict=True):
        polls.vote(board, voter, (marks, [1, 0]))
    return declared(body_of("runner_up"), board)


def test_runner_up_takes_the_seat_for_the_rest_of_the_term(blocked: dict[str, Member]) -> None:
    body = Body.objects.get()
    assert members_on(body, TODAY) == [blocked["Ann"], blocked["Bob"]]
    left = vacant(blocked["Ann"])
    holding = fill_vacancy(left, TODAY, secretary())
    assert (holding.member, holding.how, holding.seat) == (blocked["Cleo"], "runner_up", left.seat)
    assert holding.to_date == SeatHolding.objects.get(member=blocked["Bob"]).to_date
    with pytest.raises(ActionRefused, match="has been filled already"):
        fill_vacancy(left, TODAY, secretary())


def test_nobody_is_left_after_the_runner_up(blocked: dict[str, Member]) -> None:
    fill_vacancy(vacant(blocked["Ann"]), TODAY, secretary())
    with pytest.raises(ActionRefused, match="No candidate is left"):
        fill_vacancy(vacant(blocked["Bob"]), TODAY, secretary())


def test_unwilling_candidate_is_passed_over(blocked: dict[str, Member]) -> None:
    cleo = Contest.objects.get(kind="seats").candidates.get(name="Cleo")
    with pytest.raises(ActionRefused, match="No candidate is left"):
        fill_vacancy(vacant(blocked["Ann"]), TODAY, secretary(), unwilling=frozenset({cleo.pk}))


def test_seat_that_is_held_is_not_vacant(blocked: dict[str, Member]) -> None:
    with pytest.raises(ActionRefused, match="is not vacant by then"):
        fill_vacancy(SeatHolding.objects.get(member=blocked["Ann"]), TODAY, secretary())


def test_rule_that_waits_for_an_election_gives_nobody(blocked: dict[str, Member]) -> None:
    Body.objects.update(vacancy="election")
    with pytest.raises(ActionRefused, match="leaves the seat empty until it is elected"):
        fill_vacancy(vacant(blocked["Ann"]), TODAY, secretary())


def test_votes_that_were_added_up_cannot_be_counted_again(blocked: dict[str, Member]) -> None:
    Body.objects.update(vacancy="countback")
    with pytest.raises(ActionRefused, match="its ballots cannot be counted again"):
        fill_vacancy(vacant(blocked["Ann"]), TODAY, secretary())


def test_countback_elects_from_the_same_ballots(organisation: Organisation) -> None:
    voters = make_members(6)
    board = ranked_polls.open_board(voters)
    ranks = [(1, 0, 0, 2), (1, 0, 0, 2), (1, 0, 0, 2), (0, 1, 2, 0), (0, 1, 2, 0), (0, 0, 1, 0)]
    for voter, ranking in zip(voters, ranks, strict=True):
        ranked_polls.vote(board, voter, ranking)
    body = body_of("countback")
    people = declared(body, board)
    assert members_on(body, TODAY) == [people["Ann"], people["Bob"]]
    left = vacant(people["Ann"], TODAY + timedelta(days=1))
    holding = fill_vacancy(left, TODAY + timedelta(days=1), secretary())
    assert (holding.member, holding.how) == (people["Dan"], "countback")  # whom Ann's voters ranked next
    Body.objects.update(vacancy="runner_up")
    with pytest.raises(ActionRefused, match="count the ballots again"):
        fill_vacancy(vacant(people["Bob"], TODAY + timedelta(days=2)), TODAY + timedelta(days=2), secretary())


def test_countback_counts_the_rankings_on_paper_too(organisation: Organisation, make_user: Callable[..., User]) -> None:
    voters = make_members(7)
    board = ranked_polls.open_board(voters)
    for voter in voters[:2]:
        ranked_polls.vote(board, voter, (1, 0, 0, 2))
    for voter in voters[2:]:
        receive_envelope(board.election, voter.number, polls.officer())
    board = polls.close(board)
    batch = open_batch(ranked_polls.contest_of(board), "Pile 1", polls.officer())
    for person in (polls.officer(), make_user("returning_officer")):
        enter_papers(batch, "1 3\n1 3\n1 3\n2\n2", person)
    body = body_of("countback")
    people = declared(body, board)
    assert members_on(body, TODAY) == [people["Ann"], people["Bob"]]
    assert fill_vacancy(vacant(people["Ann"]), TODAY, secretary()).member == people["Cleo"]  # without the papers, Dan


# Without Ann, Bob and Cleo are level in the end, and Bob was ahead before.
LEVEL = [(1, 2, 0, 0)] * 3 + [(1, 0, 2, 0)] * 2 + [(0, 0, 2, 1)]


def _ranked(rule: str, seats: int, ranks: list[tuple[int, ...]] = LEVEL, **of_contest: str) -> SeatHolding:
    """The seat of Ann, who is elected first and leaves."""
    voters = make_members(6)
    board = ranked_polls.open_board(voters, rule=rule, seats=seats)
    Contest.objects.filter(kind="seats").update(**of_contest)
    for voter, ranking in zip(voters, ranks, strict=True):
        ranked_polls.vote(board, voter, ranking)
    return vacant(declared(body_of("countback"), board)["Ann"], TODAY + timedelta(days=1))


def test_countback_of_a_single_seat_needs_no_rule_that_guards(organisation: Organisation) -> None:
    assert next_in_line(_ranked("irv", 1)).name == "Bob"


def test_rule_that_cannot_guard_those_who_stay_leads_to_a_by_election(
    organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    left = _ranked("schulze", 2, [(1, 2, 0, 0)] * 6)
    answer = client_of(secretary()).post(f"/office/holdings/{left.pk}/vacancy/", {"begins": str(left.to_date)})
    assert "cannot be counted again for one seat. Call a by-election." in answer.content.decode()
    assert call_by_election(left, "By-election", polls.officer()).seats == 1


def test_tie_in_a_countback_is_broken_as_the_contest_says(organisation: Organisation) -> None:
    left = _ranked("irv", 1, ties="lot")
    with pytest.raises(ActionRefused, match="There is a tie for the seat: Bob, Cleo"):
        next_in_line(left)
    assert {next_in_line(left, seed).name for seed in "abcdefgh"} == {"Bob", "Cleo"}


def test_who_declined_in_silence_is_not_named_to_the_secretary(
    organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    left = _ranked("scottish-stv", 2)
    assert left.term and left.term.contest
    Candidate.objects.create(contest=left.term.contest, name="Zoe", state="declined")
    assert not secretary().has_perm("elections.view_nominations")
    shown = client_of(secretary()).get(f"/office/holdings/{left.pk}/vacancy/").content.decode()
    assert "Bob" in shown and "Zoe" not in shown
