"""Courses that a count may take after departures, and the comparisons of votes that each course needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import inf

from hustings.departures.goals import Goal
from hustings.departures.paths import Event, Events, Paths, State
from hustings.departures.programme import Comparison, Term, Transfer


@dataclass(frozen=True)
class Courses:
    """The courses of one contest towards one goal."""

    paths: Paths
    goal: Goal

    def verdict(self, state: State, over: bool) -> bool | None:
        """Whether the goal is reached for sure (True), missed for sure (False) or still open (None)."""
        before = set(self.paths.contest.winners)
        may = state.elected | state.continuing
        if over:
            elected = may if self._vacancies(state) else state.elected
            return self.goal.reached(self.paths.contest.winners, tuple(sorted(elected)))
        if self.goal.kind == "any":
            return True if state.elected - before or before - may else None
        if self.goal.kind == "swap":
            target = set(self.goal.target(self.paths.contest.winners))
            return None if state.elected <= target <= may else False
        named = set(self.goal.candidates)
        if self.goal.kind == "elect":
            return True if named <= state.elected else None if named <= may else False
        return True if not named & may else False if named & state.elected else None

    def _vacancies(self, state: State) -> int:
        return self.paths.contest.seats - len(state.elected)

    def over(self, state: State) -> bool:
        """Whether everything is decided: no vacancy is left, or no more candidates continue than there are."""
        return len(state.continuing) <= self._vacancies(state) or not self._vacancies(state)

    def begin(self) -> Iterator[tuple[Events, bool]]:
        """The first courses, each with whether it reaches the goal."""
        yield from self._elections(())

    def following(self, events: Events) -> Iterator[tuple[Events, bool]]:
        """The courses that go one event further, those left out that miss the goal for sure."""
        state = self.paths.state(events)
        if state.waiting:
            highest = max(state.low[c] for c in state.waiting)
            for c in state.waiting:
                if state.high[c] >= highest:
                    yield from self._elections((*events, Event("moved", frozenset([c]))))
            return
        lowest = min(state.high[c] for c in state.continuing)
        for c in state.continuing:
            if state.low[c] <= lowest:
                yield from self._elections((*events, Event("out", frozenset([c]))))

    def _elections(self, events: Events) -> Iterator[tuple[Events, bool]]:
        """The course with every set of candidates who may reach the quota at its end."""
        state = self.paths.state(events)
        over = self.over(state)
        verdict = self.verdict(state, over)
        if verdict is not None or over:
            if verdict:
                yield events, True
            return
        for newly in self._newly(state):
            course = (*events, Event("in", newly)) if newly else events
            after = self.paths.state(course)
            over = self.over(after)
            verdict = self.verdict(after, over)
            if verdict or not (over or verdict is False):
                yield course, bool(verdict)

    def _newly(self, state: State) -> Iterator[frozenset[int]]:
        if not self.paths.transferable:
            yield frozenset()
            return
        least, most = self.paths.quotas
        vacancies = self._vacancies(state)
        surely = frozenset(c for c in state.continuing if state.low[c] >= most)
        perhaps = [c for c in state.continuing if state.low[c] < most and state.high[c] >= least]
        if len(surely) > vacancies:
            surely, perhaps = frozenset(), [*surely, *perhaps]
        for number in range(min(len(perhaps), vacancies - len(surely)) + 1):
            for more in combinations(perhaps, number):
                yield surely | frozenset(more)

    def needs(
        self, events: Events, reached: bool, shares: tuple[tuple[float, float], ...] | None = None
    ) -> tuple[list[Comparison], list[Transfer]] | None:
        """The comparisons that the course needs and are not sure anyway; None if one cannot be had.

        `shares` narrows the share of each transfer.
        """
        rows: list[Comparison] = []
        transfers: list[Transfer] = []
        state = self.paths.state(())
        for i, event in enumerate([*events, None]):
            settled = not reached if event is None else event.kind != "in"
            if settled and not self._under_quota(rows, state):
                return None
            if event is None:
                break
            last = reached and i == len(events) - 1
            if event.kind == "in":
                good = self._at_quota(rows, state, event)
            elif event.kind == "moved":
                (source,) = event.who
                share = self.paths.state(events[: i + 1]).shares[-1] if shares is None else shares[len(transfers)]
                transfers.append(Transfer(state, source, share))
                good = all(self._less(rows, state, c, state, source) for c in state.waiting - {source})
            else:
                good = self._excluded(rows, events[:i], state, event, last)
            if not good:
                return None
            state = self.paths.state(events[: i + 1])
        return rows, transfers

    def _under_quota(self, rows: list[Comparison], state: State) -> bool:
        if not self.paths.transferable or not self._vacancies(state):
            return True
        least, most = self.paths.quotas
        for c in state.continuing:
            if state.low[c] > most:
                return False
            if state.high[c] >= least:
                whole = state.whole and self.paths.whole_quota
                rows.append(Comparison((Term(state, c, 1),), -1, -1 if whole else 0))
        return True

    def _at_quota(self, rows: list[Comparison], state: State, event: Event) -> bool:
        least, most = self.paths.quotas
        for c in event.who:
            if state.high[c] < least:
                return False
            if state.low[c] < most:
                rows.append(Comparison((Term(state, c, -1),), 1, 0))
        return True

    def _excluded(self, rows: list[Comparison], before: Events, state: State, event: Event, last: bool) -> bool:
        """Nobody who goes on has fewer votes than who is excluded. In a batch: whoever of it went last.

        Where the exclusion itself is the change, a lot between an elected and another candidate would not do, for it
        could fall otherwise; at the first stage there is nothing to look back to.
        """
        for c in event.who:
            others = self.paths.state((*before, Event("out", event.who - {c}))) if len(event.who) > 1 else state
            for other in state.continuing - event.who:
                strict = (
                    last
                    and not before
                    and len(event.who) == 1
                    and self.goal.kind == "any"
                    and other not in self.paths.contest.winners
                )
                if not self._less(rows, state, c, others, other, int(strict)):
                    return False
        return True

    def _less(self, rows: list[Comparison], state: State, c: int, other_state: State, other: int, by: int = 0) -> bool:
        if state.low[c] + by > other_state.high[other]:
            return False
        if state.high[c] + by > other_state.low[other]:
            rows.append(Comparison((Term(state, c, 1), Term(other_state, other, -1)), 0, -by))
        return True

    def unfolded(self, events: Events) -> list[Events] | None:
        """The course once for each candidate who may have been the last of its last batch; None if there is none.

        A batch whose members are all surely below everybody else needs no order, if nobody can reach the quota in it.
        """
        for i in range(len(events) - 1, -1, -1):
            event = events[i]
            if event.kind == "out" and len(event.who) > 1 and not self._free(events[:i], event):
                return [
                    (
                        *events[:i],
                        Event("out", event.who - {last}),
                        Event("out", frozenset([last])),
                        *events[i + 1 :],
                    )
                    for last in event.who
                ]
        return None

    def _free(self, before: Events, event: Event) -> bool:
        state = self.paths.state(before)
        stay = state.continuing - event.who
        if not stay:
            return True
        lowest = min(state.low[c] for c in stay)
        quota = self.paths.quotas[0] if self.paths.transferable else inf
        for c in event.who:
            without_last = self.paths.state((*before, Event("out", event.who - {c})))
            if without_last.high[c] > lowest or any(without_last.high[other] >= quota for other in stay):
                return False
        return True
