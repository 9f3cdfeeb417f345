"""Bounds and times of exit margins over all wards, beside a peer; prints margins.md and writes it beside itself.

python benchmarks/departures/margins.py [--wards FOLDER] [--every N] [--limit 5] [--peer peers/bin/python]

FOLDER holds the wards in the scot-elex layout; by default `data/scottish` in the folder named by HUSTINGS_SHARED. With
--every, one ward in so many is asked about, and nothing is written.

For each ward: how long the first recounted upper bound takes, and the bounds after so many seconds on one core. Time is
processor time of the one core that a ward is given, so that a busy machine does not shorten the search. With --peer,
the participation search of pref_voting looks for one voter who would have gained by staying away under instant runoff,
as `no_show` does with a limit of one. The peer is locked in benchmarks/counting/peers.txt.
"""

import argparse
import os
import platform
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median
from time import perf_counter, process_time

import numpy as np

from hustings.counting import Lot, Profile, formats
from hustings.departures import ANYONE, bounds, margin, no_show, search
from hustings.departures.contest import contest_of
from hustings.departures.goals import ANY_CHANGE
from hustings.departures.leavers import eligible_ballots

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("HUSTINGS_SHARED", HERE.parents[2] / "shared"))
RULE = "scottish-stv"
BY_CANDIDATES = (("up to 6", 0, 6), ("7 or 8", 7, 8), ("9 or more", 9, 99))
PEER_WARDS, PEER_SECONDS = 8, 60


@dataclass(frozen=True)
class Ward:
    """One ward: its size, the seconds to the first guess, and the bounds with the seconds they took."""

    name: str
    candidates: int
    guessed: int | None
    guess_seconds: float
    lower: int
    upper: int | None
    seconds: float

    @property
    def exact(self) -> bool:
        return self.lower == self.upper

    @property
    def within_one(self) -> bool:
        return self.upper is not None and self.upper - self.lower <= 1


def measured(path: Path, limit: float) -> Ward:
    """One ward, by processor time."""
    for module in (bounds, search, sys.modules["hustings.departures.margin"]):
        module.perf_counter = process_time  # type: ignore[attr-defined]
    profile = formats.load(path)
    contest = contest_of(profile, RULE, None, Lot("0"))
    contest.outcomes(profile.counts)
    began = process_time()
    first = search.Search(contest, ANY_CHANGE, eligible_ballots(profile, ANYONE), began + limit)
    search.guess(first)
    guessed = process_time() - began
    began = process_time()
    found = margin(profile, RULE, time_limit=limit, ties=Lot("0"))
    assert found.verify()
    seconds = process_time() - began
    return Ward(path.stem, len(profile.candidates), first.upper, guessed, found.lower, found.upper, seconds)


def row(name: str, wards: list[Ward]) -> str:
    """The wards of one size as a row of the table."""
    return (
        f"| {name} | {len(wards)} | {mean(w.exact for w in wards):.1%} | {mean(w.within_one for w in wards):.1%} "
        f"| {max(w.guess_seconds for w in wards):.3f} s | {median(w.seconds for w in wards):.2f} s "
        f"| {mean(w.seconds for w in wards):.2f} s |"
    )


def block_of_a_million() -> float:
    """The exact margin of a block vote for 9 of 30 from a million ballots, each by itself."""
    dice = np.random.default_rng(9)
    crosses = np.argsort(dice.random((1_000_000, 30), np.float32), axis=1)[:, :9].astype(np.uint8)
    crosses.sort(axis=1)
    names = tuple(f"C{c}" for c in range(30))
    profile = Profile(names, "approvals", crosses, np.ones(1_000_000, np.int64), ballots=1_000_000, seats=9)
    began = process_time()
    assert margin(profile, "block").exact
    return process_time() - began


def no_shows_of_one(path: Path) -> float:
    """Seconds to look for a single voter who would have gained by staying away, under instant runoff."""
    profile = formats.load(path)
    began = process_time()
    no_show(profile, "irv", 1, limit=1, ties=Lot("0"))
    return process_time() - began


def peers(python: str, paths: list[Path]) -> str:
    """The same search by the peer, ward by ward."""
    ours = [no_shows_of_one(path) for path in paths]
    theirs, late, failed = [], 0, 0
    for path in paths:
        try:
            done = subprocess.run(
                [python, HERE / "peer.py", path], capture_output=True, text=True, timeout=PEER_SECONDS, check=True
            )
            theirs.append(float(done.stdout.split()[-1]))
        except subprocess.TimeoutExpired:
            late += 1
        except subprocess.CalledProcessError:
            failed += 1
    took = f"median {median(theirs):.2f} s" if theirs else "none finished"
    return (
        f"\nOne voter who would have gained by staying away, instant runoff, {len(paths)} wards: here median "
        f"{median(ours):.2f} s; pref_voting {took}, {late} stopped after {PEER_SECONDS} s, {failed} failed.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wards", type=Path, default=SHARED / "data" / "scottish", help="folder of scot-elex files")
    parser.add_argument("--every", type=int, default=1, help="ask about one ward in so many")
    parser.add_argument("--limit", type=float, default=5, help="seconds for each ward")
    parser.add_argument("--peer", help="python of the environment made from peers.txt")
    given = parser.parse_args()
    paths = sorted(given.wards.glob("*.csv"))[:: given.every]
    if not paths:
        parser.error(f"there is no ward in {given.wards}; name their folder with --wards")
    began = perf_counter()
    wards = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for ward in pool.map(partial(measured, limit=given.limit), paths):
            wards.append(ward)
            print(f"\r{len(wards)} of {len(paths)} wards", end="", file=sys.stderr, flush=True)
    took = perf_counter() - began
    print(file=sys.stderr)
    out = [
        "# Exit margins, measured",
        "",
        f"{len(wards)} wards, Scottish rule, any change, at most {given.limit:g} s of processor time for each. "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load at the end {os.getloadavg()[0]:.1f}; all "
        f"wards in {took / 60:.1f} minutes.",
        "",
        "| candidates | wards | exact | within one | slowest first upper bound | median | mean |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(row(name, some) for name, a, b in BY_CANDIDATES if (some := [w for w in wards if a <= w.candidates <= b])),
        row("all", wards),
        "",
        f"Wards without an upper bound: {sum(w.upper is None for w in wards)}. First guess as good as the last upper "
        f"bound: {mean(w.guessed == w.upper for w in wards):.1%}.",
        "",
        f"Block vote, 9 of 30, a million ballots each by itself, exact: {block_of_a_million():.2f} s.",
    ]
    text = "\n".join(out) + "\n"
    if given.peer:
        text += peers(given.peer, paths[:: max(1, len(paths) // PEER_WARDS)])
    if given.every == 1:
        (HERE / "margins.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
