"""What if some had left? The answers of the library `departures` for a declared contest, from what is published of it.

Ballots are read where the rule publishes them, totals otherwise; nothing here knows who voted, or how anybody did.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from django.core.cache import cache
from django.db.models import QuerySet

from hustings.counting import Drawn, Profile, TiePolicy
from hustings.departures import ANY_CHANGE, ANYONE, DepartureError, Goal, Margin, margin, unseat
from hustings.departures.gains import Gains, who_gains
from hustings.departures.sampling import Sample, sample
from hustings.departures.shares import Recount, elected_by_share
from hustings.departures.tipping import tipping_share
from hustings.elections import methods
from hustings.elections.models import Contest, Election
from hustings.elections.queries.boards import result_text
from hustings.elections.queries.results import Outcome, opened_rankings, outcomes

SMALL = 10  # public pages show no number of people below this
# Seconds of search on a page: what is not settled by then stays between its bounds.
LIMIT_ANY, LIMIT_EACH = 1.5, 0.4
MOST_SEATS = 12
SHARES_AT_RANDOM = (1, 2, 5, 10, 20, 30, 50)  # per cent of the voters, drawn at random
DRAWS, SEED = 100, 1
MOST_BALLOTS = 50_000  # of rankings; more are answered on the command line, without haste


@dataclass(frozen=True)
class Bounds:
    """The fewest departures: at least `lower`, at most `upper`, None where none were found that do."""

    lower: int
    upper: int | None


@dataclass(frozen=True)
class Leaving:
    """A slate whose supporters leave: who is elected at each share from none to all, in steps of one per cent."""

    slate: str
    recounts: tuple[Recount, ...]

    @property
    def changes(self) -> tuple[Recount, ...]:
        """The recounts that elect others than the one before, in order."""
        return tuple(after for before, after in pairwise(self.recounts) if before.elected != after.elected)


@dataclass(frozen=True)
class Answers:
    """What departures would have changed in one contest.

    `any_change`: the fewest after which another committee is elected, None if no departure does; `gains`: who prefers
    the result after the fewest that were found, from ballots only. `seats`: for each of the elected, in the order of
    the declaration, the fewest that cost them the seat. `at_random`: what happens if leavers are drawn, from ballots
    only.
    """

    any_change: Bounds | None
    gains: Gains | None
    seats: tuple[tuple[int, Bounds], ...]
    leaving: tuple[Leaving, ...]
    at_random: tuple[Sample, ...]


@dataclass(frozen=True)
class WhatIf:
    """A contest, its outcome and the answers; without them `too_small` or `too_large` says why, or it was unopposed."""

    outcome: Outcome
    slates: tuple[tuple[str, tuple[int, ...]], ...]
    answers: Answers | None
    too_small: bool = False
    too_large: bool = False


def what_ifs(election: Election) -> list[WhatIf]:
    """The answers for every contest of a declared election that fills seats."""
    return [_what_if(outcome) for outcome in outcomes(election) if outcome.contest.kind == Contest.Kind.SEATS]


def _what_if(outcome: Outcome) -> WhatIf:
    slates = _slates(outcome)
    if outcome.count is None:
        return WhatIf(outcome, slates, None)
    if outcome.valid < SMALL:
        return WhatIf(outcome, slates, None, too_small=True)
    if outcome.is_ranked and outcome.valid > MOST_BALLOTS:
        return WhatIf(outcome, slates, None, too_large=True)
    return WhatIf(outcome, slates, _kept(outcome, slates))


def _slates(outcome: Outcome) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The slates by name with their candidates (from 0, in the order of the ballot)."""
    names = sorted({answer.detail for answer in outcome.answers} - {""})
    return tuple((name, tuple(c for c, a in enumerate(outcome.answers) if a.detail == name)) for name in names)


def _kept(outcome: Outcome, slates: Sequence[tuple[str, tuple[int, ...]]]) -> Answers:
    """The answers, worked out once for each published result."""
    contest = outcome.contest
    assert contest.board is not None
    text = result_text(contest.board) or ""
    lot = contest.lots.first()
    told = f"{contest.pk} {text} {slates} {lot.seed if lot else ''}"
    key = f"departures-{hashlib.sha256(told.encode()).hexdigest()}"
    found = cache.get(key)
    if not isinstance(found, Answers):
        found = _answers(outcome, _profile(outcome), slates, methods.tie_policy(contest, lot.seed if lot else None))
        cache.set(key, found, timeout=None)
    return found


def _profile(outcome: Outcome) -> Profile:
    """The published rankings, or the totals where there are none."""
    rankings = opened_rankings(outcome.contest)
    if rankings is not None:
        return rankings.profile
    return Profile.from_totals([answer.label for answer in outcome.answers], outcome.votes, outcome.valid)


def _answers(
    outcome: Outcome, profile: Profile, slates: Sequence[tuple[str, tuple[int, ...]]], ties: TiePolicy
) -> Answers:
    asked = Asked(profile, outcome.contest.rule, outcome.contest.seats or 1, ties, outcome.contest.rule_options)
    change = asked.margin(ANY_CHANGE, LIMIT_ANY)
    leaving = tuple(filter(None, (asked.leaving(name, candidates) for name, candidates in slates)))
    if profile.totals is not None:
        return Answers(_bounds(change), None, _seats_by_totals(profile.totals, outcome.elected), leaving, ())
    gains = who_gains(change.before, change.after, profile, change.certificate) if change and change.upper else None
    each = [(c, _bounds(asked.margin(unseat(c), LIMIT_EACH))) for c in outcome.elected[:MOST_SEATS]]
    seats = tuple((c, bounds) for c, bounds in each if bounds is not None)
    return Answers(_bounds(change), gains, seats, leaving, tuple(asked.at_random()))


@dataclass(frozen=True)
class Asked:
    """A contest as the library is asked about it."""

    profile: Profile
    rule: str
    seats: int
    ties: TiePolicy
    options: Mapping[str, int | str]

    def margin(self, goal: Goal, limit: float) -> Margin | None:
        """The fewest departures that bring the goal about; None if none can."""
        try:
            return margin(
                self.profile, self.rule, self.seats, ANYONE, goal, limit, ties=self.ties, options=self.options
            )
        except DepartureError:
            return None

    def leaving(self, name: str, candidates: tuple[int, ...]) -> Leaving | None:
        """What the departure of a slate's supporters changes; None if nobody supports it."""
        try:
            recounts = elected_by_share(
                self.profile, self.rule, self.seats, candidates, ties=self.ties, options=self.options
            )
        except DepartureError:
            return None
        return Leaving(name, tuple(recounts))

    def at_random(self) -> Iterator[Sample]:
        """The chance of another result if some are drawn; small numbers are left out."""
        everybody = int(self.profile.counts.sum())
        for number in sorted({everybody * share // 100 for share in SHARES_AT_RANDOM}):
            if number >= SMALL:
                yield sample(
                    self.profile, self.rule, self.seats, number, DRAWS, SEED, ties=self.ties, options=self.options
                )


def _bounds(found: Margin | None) -> Bounds | None:
    return Bounds(found.lower, found.upper) if found else None


def _seats_by_totals(totals: Sequence[int], elected: Sequence[int]) -> tuple[tuple[int, Bounds], ...]:
    """What each seat costs at least; whether as many suffice depends on who else those voters chose, if they chose
    several, which totals do not say."""
    first = max(votes for c, votes in enumerate(totals) if c not in elected)
    if not first:
        return ()
    needed = [(c, totals[c] - first + 1) for c in elected]
    return tuple((c, Bounds(number, number if len(elected) == 1 else None)) for c, number in needed)


def tipping_contests(election: Election) -> QuerySet[Contest]:
    """The contests of a planned election whose last seat goes by the most votes; none once the poll is open."""
    contests = election.contests.filter(kind=Contest.Kind.SEATS, rule__in=(methods.BLOCK, methods.FIRST_PAST_THE_POST))
    planned = election.state in (Election.State.DRAFT, Election.State.READY)
    return contests if planned else contests.none()


@dataclass(frozen=True)
class Assumed:
    """What is assumed of a planned election: votes for the last who would be elected and for the first who would not
    be, those of the group's own voters apart."""

    group_last: int
    group_first: int
    others_last: int
    others_first: int

    @property
    def last(self) -> int:
        """All votes for the last who would be elected."""
        return self.group_last + self.others_last

    @property
    def first(self) -> int:
        """All votes for the first who would not be."""
        return self.group_first + self.others_first

    @property
    def share(self) -> Fraction | None:
        """The share of the group beyond which the two change places; None if no share of it does."""
        profile = Profile.from_totals(("last", "first"), (self.last, self.first), self.last + self.first)
        own = (self.group_last, self.group_first)
        try:
            return tipping_share(profile, methods.FIRST_PAST_THE_POST, 1, own, ties=Drawn((0, 1))).share
        except DepartureError:  # nobody of the group votes for either
            return None
