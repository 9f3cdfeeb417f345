"""Answers: what was asked, what would change, which ballots would have to leave, and a recount that proves it."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from hustings.counting import Count, UnbrokenTie, count
from hustings.counting.profile import NO_SCORE, NOBODY, Profile
from hustings.departures.contest import Contest, Counts, Winners, winners_of
from hustings.departures.errors import DepartureError
from hustings.departures.goals import Goal

CAVEATS = (
    "The fewest departures are a worst case, chosen with full knowledge of all ballots: not a forecast, not advice.",
    "Everybody else is assumed to vote as they did.",
    "The answer holds for this rule, with its precision and its way of breaking ties, and for no other.",
    "Totals alone cannot answer for transferable votes or a runoff.",
    "Full rankings can point at a person: publish no ballots that would leave, and no number of people under ten.",
)


@dataclass(frozen=True)
class Leaving:
    """So many ballots of one content that leave: the candidates (from 0) as marked, or a score for each."""

    ballot: tuple[int, ...]
    count: int
    row: int


@dataclass(frozen=True)
class Change:
    """What certain departures would change. `before` and `after` are the elected in order of their numbers, from 0.

    `tie_used`: the recount met a tie, broken by the rule itself or by a lot whose fall does not matter.
    """

    contest: Contest = field(repr=False)
    certificate: tuple[Leaving, ...]
    before: Winners
    after: Winners
    quota_before: Fraction | None
    quota_after: Fraction | None
    tie_used: bool
    method: str
    seconds: float

    @property
    def rule(self) -> str:
        """The rule's identifier."""
        return self.contest.rule

    @property
    def seats(self) -> int:
        """The number of seats."""
        return self.contest.seats

    @property
    def leaving(self) -> int:
        """How many leave."""
        return sum(line.count for line in self.certificate)

    def verify(self) -> bool:
        """Whether counting the remaining ballots anew, with every lot that could fall, gives what is said here."""
        if self.contest.profile.kind == "totals":
            return self._holds_of_totals()
        left = staying(self.contest.profile, self.certificate)
        recounts = list(self.contest.by_every_lot(left)) if self.certificate else [self.contest.before]
        return self.after in map(winners_of, recounts) and self._holds(list(map(winners_of, recounts)))

    def _holds_of_totals(self) -> bool:
        """Whether the totals, with the votes of those who leave taken away, elect who is said here without a lot."""
        profile = self.contest.profile
        assert profile.totals is not None
        votes = list(profile.totals)
        for line in self.certificate:
            for c in line.ballot:
                votes[c] -= line.count
        left = replace(profile, totals=tuple(votes), ballots=profile.ballots - self.leaving)
        try:
            return self.after == winners_of(count(left, self.rule, self.seats, options=self.contest.options))
        except UnbrokenTie:
            return False

    def _holds(self, outcomes: list[Winners]) -> bool:
        return True


@dataclass(frozen=True)
class Margin(Change):
    """The fewest departures that bring about the goal: at least `lower`, at most `upper`, exactly if they are equal.

    `upper` is None where no departure was found that does; where there is one, its certificate was recounted.
    """

    goal: Goal
    who: str
    lower: int
    upper: int | None

    @property
    def exact(self) -> bool:
        """Whether the bounds meet."""
        return self.lower == self.upper

    def _holds(self, outcomes: list[Winners]) -> bool:
        if self.upper is None:
            return not self.certificate
        reached = all(self.goal.reached(self.before, outcome) for outcome in outcomes)
        return reached and self.leaving == self.upper and self.lower <= self.upper


def change_by(contest: Contest, removed: Counts, method: str, seconds: float) -> Change:
    """What the departure of so many ballots of each row changes, recounted by hustings.counting itself."""
    left = contest.profile.counts - removed
    recount = next(contest.by_every_lot(left)) if removed.any() else contest.before
    return Change(
        contest,
        certificate_of(contest.profile, removed),
        contest.winners,
        winners_of(recount),
        quota_of(contest.before),
        quota_of(recount),
        bool(recount.ties),
        method,
        seconds,
    )


def quota_of(result: Count) -> Fraction | None:
    """The quota in votes, for rules that have one."""
    return None if result.quota is None else Fraction(result.quota, result.scale)


def certificate_of(profile: Profile, removed: Counts) -> tuple[Leaving, ...]:
    """The ballots that leave, with their content."""
    return tuple(Leaving(content(profile, row), int(removed[row]), row) for row in np.flatnonzero(removed).tolist())


def content(profile: Profile, row: int) -> tuple[int, ...]:
    """What stands on the ballots of a row: the candidates marked (from 0), or their scores with 0 for none."""
    if profile.scores is not None:
        return tuple(0 if score == NO_SCORE else score for score in profile.scores[row].tolist())
    return tuple(c for c in profile.papers[row].tolist() if c != NOBODY)


def staying(profile: Profile, certificate: tuple[Leaving, ...]) -> Counts:
    """How many ballots of each row stay."""
    left = profile.counts.copy()
    for line in certificate:
        left[line.row] -= line.count
    if (left < 0).any():
        row = int(np.argmax(left < 0))
        raise DepartureError(f"More ballots would leave than there are of {content(profile, row)}.")
    return left
