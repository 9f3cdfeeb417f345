"""Reserved seats: at least so many of the elected belong to a group."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hustings.counting.profile import Profile


class ReserveError(ValueError):
    """Reserved seats that cannot be filled. The message says why and what to do."""


@dataclass(frozen=True)
class Reserve:
    """At least `at_least` of the elected are `members` (candidates from 0) of the group."""

    group: str
    members: frozenset[int]
    at_least: int


def reserves_of(profile: Profile, wanted: Sequence[tuple[str, int]]) -> tuple[Reserve, ...]:
    """Reserves by the name of a group, as the profile's candidates have it. Raises ReserveError for an unknown one."""
    reserves = []
    for group, at_least in wanted:
        members = frozenset(c for c, name in enumerate(profile.groups) if name == group)
        if not members:
            known = ", ".join(sorted(set(profile.groups) - {""})) or "none are given"
            raise ReserveError(f"No candidate belongs to the group {group!r}; the groups are: {known}.")
        reserves.append(Reserve(group, members, at_least))
    return tuple(reserves)


def check(reserves: Sequence[Reserve], standing: frozenset[int], seats: int) -> None:
    """Raises ReserveError where the reserved seats cannot be filled or a candidate counts for two of them."""
    seen: set[int] = set()
    for reserve in reserves:
        available = len(reserve.members & standing)
        if reserve.at_least < 0:
            raise ReserveError(f"{reserve.at_least} seats are reserved for {reserve.group}; give 0 or more.")
        if available < reserve.at_least:
            raise ReserveError(
                f"{reserve.at_least} seats are reserved for {reserve.group}, which has {available} candidates."
            )
        if seen & reserve.members:
            raise ReserveError(f"A candidate of {reserve.group} counts for two reserves, but can count for one only.")
        seen |= reserve.members
    if sum(reserve.at_least for reserve in reserves) > seats:
        raise ReserveError(f"More seats are reserved than there are: {seats} in all.")


def fit(elected: Collection[int], seats: int, reserves: Sequence[Reserve]) -> bool:
    """Whether all of these can be elected, and every group still gets the seats that are reserved for it."""
    missing = sum(max(0, reserve.at_least - len(reserve.members.intersection(elected))) for reserve in reserves)
    return len(elected) + missing <= seats
