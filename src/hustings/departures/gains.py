"""Who gains and who loses by another result: slates in seats, voters by whom they prefer, leavers and stayers apart."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hustings.counting import Profile
from hustings.departures.contest import Counts, Winners
from hustings.departures.errors import DepartureError
from hustings.departures.leavers import place_of
from hustings.departures.result import Leaving, staying


@dataclass(frozen=True)
class Seats:
    """The seats of a slate, party or section before and after."""

    slate: str
    before: int
    after: int


@dataclass(frozen=True)
class Voters:
    """How many voters prefer what is elected after, what was elected before, or neither."""

    better: int
    worse: int
    same: int


@dataclass(frozen=True)
class Supporters:
    """The voters whose first preference is a candidate (from 0; None for the rest), leavers and stayers apart."""

    candidate: int | None
    leavers: Voters
    stayers: Voters


@dataclass(frozen=True)
class Gains:
    """Who gains: by slate, by first preference, and all leavers and stayers together."""

    by_slate: tuple[Seats, ...]
    by_first_preference: tuple[Supporters, ...]
    leavers: Voters
    stayers: Voters


def who_gains(before: Winners, after: Winners, profile: Profile, leaving: Iterable[Leaving] = ()) -> Gains:
    """Compares two results by the ballots of the profile; `leaving` says which of them have left.

    A voter is better off if, of those who are elected in one of the results only, they place the best of the newly
    elected above the best of the others; where these stand level, the next best decide. Totals tell only of slates.
    """
    groups = profile.groups or ("",) * len(profile.candidates)
    names = sorted({groups[c] for c in {*before, *after}})
    by_slate = tuple(
        Seats(name, sum(groups[c] == name for c in before), sum(groups[c] == name for c in after)) for name in names
    )
    leaving = tuple(leaving)
    if profile.kind == "totals":
        if leaving:
            raise DepartureError("Totals do not say who voted how, so they cannot tell leavers from stayers.")
        nobody = Voters(0, 0, 0)
        return Gains(by_slate, (), nobody, nobody)
    stay = staying(profile, leaving)
    left = profile.counts - stay
    better = _preferred(profile, sorted(set(after) - set(before)), sorted(set(before) - set(after)))
    places = np.column_stack([place_of(profile, c) for c in range(len(profile.candidates))])
    first = np.where(_named(profile), places.argmin(axis=1), -1)
    kinds = [c for c in range(-1, len(profile.candidates)) if profile.counts[first == c].any()]
    by_first = tuple(
        Supporters(c if c >= 0 else None, _voters(left, better, first == c), _voters(stay, better, first == c))
        for c in kinds
    )
    everybody = np.ones(len(stay), np.bool_)
    return Gains(by_slate, by_first, _voters(left, better, everybody), _voters(stay, better, everybody))


def _named(profile: Profile) -> NDArray[np.bool_]:
    if profile.scores is not None:
        return np.asarray((profile.scores > 0).any(axis=1))
    if profile.papers.shape[1] == 0:
        return np.zeros(len(profile.counts), np.bool_)
    return np.asarray(profile.papers[:, 0] < len(profile.candidates))


def _preferred(profile: Profile, came: list[int], went: list[int]) -> NDArray[np.int64]:
    """For every row 1 if it prefers those who came to those who went, -1 for the reverse, else 0."""
    found = np.zeros(len(profile.counts), np.int64)
    if not came or not went:
        return found
    new = np.sort(np.column_stack([place_of(profile, c) for c in came]), axis=1)
    old = np.sort(np.column_stack([place_of(profile, c) for c in went]), axis=1)
    for i in range(min(new.shape[1], old.shape[1])):
        found = np.where(found == 0, np.sign(old[:, i] - new[:, i]), found)
    return found


def _voters(counts: Counts, better: NDArray[np.int64], among: NDArray[np.bool_]) -> Voters:
    return Voters(
        int(counts[among & (better > 0)].sum()),
        int(counts[among & (better < 0)].sum()),
        int(counts[among & (better == 0)].sum()),
    )
