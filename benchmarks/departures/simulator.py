"""Times the simulator, prints simulator.md and writes it beside itself: python benchmarks/departures/simulator.py

A replicate of a million members over 50 terms in each mode, and the map of exit rates against the term of the flip.
"""

import os
import platform
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from hustings.departures.simulation import Axis, read_model, reports, simulate, sweep
from hustings.departures.simulation.runs import Task, run, seeds_of

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "docs/departures/examples"
TERMS, TRIES = 50, 5


def seconds_per_replicate(name: str, mode: str, replicates: int) -> float:
    """The median of some runs of so many replicates, on one core, after one that is not counted."""
    model = read_model((EXAMPLES / f"{name}.toml").read_text())
    task = Task(model, TERMS, mode, seeds_of(1, replicates, mode))
    run(replace(task, seeds=task.seeds[:1]))
    tries = []
    for _ in range(TRIES):
        start = perf_counter()
        run(task)
        tries.append((perf_counter() - start) / len(task.seeds))
    return median(tries)


def seconds_of_map() -> float:
    """441 points, each of ten replicates of a million members over 50 terms, on all cores."""
    blocs = read_model((EXAMPLES / "two-blocs.toml").read_text())
    million = replace(blocs, groups=tuple(replace(group, members=1000 * group.members) for group in blocs.groups))
    rates = tuple(i / 100 for i in range(21))
    start = perf_counter()
    found = sweep(million, (Axis("leave", "A", rates), Axis("leave", "B", rates)), TERMS, 10, 1)
    (HERE / "flip.svg").write_text(reports.sweep_svg(found))
    return perf_counter() - start


def speedup() -> float:
    """How much faster all cores are than one, for 200 replicates of the society."""
    model = read_model((EXAMPLES / "society.toml").read_text())
    task = Task(model, TERMS, "cohorts", seeds_of(1, 200, "cohorts"))
    start = perf_counter()
    run(task)
    alone = perf_counter() - start
    start = perf_counter()
    simulate(model, TERMS, 200, 1)
    return alone / (perf_counter() - start)


def main() -> None:
    rows = [
        ("a replicate of society.toml (a million members) by cohorts", seconds_per_replicate("society", "cohorts", 20)),
        ("the same in the mean field", seconds_per_replicate("society", "mean-field", 1)),
        ("the same, every member apart", seconds_per_replicate("society", "agents", 1)),
        ("a replicate of two-blocs.toml by cohorts", seconds_per_replicate("two-blocs", "cohorts", 20)),
        ("the map of exit rates (flip.svg): 441 points, 10 replicates each, a million members", seconds_of_map()),
    ]
    lines = [
        "# The simulator",
        "",
        f"{TERMS} terms; {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.",
        "",
        "| what | seconds |",
        "| --- | ---: |",
        *(f"| {what} | {seconds:.4f} |" for what, seconds in rows),
        "",
        f"200 replicates on all cores: {speedup():.2f} times as fast as on one.",
        "",
    ]
    text = "\n".join(lines)
    (HERE / "simulator.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
