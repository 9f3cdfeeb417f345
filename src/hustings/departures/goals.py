"""What departures are to bring about: any change, the election of some, the defeat of one, or one for another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from hustings.counting import RULES
from hustings.departures.contest import Contest, Winners
from hustings.departures.errors import DepartureError


@dataclass(frozen=True)
class Goal:
    """A goal; the candidates are numbered from 0. Any change means another set of elected than before.

    A swap: the first candidate is elected instead of the second, and nothing else changes.
    """

    kind: Literal["any", "elect", "unseat", "swap"]
    candidates: tuple[int, ...] = ()

    @property
    def said(self) -> str:
        """The goal as written on the command line."""
        return ":".join(filter(None, [self.kind, ",".join(str(c + 1) for c in self.candidates)]))

    def reached(self, before: Winners, after: Winners) -> bool:
        """Whether this result is the goal."""
        if self.kind == "any":
            return after != before
        if self.kind == "elect":
            return set(self.candidates) <= set(after)
        if self.kind == "swap":
            return after == self.target(before)
        return not set(self.candidates) & set(after)

    def target(self, before: Winners) -> Winners:
        """Who is elected after a swap."""
        wanted, elected = self.candidates
        return tuple(sorted({*before, wanted} - {elected}))

    def reached_by_every(self, before: Winners, outcomes: Collection[Winners] | None) -> bool:
        """Whether the goal is reached whichever way lots fall; never if there were too many lots to try."""
        return bool(outcomes) and all(self.reached(before, after) for after in outcomes or ())


ANY_CHANGE = Goal("any")


def elect(candidates: Sequence[int]) -> Goal:
    """These (from 0) are all elected."""
    return Goal("elect", tuple(sorted(set(candidates))))


def unseat(candidate: int) -> Goal:
    """The candidate (from 0) is not elected."""
    return Goal("unseat", (candidate,))


def swap(wanted: int, elected: int) -> Goal:
    """The one (from 0) is elected instead of the other, and nothing else changes."""
    return Goal("swap", (wanted, elected))


def parse_goal(text: str) -> Goal:
    """A goal as written on the command line: any, elect:A,B or unseat:C."""
    kind, _, rest = text.partition(":")
    numbers = [int(part) - 1 for part in rest.split(",") if part.isdecimal()]
    good = bool(numbers) and len(numbers) == rest.count(",") + 1 and min(numbers) >= 0
    if text == "any":
        return ANY_CHANGE
    if kind == "elect" and good:
        return elect(numbers)
    if kind == "unseat" and good and len(numbers) == 1:
        return unseat(numbers[0])
    raise DepartureError(f"{text!r} is not a goal; write any, elect:A,B or unseat:C with the candidates' numbers.")


def check_goal(contest: Contest, goal: Goal) -> None:
    """Raises DepartureError where no departure could bring the goal about, whoever left."""
    n = len(contest.profile.candidates)
    for c in goal.candidates:
        if not 0 <= c < n:
            raise DepartureError(f"There is no candidate {c + 1}; they are numbered from 1 to {n}.")
        if c in contest.profile.withdrawn and goal.kind == "elect":
            raise DepartureError(f"Candidate {c + 1} has withdrawn and cannot be elected.")
    if len(goal.candidates) > contest.seats:
        raise DepartureError(f"{len(goal.candidates)} candidates cannot be elected to {contest.seats} seats.")
    # A list may win several seats, so as many seats as lists still leave something to decide.
    everybody = RULES[contest.rule].needs != "lists" and len(contest.standing) <= contest.seats
    if everybody and contest.winners == contest.standing and not goal.reached(contest.winners, contest.winners):
        raise DepartureError(
            f"{len(contest.standing)} candidates stand for {contest.seats} seats, so all are elected whoever leaves."
        )
