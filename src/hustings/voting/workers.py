"""Checking and tallying an archive on all cores, its ballots in bounded memory."""

import hashlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from .ballots import check_ballot
from .elections import Setup
from .errors import BallotRefused, VotingError
from .groups import Element, Equation
from .proofs import Claim, check_claims
from .tally import RunningTally, Totals

BATCH = 32  # ballots per task, and the fewest elements, claims or equations
LONG = 64  # bases of an equation whose product is shared between tasks
T = TypeVar("T")
R = TypeVar("R")


class Span(NamedTuple):
    """Where a ballot's text stands in the archive file, and its SHA-256 when it was checked."""

    at: int
    size: int
    digest: bytes


class Verdict(NamedTuple):
    """What checking a ballot found: its credential, or why it is refused."""

    credential: str | None
    refusal: str


# Only ever set in a worker process: it learns the setup once, not with every task.
_setup: Setup


def _adopt(setup: Setup) -> None:
    global _setup
    _setup = setup
    setup.group.prepare(setup.election.key)


def _in_worker(work: Callable[[Setup, T], R], task: T) -> R:
    return work(_setup, task)


def _check(setup: Setup, ballots: Sequence[str]) -> list[Verdict]:
    verdicts = []
    for ballot in ballots:
        try:
            verdicts.append(Verdict(check_ballot(setup, ballot).credential, ""))
        except BallotRefused as refusal:
            verdicts.append(Verdict(None, str(refusal)))
    return verdicts


def _tally(setup: Setup, task: tuple[Path, Sequence[Span]]) -> Totals:
    path, spans = task
    tally = RunningTally(setup)
    with path.open("rb") as file:
        for span in spans:
            file.seek(span.at)
            body = file.read(span.size)
            if hashlib.sha256(body).digest() != span.digest:
                raise VotingError(f"The archive was changed at byte {span.at} while it was being verified.")
            tally.add(body.decode())
    return tally.totals()


def _members(setup: Setup, elements: Sequence[Element]) -> list[bool]:
    return setup.group.check_members(elements)


def _claims(setup: Setup, claims: Sequence[Claim]) -> list[bool]:
    return check_claims(setup.group, claims)


def _equations(setup: Setup, equations: Sequence[Equation]) -> bool:
    return setup.group.check_equations(equations)


def _multi_exp(setup: Setup, powers: Sequence[tuple[Element, int]]) -> Element:
    bases, exponents = zip(*powers, strict=True)
    return setup.group.multi_exp(bases, exponents)


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists of BATCH."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


class Workers:
    """Processes that know one setup; they start with the second batch, so that a small election needs none."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._pool: ProcessPoolExecutor | None = None
        self._cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    def close(self) -> None:
        """Stop the processes, whatever they are at."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def check(self, ballots: Iterable[str]) -> Iterator[Verdict]:
        """A verdict on each ballot, in order; ballots are taken no faster than they are checked."""
        for verdicts in self._map(_check, batches(ballots)):
            yield from verdicts

    def tally(self, path: Path, spans: Iterable[Span]) -> RunningTally:
        """The running tally of the accepted ballots at these places of the archive file."""
        tally = RunningTally(self._setup)
        for totals in self._map(_tally, ((path, batch) for batch in batches(spans))):
            tally.merge(totals)
        return tally

    def check_members(self, elements: Sequence[Element]) -> list[bool]:
        """For each element, whether it lies in the group."""
        return [member for members in self._map(_members, self._parts(elements)) for member in members]

    def check_claims(self, claims: Sequence[Claim]) -> list[bool]:
        """For each claim about members, whether its proofs hold."""
        return [holds for held in self._map(_claims, self._parts(claims)) for holds in held]

    def check_equations(self, equations: Sequence[Equation]) -> bool:
        """Whether all of the equations between members hold."""
        group = self._setup.group
        for target, bases, exponents in equations:
            if len(bases) > LONG:
                powers = list(zip(bases, exponents, strict=True))
                if target != group.product(self._map(_multi_exp, self._parts(powers))):
                    return False
        short = [equation for equation in equations if len(equation.bases) <= LONG]
        return all(self._map(_equations, self._parts(short)))

    def _parts(self, items: Sequence[T]) -> Iterator[Sequence[T]]:
        """The items in as many tasks as there are cores; in fewer if there are few items."""
        size = max(BATCH, -(-len(items) // self._cores))
        return (items[start : start + size] for start in range(0, len(items), size))

    def _map(self, work: Callable[[Setup, T], R], tasks: Iterator[T]) -> Iterator[R]:
        start = list(islice(tasks, 2))
        if len(start) < 2 or self._cores == 1:
            yield from (work(self._setup, task) for task in chain(start, tasks))
            return
        pool = self._started()
        waiting: deque[Future[R]] = deque()
        for task in chain(start, tasks):
            waiting.append(pool.submit(_in_worker, work, task))
            if len(waiting) >= 3 * self._cores:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # A fork shares the setup's memory and starts at once, but is unsafe while other threads run.
            methods = multiprocessing.get_all_start_methods()
            method = "fork" if threading.active_count() == 1 and "fork" in methods else "spawn"
            context = multiprocessing.get_context(method)
            self._pool = ProcessPoolExecutor(self._cores, context, initializer=_adopt, initargs=(self._setup,))
        return self._pool
