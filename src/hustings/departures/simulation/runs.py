"""Many replicates of a model, and what they show together."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from .cells import Floats, Ints
from .model import Model
from .terms import NEVER, Mode, Path, check_mode, replicates
from .workers import shared_out

# Below so many seconds of work, starting processes would take longer than they save.
WORTH_SHARING = 2.0
PARTS = 32  # into which the replicates are divided
MOST_TERMS = 10_000
MOST_REPLICATES = 1_000_000
MOST_FIGURES = 20_000_000  # kept of each kind: terms x replicates x groups
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Simulation:
    """What many replicates showed. Row t of the terms is the election after t terms; see Path for the words.

    `members`, `voters`, `speaking`, `left`, `joined`, `seats`: replicates x (terms + 1) x groups.
    `policy`: replicates x (terms + 1). `flips`: replicates, the term of the flip, NEVER (-1) if there was none.
    """

    model: Model
    mode: Mode
    terms: int
    seed: int
    members: Floats
    voters: Floats
    speaking: Floats
    left: Floats
    joined: Floats
    seats: Ints
    policy: Floats
    flips: Ints

    @property
    def replicates(self) -> int:
        """How many there are."""
        return len(self.flips)

    @property
    def flipped_by(self) -> Floats:
        """For each term, the share of the replicates in which the majority had changed hands by then."""
        flipped = self.flips[self.flips != NEVER]
        return np.cumsum(np.bincount(flipped, minlength=self.terms + 1)) / self.replicates

    @property
    def median_flip(self) -> int | None:
        """The first term by which half the replicates had flipped; None if half never did."""
        reached = np.flatnonzero(self.flipped_by >= 0.5)
        return int(reached[0]) if len(reached) else None


def simulate(
    model: Model,
    terms: int,
    replicates: int,
    seed: int,
    *,
    mode: Mode = "cohorts",
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Exit, voice and loyalty over `terms` terms, in `replicates` independent runs.

    `mode`: "cohorts" counts the members of each group, position and loyalty, which is exact in distribution;
    "agents" follows each of them; "mean-field" follows expected numbers, so one replicate says all. Replicate i has
    the i-th child of SeedSequence(seed), so the same seed gives the same result on any number of cores or, with the
    address of a Dask scheduler as `cluster`, of machines. `progress(done, all)` is called as replicates are done.

    Raises ModelError for a model that cannot be followed, ValueError for numbers out of range and ClusterError for a
    cluster that does not answer.
    """
    check_run(terms, replicates, seed)
    check_mode(model, mode, terms)
    check_size(model, terms, replicates)
    seeds = seeds_of(seed, replicates, mode)
    start, paths = monotonic(), run(Task(model, terms, mode, seeds[:1]))
    apart = cluster is not None or (monotonic() - start) * len(seeds) > WORTH_SHARING
    size = max(1, -(-len(seeds) // PARTS)) if apart else len(seeds)
    tasks = [Task(model, terms, mode, seeds[at : at + size]) for at in range(1, len(seeds), size)]
    for found in shared_out(run, tasks, cluster):
        paths += found
        if progress:
            progress(len(paths), len(seeds))
    return together(Task(model, terms, mode, seeds), seed, paths)


@dataclass(frozen=True)
class Task:
    """Some replicates of one model: what is sent to a process or a machine."""

    model: Model
    terms: int
    mode: Mode
    seeds: tuple[np.random.SeedSequence, ...]


def run(task: Task) -> list[Path]:
    """The paths of a task, one per seed."""
    return replicates(task.model, task.terms, task.mode, task.seeds)


def seeds_of(seed: int, replicates: int, mode: Mode) -> tuple[np.random.SeedSequence, ...]:
    """A seed for each replicate; a mean field needs only one."""
    return tuple(np.random.SeedSequence(seed).spawn(1 if mode == "mean-field" else replicates))


def check_run(terms: int, replicates: int, seed: int) -> None:
    """Raises ValueError where the numbers of a run are out of range."""
    if not 0 <= terms <= MOST_TERMS:
        raise ValueError(f"Terms are numbered from 0 to at most {MOST_TERMS}; found {terms}.")
    if not 1 <= replicates <= MOST_REPLICATES:
        raise ValueError(f"There are from 1 to {MOST_REPLICATES} replicates; found {replicates}.")
    if seed < 0:
        raise ValueError(f"A seed is 0 or more; found {seed}.")


def check_size(model: Model, terms: int, replicates: int) -> None:
    """Raises ValueError where more figures would be kept than a machine can hold."""
    if (terms + 1) * replicates * len(model.groups) > MOST_FIGURES:
        raise ValueError(
            f"{terms} terms of {replicates} replicates with {len(model.groups)} groups are more than can be kept at "
            f"once ({MOST_FIGURES:,} in all); ask for fewer."
        )


def together(task: Task, seed: int, paths: list[Path]) -> Simulation:
    """The paths of a task, whose seeds are children of `seed`, as one result."""

    def stacked(name: str) -> NDArray[np.float64]:
        return np.stack([getattr(path, name) for path in paths])

    series = {name: stacked(name) for name in ("members", "voters", "speaking", "left", "joined", "policy")}
    seats = np.stack([path.seats for path in paths])
    flips = np.array([path.flip for path in paths], np.int64)
    return Simulation(task.model, task.mode, task.terms, seed, seats=seats, flips=flips, **series)
