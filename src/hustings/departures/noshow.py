"""No-shows: voters who would have got what they prefer by staying away."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from hustings.counting import ByRule, Profile, TiePolicy
from hustings.departures.additive import ADDITIVE
from hustings.departures.contest import contest_of
from hustings.departures.errors import DepartureError
from hustings.departures.goals import swap
from hustings.departures.leavers import eligible_ballots, prefers
from hustings.departures.margin import bounds_of, margin_from
from hustings.departures.result import Margin
from hustings.departures.search import Search


@dataclass(frozen=True)
class NoShow:
    """Voters who all prefer `wanted` (from 0) to `elected`, and whose leaving seats the one instead of the other."""

    wanted: int
    elected: int
    margin: Margin


def no_show(
    profile: Profile,
    rule: str,
    seats: int | None = None,
    limit: int = 50,
    time_limit: float = 5,
    *,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    options: Mapping[str, int | str] | None = None,
) -> tuple[NoShow, ...]:
    """Groups of at most `limit` voters who would have got what they prefer by leaving together, the smallest first.

    For each elected and each other candidate: only those leave who prefer the other, and exactly these two change
    places. The time limit, in seconds, is for each such pair. Where ballots add fixed points there is none: whoever
    prefers the other gives them no fewer. Raises as margin().
    """
    if not time_limit > 0:
        raise DepartureError(f"The time limit is {time_limit} seconds; give more than 0.")
    if limit < 1:
        raise DepartureError(f"At most {limit} leavers are nobody; give 1 or more.")
    contest = contest_of(profile, rule, seats, ties, options)
    if rule in ADDITIVE:
        return ()
    contest.outcomes(profile.counts)
    found = []
    for elected in dict.fromkeys(contest.winners):
        for wanted in (c for c in contest.standing if c not in contest.winners):
            began = perf_counter()
            who = prefers(wanted, elected)
            try:
                search = Search(
                    contest, swap(wanted, elected), eligible_ballots(profile, who), began + time_limit, cap=limit
                )
                bounds = bounds_of(search)
            except DepartureError:  # nobody prefers the one, or their leaving cannot do it
                continue
            if bounds.removed is not None:
                found.append(NoShow(wanted, elected, margin_from(contest, search.goal, who, bounds, began)))
    return tuple(sorted(found, key=lambda case: case.margin.leaving))
