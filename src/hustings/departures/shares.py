"""Seats against the share of a group that leaves: a recount at every share from nobody to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from hustings.counting import ByRule, Count, Drawn, Lot, Profile, TiePolicy, count
from hustings.counting.ties import Step
from hustings.departures.contest import contest_of
from hustings.departures.errors import DepartureError
from hustings.departures.leavers import eligible_ballots, slate
from hustings.departures.tipping import in_proportion

PER_CENT = tuple(Fraction(per_cent, 100) for per_cent in range(101))


@dataclass(frozen=True)
class Recount:
    """The count if this share of the group has left."""

    share: Fraction
    count: Count

    @property
    def elected(self) -> tuple[int, ...]:
        """Who is elected, in order of their numbers from 0."""
        return tuple(sorted(self.count.elected))


def elected_by_share(
    profile: Profile,
    rule: str,
    seats: int | None,
    group: Sequence[int],
    shares: Sequence[Fraction] = PER_CENT,
    *,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> list[Recount]:
    """Recounts with each of these shares of a group gone: of the supporters of the slate `group` (candidates from 0).

    From ballots, those leave who support any name of the slate, in proportion from every kind of ballot; from totals,
    every candidate of the slate loses that share of their votes and nobody else loses any, which is so if the slate's
    supporters vote for it alone. A tie that the steps of `ties` before any lot leave open falls to those who were
    elected before.

    Raises DepartureError where nobody supports the group, and what counting.count raises.
    """
    contest = contest_of(profile, rule, seats, ties, options)
    totals = profile.totals
    if totals is None:
        own = eligible_ballots(profile, slate(group, 1))
    else:
        own = np.array([votes if c in group else 0 for c, votes in enumerate(totals)], np.int64)
        if not own.any():
            raise DepartureError("Nobody voted for this slate, so nobody of its supporters could leave.")
    incumbents = sorted(range(len(profile.candidates)), key=lambda c: c not in contest.winners)
    policy = (*_without_lots(ties), Drawn(tuple(incumbents)))
    found = []
    for share in shares:
        lost = in_proportion(own, share)
        if totals is None:
            left = contest.staying(profile.counts - lost)
        else:
            stay = tuple((np.array(totals) - lost).tolist())
            left = replace(profile, totals=stay, ballots=max(0, profile.ballots - int(lost.max())))
        found.append(Recount(share, count(left, rule, contest.seats, policy, options=options)))
    return found


def _without_lots(ties: TiePolicy) -> tuple[Step, ...]:
    steps = ties if isinstance(ties, tuple) else (ByRule(), ties)
    return tuple(step for step in steps if not isinstance(step, Drawn | Lot))
