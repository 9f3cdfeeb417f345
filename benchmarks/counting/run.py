"""All programs on the same work in one run; writes figures.md beside itself. See README.md."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
TRIES = 5  # the median of so many runs; a peer, which needs minutes, runs once
PEERS = ["votekit", "pref_voting", "pyrankvote", "votelib"]
VERSIONS = "import importlib.metadata as m; print(*(f'{p} {m.version(p)}' for p in %r), sep=', ')"


def measure(python: str, program: str, task: str, where: Path, limit: int) -> dict[str, object]:
    command = [python, str(HERE / "measure.py"), program, task, str(where)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired:
        return {"seconds": None, "said": f"more than {limit} s"}
    except subprocess.CalledProcessError as error:
        return {"seconds": None, "said": (error.stderr.strip().splitlines() or ["failed"])[-1][:120]}
    return json.loads(done.stdout.splitlines()[-1])


def write_million(path: Path, lengths: np.ndarray | None) -> None:
    """One million ballots, 30 candidates, 9 seats, the first candidates the more popular.

    Without `lengths` every voter ranks all candidates; otherwise as many as one of these voters, drawn at random, did.
    """
    dice = np.random.default_rng(7)
    orders = np.argsort(dice.random((1_000_000, 30)) - 0.4 / np.arange(1, 31), axis=1) + 1
    ranked = np.full(1_000_000, 30) if lengths is None else dice.choice(lengths, 1_000_000)
    with path.open("w") as out:
        out.write("30 9\n")
        for order, places in zip(orders.tolist(), ranked.tolist(), strict=True):
            out.write(f"1 {' '.join(map(str, order[:places]))} 0\n")
        out.write("0\n" + "".join(f'"Candidate {c}"\n' for c in range(1, 31)) + '"Synthetic"\n')


def lengths_in(folder: Path) -> np.ndarray:
    """How many candidates each voter of the wards ranked."""
    rows = [
        line.rstrip(",\n").split(",")
        for path in sorted(folder.glob("*.csv"))
        for line in path.read_text().splitlines()[1:]
        if line[:1].isdigit()
    ]
    return np.repeat([len(row) - 1 for row in rows], [int(row[0]) for row in rows])


def row(name: str, work: str, found: dict[str, object]) -> str:
    if found["seconds"] is None:
        return f"| {name} | {work} | {found['said']} | | |"
    return f"| {name} | {work} | {found['seconds']} s | {found['cpu']} s | {found['megabytes']} MB |"


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--wards", type=Path, required=True, help="folder of scot-elex files")
    arguments.add_argument("--peers", required=True, help="python of the environment made from peers.txt")
    arguments.add_argument("--limit", type=int, default=900, help="seconds after which a peer is stopped on the wards")
    arguments.add_argument("--large-limit", type=int, default=100, help="and on the million ballots")
    given = arguments.parse_args()
    lines = ["| program | work | time | CPU time | peak memory |", "| --- | --- | --- | --- | --- |"]
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        million, whole = Path(folder) / "million.blt", Path(folder) / "whole.blt"
        write_million(million, lengths_in(given.wards))
        write_million(whole, None)
        work = [("wards", given.wards, "all wards, read and counted (Scottish rule)")]
        work += [("file", million, "1,000,000 ballots, 30 candidates, 9 seats, from file")]
        only_ours = [("arrays", million, "the same from arrays"), ("meek", given.wards, "all wards by Meek")]
        only_ours += [("file", whole, "1,000,000 ballots that all rank all 30 candidates, from file")]
        only_ours += [("arrays", whole, "the same from arrays")]
        only_ours += [("block", Path("-"), "block vote, 500,000 ballots, from arrays")]
        for task, where, told in work + only_ours:
            tries = [measure(sys.executable, "hustings", task, where, given.limit) for _ in range(TRIES)]
            found = sorted(tries, key=lambda one: one["seconds"])[TRIES // 2]
            results.setdefault(("hustings", task), found)
            lines.append(row("Hustings", told, found))
            print(lines[-1], flush=True)
        for peer in PEERS:
            for task, where, told in work:
                if peer == "votekit" and task == "file":
                    continue  # it reads no BLT; its own loader of one million rows does not fit a run of minutes
                limit = given.limit if task == "wards" else given.large_limit
                results[peer, task] = measure(given.peers, peer, task, where, limit)
                lines.append(row(peer, told, results[peer, task]))
                print(lines[-1], flush=True)
    lines += ["", "Wards where a peer elects somebody else:", ""]
    ours = results["hustings", "wards"]["elected"]
    for peer in PEERS:
        theirs = results[peer, "wards"].get("elected") or {}
        wrong = {
            ward: elected
            for ward, elected in theirs.items()
            if isinstance(elected, str) or sorted(elected) != sorted(ours[ward])
        }
        told = "; ".join(
            f"{ward} ({elected if isinstance(elected, str) else sorted(elected)}, not {sorted(ours[ward])})"
            for ward, elected in wrong.items()
        )
        lines.append(f"- {peer}: {len(wrong)} of {len(theirs)} wards. {told}")
    versions = subprocess.run([given.peers, "-c", VERSIONS % PEERS], capture_output=True, text=True, check=True).stdout
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    load = os.getloadavg()[0]
    head = f"# Figures of the last run\n\n{machine}; load at the end {load:.1f}. Peers: {versions.strip()}.\n\n"
    (HERE / "figures.md").write_text(head + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
