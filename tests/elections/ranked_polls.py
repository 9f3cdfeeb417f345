"""Polls for tests in which voters rank: one contest of candidates, alone or beside a question."""

from collections.abc import Sequence

from tests.elections import polls

from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import Board, Candidate, Contest, Election
from hustings.franchise.models import Roll
from hustings.register.models import Member

CANDIDATES = ("Ann", "Bob", "Cleo", "Dan")


def make_election(
    roll: Roll, rule: str = "scottish-stv", seats: int = 2, mixed: bool = False, **details: object
) -> Election:
    """A draft in which four candidates are ranked; `mixed`: the question of other polls stands beside it."""
    election = polls.make_election(roll, **details)
    contest = election.contests.get(kind="seats")
    if not mixed:
        question = election.contests.get(kind="question")
        question.options.all().delete()
        question.delete()
    contest.rule, contest.seats, contest.min_choices, contest.max_choices = rule, seats, 1, 1
    contest.save()
    Candidate.objects.create(contest=contest, name="Dan", state="accepted", drawn_order=3)
    return election


def open_board(members: Sequence[Member], **details: object) -> Board:
    """The open board of such a poll, with the key held by the server."""
    election = make_election(polls.make_roll(members), **details)
    add_trustee(election, "Server", polls.officer())
    return polls.opened(election)


def vote(board: Board, member: Member, *choices: Sequence[int]) -> None:
    """Cast ranks for the candidates, and a choice for each further contest."""
    polls.vote(board, member, choices)


def contest_of(board: Board) -> Contest:
    """The contest in which voters rank."""
    return polls.fresh(board).contests.get(kind="seats")
