"""One task by one program, in a process of its own: prints seconds, peak memory and who is elected, as JSON.

python measure.py PROGRAM wards FOLDER        every ward of the folder, read and counted by the Scottish rule
python measure.py PROGRAM file FILE.blt       one large election
python measure.py hustings meek FOLDER        every ward by Meek's method
python measure.py hustings block -            500,000 ballots of up to 9 of 30, from arrays
python measure.py hustings arrays FILE.blt    the large election from arrays, equal ballots together
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Elected = list[int]  # candidates from 1


def rows_of(path: Path) -> tuple[int, int, list[list[int]]]:
    """Candidates, seats, and the rows `count, first, second, ...` of a scot-elex or BLT file, for the peers."""
    lines = path.read_text().split("\n")
    separator = "," if "," in lines[0] else None
    n, seats = (int(cell) for cell in lines[0].split(separator) if cell)
    rows = []
    for line in lines[1:]:
        if not line[:1].isdigit() or line == "0":
            break
        rows.append([int(cell) for cell in line.split(separator) if cell and cell != "0"])
    return n, seats, rows


def hustings(path: Path, rule: str = "scottish-stv") -> Elected:
    from hustings.counting import Lot, count, formats

    profile = formats.load(path)
    return [c + 1 for c in count(profile, rule, profile.seats or 0, Lot("benchmark")).elected]


def pyrankvote(path: Path) -> Elected:
    import pyrankvote as peer

    n, seats, rows = rows_of(path)
    candidates = [peer.Candidate(str(c)) for c in range(1, n + 1)]
    ballots = []
    for count, *order in rows:
        ballots += [peer.Ballot(ranked_candidates=[candidates[c - 1] for c in order])] * count
    result = peer.single_transferable_vote(candidates, ballots, number_of_seats=seats)
    return [int(str(winner)) for winner in result.get_winners()]


def votelib(path: Path) -> Elected:
    from votelib.evaluate.sequential import TransferableVoteSelector

    _, seats, rows = rows_of(path)
    votes: dict[tuple[int, ...], int] = {}
    for count, *order in rows:
        votes[tuple(order)] = votes.get(tuple(order), 0) + count
    return list(TransferableVoteSelector(transferer="Gregory", quota_function="droop").evaluate(votes, seats))


def pref_voting(path: Path) -> Elected:
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_scottish

    n, seats, rows = rows_of(path)
    rankings = [{c: rank for rank, c in enumerate(row[1:], 1)} for row in rows]
    profile = ProfileWithTies(rankings, [row[0] for row in rows], candidates=list(range(1, n + 1)))
    return list(stv_scottish(profile, num_seats=seats))


def votekit(path: Path) -> Elected:
    from votekit.cvr_loaders import load_scottish
    from votekit.elections import STV

    profile, seats, names, _, _ = load_scottish(path)
    result = STV(profile, n_seats=seats, simultaneous=False, tiebreak="first_place", exact=True)
    return [names.index(name) + 1 for tied in result.get_elected() for name in tied]


PROGRAMS: dict[str, Callable[[Path], Elected]] = {
    "hustings": hustings,
    "pyrankvote": pyrankvote,
    "votelib": votelib,
    "pref_voting": pref_voting,
    "votekit": votekit,
}


def wards(count: Callable[[Path], Elected], paths: list[Path]) -> Iterator[tuple[str, Elected | str]]:
    for path in paths:
        try:
            yield path.stem, count(path)
        except Exception as error:
            yield path.stem, f"{type(error).__name__}: {error}"[:200]


def main() -> None:
    program, task, where = sys.argv[1:4]
    count = PROGRAMS[program]
    elected: object = None
    if program == "hustings":
        # Loading the package, and its compiled loops, is not part of the count; it is reported by itself.
        began = time.perf_counter()
        from hustings.counting import compiled  # noqa: F401
        from hustings.counting.formats import many
        from hustings.counting.stv import gregory, loops, meek  # noqa: F401

        many.warm()
        loops.warm()
        print(json.dumps({"loading": round(time.perf_counter() - began, 3)}), file=sys.stderr)
    else:
        __import__(program)
    if task in ("arrays", "block"):
        seconds, cpu, elected = from_arrays(task, where)
    else:
        paths = sorted(Path(where).glob("*.csv"))
        cpu = time.process_time()
        began = time.perf_counter()
        if task == "wards":
            elected = dict(wards(count, paths))
        elif task == "meek":
            elected = dict(wards(lambda path: hustings(path, "meek-stv"), paths))
        else:
            elected = count(Path(where))
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(json.dumps({"seconds": round(seconds, 4), "cpu": round(cpu, 4), "megabytes": peak(), "elected": elected}))


def peak() -> int:
    """The most memory this process has held, in megabytes. Linux: getrusage() would count the parent's as well."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def from_arrays(task: str, where: str) -> tuple[float, float, Elected]:
    """The best of three counts, for work so short that one clock tick matters."""
    import numpy as np

    from hustings.counting import Lot, Profile, count, formats

    if task == "arrays":
        read, rule = formats.load(Path(where)), "scottish-stv"
        papers, of = np.unique(read.papers, axis=0, return_inverse=True)
        counts = np.bincount(of, read.counts).astype(np.int64)
        profile = Profile(read.candidates, "rankings", papers, counts, ballots=read.ballots, seats=read.seats)
    else:
        dice = np.random.default_rng(9)
        # In parts, for the peak of memory is to be that of the count.
        crosses = np.concatenate(
            [np.argsort(dice.random((50_000, 30)), axis=1)[:, :9].astype(np.uint8) for _ in range(10)]
        )
        marked = np.arange(9) < dice.integers(1, 10, 500_000)[:, None]
        papers = np.where(marked, crosses, np.uint8(255))
        names = tuple(f"C{c}" for c in range(30))
        profile = Profile(names, "approvals", papers, np.ones(500_000, np.int64), ballots=500_000, seats=9)
        rule = "block"
    best, cpu, elected = float("inf"), float("inf"), []
    for _ in range(3):
        began, began_cpu = time.perf_counter(), time.process_time()
        elected = [c + 1 for c in count(profile, rule, 9, Lot("benchmark")).elected]
        best = min(best, time.perf_counter() - began)
        cpu = min(cpu, time.process_time() - began_cpu)
    return best, cpu, elected


if __name__ == "__main__":
    main()
