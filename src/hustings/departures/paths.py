"""Where every ballot lies after given events of a count, and the bounds of the votes there after departures.

Events are exclusions, elections and transfers of a surplus. Where several candidates are excluded one after the other,
with nobody elected between, the order does not matter for where the ballots end, so such a batch is one event.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hustings.counting.profile import NOBODY
from hustings.departures.contest import GREGORY, Contest

Floats = NDArray[np.float64]
Masks = NDArray[np.int64]


class Event(NamedTuple):
    """Who is excluded ("out", in any order), elected at one stage ("in"), or has their surplus moved ("moved")."""

    kind: Literal["out", "in", "moved"]
    who: frozenset[int]


Events = tuple[Event, ...]


@dataclass(frozen=True, eq=False)
class State:
    """After some events: who continues, is elected, has a surplus that waits, and where all ballots lie.

    `holder` is the candidate or NOBODY; bit i of `mask` says that the ballot moved with surplus i; `shares`: what
    part of its value a paper kept at each transfer, at least and at most. `low` and `high` bound the votes of each.
    """

    continuing: frozenset[int]
    elected: frozenset[int]
    waiting: frozenset[int]
    holder: NDArray[np.uint8]
    mask: Masks
    shares: tuple[tuple[float, float], ...]
    low: Floats
    high: Floats

    @property
    def whole(self) -> bool:
        """Whether every ballot still counts as one vote."""
        return not self.shares


@dataclass(frozen=True)
class Paths:
    """The states of one contest, if at most `most` ballots leave."""

    contest: Contest
    most: int

    @cached_property
    def known(self) -> dict[Events, State]:
        """The states found so far, by their events with exclusions joined."""
        return {}

    @cached_property
    def transferable(self) -> bool:
        """Whether surpluses move; otherwise one candidate after the other is excluded until one is left."""
        return self.contest.rule in GREGORY

    @cached_property
    def grain(self) -> float:
        """The smallest part of a vote; what is cut off from a paper at a transfer is less."""
        return 1 / self.contest.before.scale

    @cached_property
    def whole_quota(self) -> bool:
        """Whether the quota is a whole number."""
        return self.contest.rule == "scottish-stv" or self.contest.options.get("quota", "whole") == "whole"

    @cached_property
    def valid(self) -> int:
        """The ballots that name a candidate who stands."""
        held = self.first(frozenset(self.contest.standing)) != NOBODY
        return int(self.contest.profile.counts[held].sum())

    @cached_property
    def quotas(self) -> tuple[float, float]:
        """The smallest and the largest possible quota."""
        shares, least = self.contest.seats + 1, max(0, self.valid - self.most)
        if self.whole_quota:
            return (least + 1) / shares, self.valid // shares + 1
        return least / shares, self.valid / shares + self.grain

    def first(self, continuing: frozenset[int]) -> NDArray[np.uint8]:
        """The first of these candidates on every ballot, or NOBODY."""
        found = self._firsts.get(continuing)
        if found is None:
            papers = self.contest.profile.papers
            standing = np.zeros(NOBODY + 1, np.bool_)
            standing[list(continuing)] = True
            found = np.full(len(papers), NOBODY, np.uint8)
            for place in range(papers.shape[1] - 1, -1, -1):
                open_ = standing[papers[:, place]]
                found[open_] = papers[open_, place]
            self._firsts[continuing] = found
        return found

    @cached_property
    def _firsts(self) -> dict[frozenset[int], NDArray[np.uint8]]:
        return {}

    def state(self, events: Events) -> State:
        """The state after the events."""
        key = joined(events)
        found = self.known.get(key)
        if found is None:
            found = self._after(self.state(key[:-1]), key[-1]) if key else self._start()
            self.known[key] = found
        return found

    def _start(self) -> State:
        continuing = frozenset(self.contest.standing)
        holder = self.first(continuing)
        mask = np.zeros(len(holder), np.int64)
        nobody: frozenset[int] = frozenset()
        return State(continuing, nobody, nobody, holder, mask, (), *self._bounds(holder, mask, ()))

    def _after(self, state: State, event: Event) -> State:
        if event.kind == "in":
            left, elected = state.continuing - event.who, state.elected | event.who
            waiting = state.waiting | event.who if self.transferable else state.waiting
            return State(left, elected, waiting, state.holder, state.mask, state.shares, state.low, state.high)
        continuing, waiting = state.continuing - event.who, state.waiting - event.who
        moving = np.isin(state.holder, list(event.who))
        holder = np.where(moving, self.first(continuing), state.holder)
        mask, shares = state.mask, state.shares
        if event.kind == "moved":
            mask = np.where(moving, mask | (1 << len(shares)), mask)
            (source,) = event.who
            shares = (*shares, self._share(state.low[source], state.high[source]))
        return State(continuing, state.elected, waiting, holder, mask, shares, *self._bounds(holder, mask, shares))

    def _share(self, low: float, high: float) -> tuple[float, float]:
        """The share of a pile that is surplus, when the votes lie between these: 1 - quota / votes."""
        least, most = self.quotas
        return max(0.0, 1 - most / max(low, least, 1e-9)), max(0.0, 1 - least / max(high, least, 1e-9))

    def _bounds(
        self, holder: NDArray[np.uint8], mask: Masks, shares: tuple[tuple[float, float], ...]
    ) -> tuple[Floats, Floats]:
        counts = self.contest.profile.counts
        low, high = np.ones(len(mask)), np.ones(len(mask))
        for i, (a, b) in enumerate(shares):
            moved = (mask >> i & 1).astype(bool)
            low[moved] = np.maximum(0, low[moved] * a - self.grain)
            high[moved] *= b
        n = len(self.contest.profile.candidates)
        least = np.bincount(holder, low * counts, NOBODY + 1)[:n]
        most = np.bincount(holder, high * counts, NOBODY + 1)[:n]
        return np.maximum(0.0, least - self.most), most.astype(np.float64)


def joined(events: Events) -> Events:
    """The events with exclusions that follow one another joined into a batch."""
    if all(a.kind != "out" or b.kind != "out" for a, b in pairwise(events)):
        return events
    out: list[Event] = []
    for event in events:
        if event.kind == "out" and out and out[-1].kind == "out":
            out[-1] = Event("out", out[-1].who | event.who)
        else:
            out.append(event)
    return tuple(out)
