"""Seats against the share of a group that leaves: a recount at every step from nobody to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from hustings.counting import ByRule, Drawn, Profile, TiePolicy, count
from hustings.departures.contest import contest_of
from hustings.departures.errors import DepartureError
from hustings.departures.leavers import eligible_ballots, slate
from hustings.departures.tipping import in_proportion


@dataclass(frozen=True)
class Recount:
    """Who is elected, in order of their numbers from 0, if this share of the group has left: `leaving` of its votes."""

    share: Fraction
    elected: tuple[int, ...]


def elected_by_share(
    profile: Profile,
    rule: str,
    seats: int | None,
    group: Sequence[int],
    steps: int = 100,
    *,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> list[Recount]:
    """Recounts with 0, 1/steps, 2/steps ... of the group gone: the supporters of the slate `group` (candidates from 0).

    From ballots, those leave who support any name of the slate, in proportion from every kind of ballot; from totals,
    every candidate of the slate loses that share of their votes and nobody else loses any, which is so if the slate's
    supporters vote for it alone. A tie that the rule leaves open falls to those who were elected before.

    Raises DepartureError where nobody supports the group, and what counting.count raises.
    """
    contest = contest_of(profile, rule, seats, ties, options)
    before = contest.winners
    others = [c for c in range(len(profile.candidates)) if c not in before]
    incumbents = Drawn((*before, *others))
    totals = profile.totals
    if totals is not None and not sum(totals[c] for c in group):
        raise DepartureError("Nobody voted for this slate, so nobody of its supporters could leave.")
    if totals is None:
        own = eligible_ballots(profile, slate(group, 1))
    else:
        own = np.array([votes if c in group else 0 for c, votes in enumerate(totals)], np.int64)
    found = []
    for step in range(steps + 1):
        share = Fraction(step, steps)
        lost = in_proportion(own, share)
        if totals is None:
            left = contest.staying(profile.counts - lost)
        else:
            stay = tuple((np.array(totals) - lost).tolist())
            left = replace(profile, totals=stay, ballots=max(0, profile.ballots - int(lost.max())))
        recount = count(left, rule, contest.seats, incumbents, options=options)
        found.append(Recount(share, tuple(sorted(recount.elected))))
    return found
