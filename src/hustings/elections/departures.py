"""The library `departures` asked about a counted contest, from what is published of it and nothing else.

Ballots are read where the rule publishes them, totals otherwise; nothing here knows who voted, or how anybody did.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hustings.counting import Count, Profile, TiePolicy
from hustings.departures import (
    ANY_CHANGE,
    ANYONE,
    DepartureError,
    Goal,
    Margin,
    elect,
    elected_by_share,
    margin,
    sample,
    unseat,
    who_gains,
)
from hustings.departures.pictures import Chance
from hustings.elections import methods
from hustings.elections.queries.results import Outcome, opened_rankings

SMALL = 10  # public pages show no number of people below this
MOST_BALLOTS = 100_000  # of rankings; more are asked about on the command line, where there is time
# Seconds of search in rankings; what is not settled by then stays between its bounds.
LIMIT_ANY, LIMIT_EACH = 10.0, 2.0
MOST_SEATS = MOST_RIVALS = 12
SHARES_AT_RANDOM = (1, 2, 5, 10, 20, 30, 50)  # per cent of the voters, drawn at random
DRAWS, SEED = 200, 1

Slates = tuple[tuple[str, tuple[int, ...]], ...]
Elected = tuple[int, ...]


@dataclass(frozen=True)
class Bounds:
    """The fewest departures: at least `lower`, at most `upper`, None where none were found that do."""

    lower: int
    upper: int | None


@dataclass(frozen=True)
class Rival:
    """A rival committee: who would be on it who was not elected, instead of whom (nobody where that is not known)."""

    newcomer: int
    instead_of: Elected
    bounds: Bounds


@dataclass(frozen=True)
class Leaving:
    """A slate whose supporters leave, and who is elected at each share of them that does, per cent by per cent."""

    slate: str
    elected: tuple[Elected, ...]

    @property
    def changes(self) -> tuple[tuple[float, Elected], ...]:
        """The shares from which on others are elected than before, in order, with who is."""
        return tuple((i / 100, after) for i, (before, after) in enumerate(pairwise(self.elected), 1) if before != after)


@dataclass(frozen=True)
class Answers:
    """What departures would have changed in one contest; candidates are numbered from 0 as on the ballot.

    `any_change`: the fewest after which another committee is elected, None if no departure does; `prefer`: how many of
    those who then stay prefer the result after it and how many the one before, from ballots only, and only if no small
    number follows from it. `seats`: for each of the elected, in the order of the declaration, the fewest that cost them
    the seat. `rivals`: for each of the others who could be elected, the fewest after which they are. `at_random`: what
    happens if leavers are drawn by lot, from ballots only.
    """

    any_change: Bounds | None
    prefer: tuple[int, int] | None
    seats: tuple[tuple[int, Bounds], ...]
    rivals: tuple[Rival, ...]
    leaving: tuple[Leaving, ...]
    at_random: tuple[Chance, ...]


def slates_of(outcome: Outcome) -> Slates:
    """The slates by name, with their candidates."""
    names = sorted({answer.detail for answer in outcome.answers} - {""})
    return tuple((name, tuple(c for c, a in enumerate(outcome.answers) if a.detail == name)) for name in names)


def is_answerable(outcome: Outcome) -> bool:
    """Say whether there are enough ballots to show an answer to the public, and few enough to work one out."""
    enough = outcome.count is not None and outcome.valid >= SMALL
    return enough and not (is_weighted(outcome) or is_too_large(outcome) or outcome.contest.reserved_for)


def is_weighted(outcome: Outcome) -> bool:
    """Say whether votes weigh differently: then a number of votes is no number of people who leave."""
    return outcome.weight != outcome.cast


def is_too_large(outcome: Outcome) -> bool:
    """Say whether there are more rankings than the worker has time for."""
    return outcome.is_ranked and outcome.valid > MOST_BALLOTS


def answers_of(outcome: Outcome) -> Answers:
    """Ask about a contest that is answerable; quick from totals, a minute or more from rankings."""
    asked = _asked(outcome)
    profile = asked.profile
    change = asked.margin(ANY_CHANGE, LIMIT_ANY)
    leaving = tuple(filter(None, (asked.leaving(name, candidates) for name, candidates in slates_of(outcome))))
    if profile.totals is not None:
        seats, rivals = _seats_by_totals(profile.totals, outcome.elected), _rivals_by_totals(profile.totals, outcome)
        return Answers(_bounds(change), None, seats, rivals, leaving, ())
    each = [(c, _bounds(asked.margin(unseat(c), LIMIT_EACH))) for c in outcome.elected[:MOST_SEATS]]
    seats = tuple((c, bounds) for c, bounds in each if bounds is not None)
    rivals = tuple(filter(None, map(asked.rival, rivals_of(outcome))))
    return Answers(_bounds(change), _prefer(profile, change), seats, rivals, leaving, tuple(asked.at_random()))


def rivals_of(outcome: Outcome) -> Elected:
    """Who was not elected, the most votes at the first stage first; not more than are asked about."""
    assert outcome.count is not None
    votes = outcome.count.stages[0].votes
    others = [c for c in range(len(outcome.answers)) if c not in outcome.elected]
    return tuple(sorted(others, key=lambda c: -votes[c])[:MOST_RIVALS])


def _prefer(profile: Profile, change: Margin | None) -> tuple[int, int] | None:
    """How many of those who stay prefer the result after the fewest departures, and how many the one before.

    None where one of these numbers, or one that follows from them and the number of ballots, is of a few people.
    """
    if change is None or not change.certificate or change.leaving < SMALL:
        return None
    stayers = who_gains(change.before, change.after, profile, change.certificate).stayers
    if min(stayers.better, stayers.worse) < SMALL or 0 < stayers.same < SMALL:
        return None
    return stayers.better, stayers.worse


def count_without(outcome: Outcome, candidates: tuple[int, ...], share: Fraction) -> Count:
    """The count if this share of the supporters of a slate had left."""
    asked = _asked(outcome)
    (recount,) = elected_by_share(
        asked.profile, asked.rule, asked.seats, candidates, (share,), ties=asked.ties, options=asked.options
    )
    return recount.count


def first_preferences(count: Count) -> tuple[int, ...]:
    """The whole votes of each candidate at the first stage."""
    return tuple(votes // count.scale for votes in count.stages[0].votes)


def _asked(outcome: Outcome) -> "Asked":
    contest = outcome.contest
    lot = contest.lots.first()
    rankings = opened_rankings(contest)
    profile = (
        rankings.profile
        if rankings
        else Profile.from_totals([answer.label for answer in outcome.answers], outcome.votes, outcome.valid)
    )
    ties = methods.tie_policy(contest, lot.seed if lot else None)
    return Asked(profile, contest.rule, contest.seats or 1, ties, contest.rule_options)


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

    def rival(self, newcomer: int) -> Rival | None:
        """The committee with somebody on it who was not elected; None if no departure brings it about."""
        found = self.margin(elect([newcomer]), LIMIT_EACH)
        if found is None:
            return None
        replaced = () if found.upper is None else tuple(sorted(set(found.before) - set(found.after)))
        return Rival(newcomer, replaced, Bounds(found.lower, found.upper))

    def leaving(self, name: str, candidates: tuple[int, ...]) -> Leaving | None:
        """What the departure of a slate's supporters changes; None if nobody supports it."""
        try:
            recounts = elected_by_share(
                self.profile, self.rule, self.seats, candidates, ties=self.ties, options=self.options
            )
        except DepartureError:
            return None
        return Leaving(name, tuple(recount.elected for recount in recounts))

    def at_random(self) -> Iterator[Chance]:
        """The chance of another result if some are drawn; small numbers are left out."""
        everybody = int(self.profile.counts.sum())
        for number in sorted({everybody * share // 100 for share in SHARES_AT_RANDOM}):
            if number >= SMALL:
                found = sample(
                    self.profile, self.rule, self.seats, number, DRAWS, SEED, ties=self.ties, options=self.options
                )
                yield Chance(number, found.share, found.low, found.high)


def _bounds(found: Margin | None) -> Bounds | None:
    return Bounds(found.lower, found.upper) if found else None


def _seats_by_totals(totals: Sequence[int], elected: Elected) -> tuple[tuple[int, Bounds], ...]:
    """What each seat costs at least; whether as many suffice depends on who else those voters chose, if they chose
    several, which totals do not say."""
    first = max(votes for c, votes in enumerate(totals) if c not in elected)
    if not first:
        return ()
    needed = [(c, totals[c] - first + 1) for c in elected]
    return tuple((c, Bounds(number, number if len(elected) == 1 else None)) for c, number in needed)


def _rivals_by_totals(totals: Sequence[int], outcome: Outcome) -> tuple[Rival, ...]:
    """What it takes at least to elect each of the others: the fewest that let them pass the last of the elected.

    With one seat and so one vote on a ballot, all others who are ahead must be passed one by one, and as many suffice.
    """
    rivals = [c for c in rivals_of(outcome) if totals[c]]
    if len(outcome.elected) == 1:
        needed = {c: sum(max(0, votes - totals[c] + 1) for o, votes in enumerate(totals) if o != c) for c in rivals}
        return tuple(Rival(c, outcome.elected, Bounds(number, number)) for c, number in needed.items())
    last = min(totals[c] for c in outcome.elected)
    return tuple(Rival(c, (), Bounds(last - totals[c] + 1, None)) for c in rivals)


def as_json(answers: Answers) -> dict[str, Any]:
    """The answers as data that from_json reads."""
    return asdict(answers)


def from_json(found: Mapping[str, Any]) -> Answers:
    """The answers that as_json wrote."""
    return Answers(
        Bounds(**found["any_change"]) if found["any_change"] else None,
        tuple(found["prefer"]) if found["prefer"] else None,
        tuple((c, Bounds(**bounds)) for c, bounds in found["seats"]),
        tuple(Rival(line["newcomer"], tuple(line["instead_of"]), Bounds(**line["bounds"])) for line in found["rivals"]),
        tuple(
            Leaving(line["slate"], tuple(tuple(elected) for elected in line["elected"])) for line in found["leaving"]
        ),
        tuple(Chance(**chance) for chance in found["at_random"]),
    )
