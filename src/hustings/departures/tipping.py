"""The share of a group that must leave, in proportion from all its voters, before anything changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from hustings.counting import ByRule, Profile, TiePolicy
from hustings.departures.additive import ADDITIVE, points_of
from hustings.departures.contest import Contest, Counts, Winners, contest_of
from hustings.departures.errors import DepartureError
from hustings.departures.goals import ANY_CHANGE
from hustings.departures.leavers import Who, eligible_ballots
from hustings.departures.margin import TOTALS_RULES

STEPS = 1000


@dataclass(frozen=True)
class Tipping:
    """Beyond `share` of the group the result changes; None if it does not even if all leave.

    `turned`: the elected candidate and the one who passes them (from 0), where that is known. `exact`: from sums, so
    that the share itself is a tie; otherwise `share` is the smallest of the recounted ones that changes anything.
    """

    share: Fraction | None
    turned: tuple[int, int] | None
    before: Winners
    exact: bool
    method: str


def tipping_share(
    profile: Profile,
    rule: str,
    seats: int | None,
    group: Who | Sequence[int],
    *,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> Tipping:
    """The share of the group that must leave before anything changes.

    `group`: a restriction on the ballots or, beside totals, the group's own votes for each candidate. Where ballots add
    fixed points it is the least (T_w - T_l) / (a_w - a_l) over elected w and other l, a being the group's own sums;
    otherwise every thousandth of the group is recounted. Raises DepartureError for a group without anybody in it.
    """
    contest = contest_of(profile, rule, seats, ties, options)
    if not isinstance(group, Who):
        return _of_sums(contest, profile.totals, _checked(contest, group))
    eligible = eligible_ballots(profile, group)
    if contest.rule in ADDITIVE:
        points = points_of(contest)
        return _of_sums(contest, (profile.counts @ points).tolist(), (eligible @ points).tolist())
    for step in range(1, STEPS + 1):
        removed = in_proportion(eligible, Fraction(step, STEPS))
        outcomes = contest.outcomes(profile.counts - removed)
        if removed.any() and ANY_CHANGE.reached_by_every(contest.winners, outcomes):
            return Tipping(Fraction(step, STEPS), None, contest.winners, False, f"a recount at every {STEPS}th")
    return Tipping(None, None, contest.winners, False, f"a recount at every {STEPS}th")


def in_proportion(eligible: Counts, share: Fraction) -> Counts:
    """That share of every row, in whole ballots, the largest remainders rounded up so that the sum is right."""
    whole = eligible * share.numerator // share.denominator
    rests = eligible * share.numerator % share.denominator
    missing = int(eligible.sum()) * share.numerator // share.denominator - int(whole.sum())
    whole[np.argsort(-rests, kind="stable")[:missing]] += 1
    return whole


def _of_sums(contest: Contest, totals: Sequence[int] | None, own: Sequence[int]) -> Tipping:
    assert totals is not None
    best: tuple[Fraction, tuple[int, int]] | None = None
    for w in contest.winners:
        for other in contest.standing:
            lead, part = totals[w] - totals[other], own[w] - own[other]
            if other not in contest.winners and 0 <= lead < part:
                best = min(filter(None, [best, (Fraction(lead, part), (w, other))]))
    share, turned = best or (None, None)
    return Tipping(share, turned, contest.winners, True, "exact from sums: (T_w - T_l) / (a_w - a_l)")


def _checked(contest: Contest, own: Sequence[int]) -> Sequence[int]:
    totals = contest.profile.totals
    if totals is None or contest.rule not in TOTALS_RULES:
        raise DepartureError(
            f"The votes of a group by candidate answer only beside totals, under {', '.join(TOTALS_RULES)}."
        )
    if len(own) != len(totals):
        raise DepartureError(f"The group has votes for {len(own)} candidates, but {len(totals)} stand.")
    for number, (votes, total) in enumerate(zip(own, totals, strict=True), 1):
        if not 0 <= votes <= total:
            raise DepartureError(
                f"Candidate {number} has {total} votes, so the group cannot have cast {votes} of them."
            )
    if not any(own):
        raise DepartureError("Nobody of this group voted, so nobody of it could leave.")
    return own
