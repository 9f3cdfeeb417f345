"""Time per ballot to make and to verify, beside Debian's belenios-tool on the same archive.

    .venv/bin/python benchmarks/voting/measure.py

prints the table of benchmarks/voting/README.md: one question, up to 9 of 30 candidates.
"""

import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hustings.voting import (
    GROUPS,
    KofN,
    Record,
    Setup,
    archive_chunks,
    ballot_records,
    check_ballot,
    credentials_record,
    election_record,
    make_ballot,
    new_short_credential,
    new_trustee_key,
    new_uuid,
    parse_setup,
    public_credential,
    setup_records,
    trustees_record,
)

BALLOTS = 64
RUNS = 3
CHOICES = [[1] * 9 + [0] * 21]


class Cost(NamedTuple):
    """Seconds of processor time, over all processes, and of time on the wall."""

    cpu: float
    wall: float


def cpu_time() -> float:
    mine, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime


def cost(work: Callable[[], object]) -> Cost:
    """The median cost of several runs."""
    runs = []
    for _ in range(RUNS):
        start = Cost(cpu_time(), time.perf_counter())
        work()
        runs.append(Cost(cpu_time() - start.cpu, time.perf_counter() - start.wall))
    return Cost(statistics.median(run.cpu for run in runs), statistics.median(run.wall for run in runs))


def set_up(group: str) -> tuple[Setup, list[str]]:
    uuid = new_uuid()
    credentials = [new_short_credential() for _ in range(BALLOTS)]
    trustees = trustees_record(group, [new_trustee_key(group).public])
    question = KofN("Committee", tuple(f"Candidate {i}" for i in range(1, 31)), min=1, max=9)
    election = election_record(
        uuid=uuid, name="Benchmark", description="", group=group, questions=[question], trustees=trustees
    )
    publics = [(public_credential(group, uuid, credential), 1) for credential in credentials]
    return parse_setup(election, trustees, credentials_record(group, publics)), credentials


def board(setup: Setup, ballots: list[str]) -> list[Record]:
    records = setup_records(*setup.records)
    for height, ballot in enumerate(ballots, 1):
        records += ballot_records(records[-1].digest, height, ballot)
    return records


def write(folder: Path, setup: Setup, ballots: list[str]) -> Path:
    folder.mkdir()
    path = folder / f"{setup.election.uuid}.bel"
    path.write_bytes(b"".join(archive_chunks(1_800_000_000, board(setup, ballots))))
    return path


def command(*arguments: str | Path) -> Callable[[], object]:
    environment = os.environ | {"BELENIOS_USE_URANDOM": "1"}
    return lambda: subprocess.run(arguments, env=environment, check=True, capture_output=True)


def row(name: str, making: float, checking: float, verifying: float) -> str:
    figures = (f"{1000 * max(0.0, seconds):.1f}" for seconds in (making, checking, verifying))
    return f"| {name} | {' | '.join(figures)} |"


def measure(group: str, folder: Path) -> list[str]:
    setup, credentials = set_up(group)
    ballots = [make_ballot(setup, credential, CHOICES) for credential in credentials]
    making = cost(lambda: [make_ballot(setup, credential, CHOICES) for credential in credentials]).cpu / BALLOTS
    checking = cost(lambda: [check_ballot(setup, ballot) for ballot in ballots]).cpu / BALLOTS
    empty, full = write(folder / f"{group}-0", setup, []), write(folder / group, setup, ballots)

    def per_ballot(verify: Callable[[Path], Callable[[], object]]) -> Cost:
        with_ballots, without = cost(verify(full)), cost(verify(empty))
        return Cost((with_ballots.cpu - without.cpu) / BALLOTS, (with_ballots.wall - without.wall) / BALLOTS)

    hustings = Path(sys.executable).parent / "hustings"
    rows = [
        row(f"Hustings, {group}", making, checking, per_ballot(lambda path: command(hustings, "verify", path)).wall)
    ]
    if group == "BELENIOS-2048" and shutil.which("belenios-tool"):
        credential, choices = folder / "credential", folder / "choices"
        credential.write_text(credentials[0])
        choices.write_text(json.dumps(CHOICES))
        tool = ("belenios-tool", "election")
        options = (f"--privcred={credential}", f"--ballot={choices}", f"--dir={empty.parent}")
        # Its start and its reading of the setup are not what a ballot costs.
        start = cost(command(*tool, "verify", f"--dir={empty.parent}")).cpu
        ballot = cost(command(*tool, "generate-ballot", *options)).cpu
        verified = per_ballot(lambda path: command(*tool, "verify", f"--dir={path.parent}"))
        rows.append(row(f"belenios-tool 2.0, {group}", ballot - start, verified.cpu, verified.wall))
    return rows


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [line for group in GROUPS for line in measure(group, Path(folder))]
    print("| milliseconds per ballot | make, one core | check, one core | verify an archive on all cores |")
    print("| --- | ---: | ---: | ---: |")
    print("\n".join(rows))
    cores = len(os.sched_getaffinity(0))
    print(f"\n{cores} cores, {platform.machine()}, Python {platform.python_version()}, {BALLOTS} ballots, ", end="")
    print(f"median of {RUNS} runs. One core: processor time; all cores: time on the wall.")


if __name__ == "__main__":
    main()
