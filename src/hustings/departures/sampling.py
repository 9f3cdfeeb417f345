"""What changes if those who leave are drawn at random."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from hustings.counting import ByRule, Lot, Profile, TiePolicy
from hustings.departures.contest import Winners, contest_of, winners_of
from hustings.departures.errors import DepartureError
from hustings.departures.leavers import ANYONE, Who, eligible_ballots

Z = 1.96  # of a normal distribution: 95 per cent lie within


@dataclass(frozen=True)
class Sample:
    """In `changed` of `draws` draws of `leaving` voters others were elected; `elected`: in how many each candidate was.

    The chance lies between `low` and `high` with 95 per cent confidence (Wilson 1927).
    """

    leaving: int
    draws: int
    changed: int
    low: float
    high: float
    elected: tuple[int, ...]
    before: Winners

    @property
    def share(self) -> float:
        """The share of draws in which others were elected."""
        return self.changed / self.draws


def sample(
    profile: Profile,
    rule: str,
    seats: int | None,
    leaving: int,
    draws: int = 1000,
    seed: int = 0,
    who: Who = ANYONE,
    *,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> Sample:
    """How likely the result changes if so many of those who may leave are drawn at random, each as likely as another.

    The same seed gives the same draws. A lot that falls after departures is drawn from the seed as well.
    Raises DepartureError where more would leave than there are, or nobody stays.
    """
    contest = contest_of(profile, rule, seats, ties, options)
    eligible = eligible_ballots(profile, who)
    most = min(int(eligible.sum()), int(profile.counts.sum()) - 1)
    if not 0 <= leaving <= most:
        raise DepartureError(f"{leaving} voters cannot leave: at most {most} of those who may can, and somebody stays.")
    if seed < 0:
        raise DepartureError(f"{seed} is no seed; give 0 or more.")
    if draws < 1:
        raise DepartureError(f"{draws} draws show nothing; ask for 1 or more.")
    dice = np.random.default_rng(seed)
    changed = 0
    elected = np.zeros(len(profile.candidates), np.int64)
    for draw in range(draws):
        counts = profile.counts - dice.multivariate_hypergeometric(eligible, leaving, method="marginals")
        outcomes = contest.outcomes(counts)
        if outcomes is not None and len(outcomes) == 1:
            (after,) = outcomes
        else:
            after = winners_of(contest.count(counts, Lot(f"{seed}/{draw}")))
        changed += after != contest.winners
        elected[list(set(after))] += 1
    low, high = wilson(changed, draws)
    return Sample(leaving, draws, changed, low, high, tuple(elected.tolist()), contest.winners)


def wilson(hits: int, draws: int) -> tuple[float, float]:
    """The interval in which the chance lies with 95 per cent confidence (Wilson 1927)."""
    share, square = hits / draws, Z * Z / draws
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / draws + square / draws / 4) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)
