"""Who may leave: anyone, or only those whose ballots say something about a candidate or a slate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hustings.counting.profile import Profile
from hustings.departures.errors import DepartureError

Places = NDArray[np.int64]  # of one candidate on every ballot, the best lowest
Eligible = NDArray[np.int64]  # how many ballots of each row may leave

_NOT_NAMED = 10**9


@dataclass(frozen=True)
class Who:
    """A restriction on who leaves. `said` is how it is written; `eligible` gives how many of each row may leave.

    Two restrictions joined by & are both kept: only those leave whom each of them allows.
    """

    said: str
    eligible: Callable[[Profile], Eligible]

    def __and__(self, other: "Who") -> "Who":
        return Who(
            f"{self.said} and {other.said}",
            lambda profile: np.minimum(self.eligible(profile), other.eligible(profile)),
        )


ANYONE = Who("anyone", lambda profile: profile.counts.copy())


def supporters(candidate: int) -> Who:
    """Those who put the candidate (from 0) first, give them a cross, or give them their highest score."""

    def eligible(profile: Profile) -> Eligible:
        _check(profile, [candidate])
        return np.where(_supports(profile, candidate), profile.counts, 0)

    return Who(f"supporters:{candidate + 1}", eligible)


def slate(candidates: Sequence[int], at_least: int | None = None) -> Who:
    """Those who support at least so many names of the slate (from 0), by default all of them.

    On a ranked ballot a name is supported in one of the first places, as many as the slate has names.
    """
    names = list(candidates)
    wanted = len(names) if at_least is None else at_least

    def eligible(profile: Profile) -> Eligible:
        _check(profile, names)
        held = np.zeros(len(profile.counts), np.int64)
        for c in names:
            held += _supports(profile, c) if profile.kind != "rankings" else place_of(profile, c) < len(names)
        return np.where(held >= wanted, profile.counts, 0)

    said = f"slate:{','.join(str(c + 1) for c in names)}" + (f":{at_least}" if at_least is not None else "")
    if len(set(names)) != len(names) or not names:
        raise DepartureError(f"The slate {said!r} names a candidate twice, or nobody; name each candidate once.")
    if not 1 <= wanted <= len(names):
        raise DepartureError(f"The slate has {len(names)} names, so at least {wanted} of them cannot be asked for.")
    return Who(said, eligible)


def prefers(higher: int, lower: int) -> Who:
    """Those whose ballot prefers the one candidate (from 0) to the other."""
    said = f"prefers:{higher + 1}>{lower + 1}"
    if higher == lower:
        raise DepartureError(f"{said!r} names the same candidate twice; nobody prefers a candidate to themselves.")

    def eligible(profile: Profile) -> Eligible:
        _check(profile, [higher, lower])
        return np.where(place_of(profile, higher) < place_of(profile, lower), profile.counts, 0)

    return Who(said, eligible)


def group(name: str, ballots: Sequence[int] | NDArray[np.int64]) -> Who:
    """A group of voters of whom it is known how many cast each row of the profile."""

    def eligible(profile: Profile) -> Eligible:
        held = np.asarray(ballots, np.int64)
        if held.shape != profile.counts.shape or (held < 0).any() or (held > profile.counts).any():
            raise DepartureError(
                f"The group {name!r} must say for each of the {len(profile.counts)} rows of ballots how many are its "
                "own, from none to all of them."
            )
        return held.copy()

    return Who(f"group:{name}", eligible)


def eligible_ballots(profile: Profile, who: Who) -> Eligible:
    """How many ballots of each row may leave. Raises DepartureError where that is nobody."""
    eligible = who.eligible(profile)
    if not eligible.any():
        raise DepartureError(f"No ballot belongs to {who.said}, so nobody could leave; ask for another group.")
    return eligible


def place_of(profile: Profile, candidate: int) -> Places:
    """The place of the candidate on every ballot, from 0; who is not named stands behind all who are.

    On crosses the named share the first place; scores are places with the highest first.
    """
    if profile.scores is not None:
        return -np.maximum(profile.scores[:, candidate].astype(np.int64), 0)
    places = np.full(len(profile.counts), _NOT_NAMED, np.int64)
    place = np.zeros(len(profile.counts), np.int64)
    for at in range(profile.papers.shape[1]):
        if at and profile.kind != "approvals":
            place = place + (1 if profile.level is None else ~profile.level[:, at])
        places[profile.papers[:, at] == candidate] = place[profile.papers[:, at] == candidate]
    return places


def _supports(profile: Profile, candidate: int) -> NDArray[np.bool_]:
    if profile.scores is not None:
        given = profile.scores[:, candidate]
        return np.asarray((given > 0) & (given == profile.scores.max(axis=1)))
    return np.asarray(place_of(profile, candidate) == 0)


def _check(profile: Profile, candidates: Sequence[int]) -> None:
    if profile.kind == "totals":
        raise DepartureError("Totals do not say who voted for whom; restrict the leavers only where ballots are known.")
    for c in candidates:
        if not 0 <= c < len(profile.candidates):
            raise DepartureError(
                f"There is no candidate {c + 1}; they are numbered from 1 to {len(profile.candidates)}."
            )


def parse_who(text: str) -> Who:
    """A restriction as written on the command line: anyone, supporters:C, slate:A,B,C[:J], prefers:H>W."""
    name, _, rest = text.partition(":")
    try:
        if text == "anyone":
            return ANYONE
        if name == "supporters":
            return supporters(_number(rest))
        if name == "slate":
            names, _, at_least = rest.partition(":")
            return slate([_number(part) for part in names.split(",")], int(at_least) if at_least else None)
        if name == "prefers":
            higher, _, lower = rest.partition(">")
            return prefers(_number(higher), _number(lower))
    except DepartureError:
        raise
    except ValueError:
        pass
    raise DepartureError(
        f"{text!r} does not say who may leave; write anyone, supporters:C, slate:A,B,C, slate:A,B,C:2 or prefers:H>W "
        "with the candidates' numbers."
    )


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number - 1
