"""Lower bounds for transferable votes: best-first search over the courses that a count may take after departures.

After Blom, Stuckey and Teague, ‘Computing the margin of victory in preferential parliamentary elections’ (2018) and
their work on STV, whose margins count changed ballots; here ballots leave. A course is a prefix of the count, and ends
where the goal is sure: somebody elected before is excluded, or somebody else is elected. Exclusions that follow one
another are first taken as a batch in any order, which needs few courses, and put in order only where that decides.
"""

from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count as counter
from time import perf_counter

from hustings.departures.courses import Courses
from hustings.departures.paths import Events, Paths, joined
from hustings.departures.programme import Comparison, Programme, Solution, Transfer
from hustings.departures.search import Search

Shares = tuple[tuple[float, float], ...]

WHOLE_SECONDS = 0.5  # for one programme in whole ballots
MOST_HALVINGS = 30


@dataclass(frozen=True)
class Node:
    """A course whose departures number at least `bound`, as far as is known."""

    bound: int
    events: Events
    reached: bool
    solved: bool = False
    whole: bool = False
    shares: Shares | None = None
    solution: Solution | None = None
    halvings: int = 0


@dataclass
class Bounding:
    """The search: what is open, best first. `lower` never exceeds the fewest departures."""

    search: Search
    courses: Courses
    programme: Programme
    heap: list[tuple[int, int, int, Node]] = field(default_factory=list)
    number: "counter[int]" = field(default_factory=counter)
    seen: set[tuple[Events, bool]] = field(default_factory=set)
    grown: set[Events] = field(default_factory=set)
    lower: int = 1

    def add(self, node: Node) -> None:
        """Opens a course, unless it cannot improve on what was found."""
        if node.bound <= self.search.most:
            heappush(self.heap, (node.bound, -len(node.events), next(self.number), node))

    def open(self, events: Events, reached: bool, bound: int) -> None:
        """Opens a course that was not seen before; where it reaches the goal, its programme may propose departures."""
        if (events, reached) not in self.seen:
            self.seen.add((events, reached))
            node = Node(bound, events, reached)
            if reached and not self.search.late:
                self.solve(node)
            else:
                self.add(node)

    def run(self) -> None:
        """Searches until the bounds meet, the time is up, or the programmes can tell no more."""
        for events, reached in self.courses.begin():
            self.open(events, reached, 1)
        while self.heap:
            node = self.heap[0][-1]
            self.lower = max(self.lower, node.bound)
            if node.bound > self.search.most or self.search.late:
                break
            heappop(self.heap)
            if not node.solved:
                self.solve(node)
            elif not node.reached:
                self.grow(node)
            elif not self.unfold(node) and not self.sharpen(node):
                return
        if not self.heap or self.heap[0][0] > self.search.most:
            self.lower = self.search.most + 1

    def solve(self, node: Node) -> None:
        """Bounds the departures of a course by its programme, and tries what the programme proposes."""
        needs = self.courses.needs(node.events, node.reached, node.shares)
        if needs is None:
            return
        rows, transfers = needs
        bound, solution = node.bound, None
        if rows:
            solution = self.programme.solve(rows, transfers, self.search.most)
            if solution is None:
                return
            bound = max(bound, solution.least)
            if node.reached and bound <= self.search.most:
                self.propose(rows, transfers, solution)
        self.add(Node(bound, node.events, node.reached, True, False, node.shares, solution, node.halvings))

    def propose(self, rows: list[Comparison], transfers: list[Transfer], solution: Solution) -> None:
        """Tries what a programme proposes or, where rounding spoils that, the same with a vote to spare everywhere."""
        if solution.removed is not None and self.search.offer(solution.removed):
            self.search.thin()
            return
        spare = [replace(row, most=row.most - 1) for row in rows]
        firm = self.programme.solve(spare, transfers, self.search.most)
        if firm is not None and firm.removed is not None and self.search.offer(firm.removed):
            self.search.thin()

    def grow(self, node: Node) -> None:
        """Opens the courses that go one event further."""
        events = joined(node.events)
        if events in self.grown:
            return
        self.grown.add(events)
        for following, reached in self.courses.following(events):
            self.open(following, reached, node.bound)

    def unfold(self, node: Node) -> bool:
        """Puts a batch of exclusions in order; False if none is left to be."""
        if node.shares is not None:
            return False
        ordered = self.courses.unfolded(node.events)
        for events in ordered or ():
            self.open(events, node.reached, node.bound)
        return ordered is not None

    def sharpen(self, node: Node) -> bool:
        """Solves a course in whole ballots, then with narrower shares; False if that cannot raise the bound."""
        needs = self.courses.needs(node.events, node.reached, node.shares)
        assert needs is not None
        rows, transfers = needs
        if not node.whole:
            left = self.search.deadline - perf_counter()
            solution = self.programme.solve(rows, transfers, self.search.most, max(0.01, min(WHOLE_SECONDS, left)))
            if solution is None:
                return True
            if solution.removed is not None and self.search.offer(solution.removed):
                self.search.thin()
            bound = max(node.bound, solution.least)
            self.add(Node(bound, node.events, True, True, True, node.shares, solution, node.halvings))
            return True
        if not transfers or node.halvings >= MOST_HALVINGS:
            heappush(self.heap, (node.bound, 0, next(self.number), node))
            return False
        shares = tuple(transfer.share for transfer in transfers)
        widths = [(b - a) * float(t.state.high[t.source]) for t, (a, b) in zip(transfers, shares, strict=True)]
        i = widths.index(max(widths))
        a, b = shares[i]
        middle = (a + b) / 2
        for half in ((a, middle), (middle, b)):
            narrowed = (*shares[:i], half, *shares[i + 1 :])
            self.add(Node(node.bound, node.events, True, False, False, narrowed, None, node.halvings + 1))
        return True


def bound(search: Search) -> int:
    """A lower bound on the departures that reach the search's goal; improves the search's best on the way."""
    paths = Paths(search.contest, search.most)
    bounding = Bounding(search, Courses(paths, search.goal), Programme(paths, search.eligible))
    bounding.run()
    return bounding.lower
