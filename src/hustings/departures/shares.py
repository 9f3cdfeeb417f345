"""Seats against the share of a group that leaves: a recount at every step from nobody to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from hustings.counting import ByRule, Drawn, Profile, TiePolicy, count
from hustings.departures.contest import contest_of
from hustings.departures.errors import DepartureError
from hustings.departures.leavers import eligible_ballots, slate


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
    eligible = eligible_ballots(profile, slate(group, 1)) if totals is None else None
    found = []
    for step in range(steps + 1):
        share = Fraction(step, steps)
        if totals is not None:
            lost = [_part(votes, share) if c in group else 0 for c, votes in enumerate(totals)]
            left = replace(
                profile,
                totals=tuple(votes - gone for votes, gone in zip(totals, lost, strict=True)),
                ballots=max(0, profile.ballots - max(lost)),
            )
        else:
            assert eligible is not None
            counts = profile.counts - np.array([_part(int(number), share) for number in eligible], np.int64)
            left = replace(profile, counts=counts, ballots=int(counts.sum()))
        recount = count(left, rule, contest.seats, incumbents, options=options)
        found.append(Recount(share, tuple(sorted(recount.elected))))
    return found


def _part(number: int, share: Fraction) -> int:
    """The whole votes nearest to the share."""
    return int(number * share + Fraction(1, 2))
