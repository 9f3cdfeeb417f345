"""Casual vacancies: who takes the seat of an elected candidate who leaves."""

from collections.abc import Sequence
from dataclasses import replace

from hustings.counting.profile import Profile
from hustings.counting.record import Count
from hustings.counting.reserve import Reserve, ReserveError
from hustings.counting.rules import count
from hustings.counting.ties import ByRule, TiePolicy

SITTING = "the members who stay"


def countback(
    profile: Profile,
    rule: str,
    elected: Sequence[int],
    vacating: int,
    ties: TiePolicy = ByRule(),  # noqa: B008  a frozen value
    *,
    unwilling: Sequence[int] = (),
    options: dict[str, int | str] | None = None,
) -> Count:
    """Counts the same ballots again without the member who leaves, the other members guarded against exclusion.

    `elected`: who holds the seats, with `vacating` among them (candidates from 0); `unwilling`: who would not take the
    seat. The new member is in the record's `elected` and not among the old: see `successor`. Source: ERS97, 7.1.
    Raises ReserveError where nobody is left, and what count() raises.
    """
    if vacating not in elected:
        raise ReserveError(f"{profile.candidates[vacating]} does not hold a seat that could become vacant.")
    stay = frozenset(elected) - {vacating}
    gone = profile.withdrawn | {vacating} | (frozenset(unwilling) - stay)
    if len(profile.candidates) - len(gone) < len(elected):
        raise ReserveError("No candidate is left who could take the seat.")
    guarded = [Reserve(SITTING, stay, len(stay))] if stay else []
    return count(replace(profile, withdrawn=gone), rule, len(elected), ties, reserves=guarded, options=options)


def successor(recount: Count, elected: Sequence[int]) -> int:
    """The candidate whom a countback adds to those who were elected."""
    return next(c for c in recount.elected if c not in elected)


def runner_up(result: Count, ties: TiePolicy = ByRule()) -> int:  # noqa: B008  a frozen value
    """Of those not elected the candidate with the most votes at the last stage, for rules where the most votes win.

    Raises ReserveError where nobody is left, UnbrokenTie where the policy does not separate the highest.
    """
    gone = frozenset(result.elected) | result.withdrawn
    if len(gone) == len(result.candidates):
        raise ReserveError("No candidate is left who could take the seat.")
    left = Profile.from_totals(result.candidates, result.stages[-1].votes, result.valid)
    return count(replace(left, withdrawn=gone), "fptp", 1, ties).elected[0]
