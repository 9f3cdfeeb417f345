"""Time per ranked ballot to shuffle and to verify, beside Debian's belenios-tool on the same archive.

    .venv/bin/python benchmarks/voting/ranked.py

prints the second table of benchmarks/voting/README.md: one question, 10 answers to rank, one trustee.
"""

import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from measure import Cost, command, cost

from hustings.voting import (
    Ranked,
    Record,
    archive_chunks,
    ballot_records,
    check_shuffle,
    credentials_record,
    election_record,
    encrypted_tally,
    encrypted_tally_records,
    end_ballots_records,
    end_shuffles_records,
    make_ballot,
    new_short_credential,
    new_trustee_key,
    new_uuid,
    parse_setup,
    partial_decryption,
    partial_decryption_records,
    public_credential,
    result_records,
    setup_records,
    shuffle,
    shuffle_records,
    shuffled_tally,
    tally_result,
    trustees_record,
)

BALLOTS = 32
QUESTION = Ranked("Council", tuple(f"Candidate {i}" for i in range(1, 11)))


def write(folder: Path, uuid: str, records: list[Record]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{uuid}.bel"
    path.write_bytes(b"".join(archive_chunks(1_800_000_000, records)))
    return path


def row(name: str, *costs: Cost) -> str:
    shuffling, checking, verifying = (1000 * max(0.0, each.cpu) / BALLOTS for each in costs)
    return f"| {name} | {shuffling:.1f} | {checking:.1f} | {verifying:.1f} |"


def less(whole: Cost, part: Cost) -> Cost:
    return Cost(whole.cpu - part.cpu, whole.wall - part.wall)


def measure(group: str, folder: Path) -> list[str]:
    uuid, key = new_uuid(), new_trustee_key(group)
    credentials = [new_short_credential() for _ in range(BALLOTS)]
    trustees = trustees_record(group, [key.public])
    election = election_record(
        uuid=uuid, name="Benchmark", description="", group=group, questions=[QUESTION], trustees=trustees
    )
    publics = [(public_credential(group, uuid, credential), 1) for credential in credentials]
    setup = parse_setup(election, trustees, credentials_record(group, publics))
    ballots = [make_ballot(setup, credential, [random.sample(range(1, 11), 10)]) for credential in credentials]
    tally = encrypted_tally(setup, ballots)
    shuffled = shuffle(setup, tally.text)

    records = setup_records(*setup.records)
    empty = write(folder / f"{group}-empty", uuid, records)

    def add(step: Callable[..., list[Record]], *payload: object) -> None:
        records.extend(step(records[-1].digest, height(), *payload))

    def height() -> int:
        return sum(record.name.endswith(".event.json") for record in records)

    for ballot in ballots:
        add(ballot_records, ballot)
    add(end_ballots_records)
    add(encrypted_tally_records, tally)
    tallied = write(folder / f"{group}-tallied", uuid, records)
    add(shuffle_records, 1, shuffled)
    mixed = write(folder / f"{group}-mixed", uuid, records)
    add(end_shuffles_records)
    after = shuffled_tally(setup, tally, shuffled)
    share = partial_decryption(setup, after.text, key.private)
    add(partial_decryption_records, 1, share)
    add(result_records, tally_result(setup, after, {1: share}))
    whole = write(folder / f"{group}-whole", uuid, records)

    hustings = Path(sys.executable).parent / "hustings"
    rows = [
        row(
            f"Hustings, {group}",
            cost(lambda: shuffle(setup, tally.text)),
            cost(lambda: check_shuffle(setup, tally.text, 1, shuffled)),
            less(cost(command(hustings, "verify", whole)), cost(command(hustings, "verify", empty))),
        )
    ]
    if group == "RFC-3526-2048" and shutil.which("belenios-tool"):

        def tool(verb: str, archive: Path) -> Cost:
            more = ("--trustee-id=1",) if verb == "shuffle" else ()
            return cost(command("belenios-tool", "election", verb, *more, f"--dir={archive.parent}"))

        before, start = tool("verify", tallied), tool("verify", empty)
        # Its shuffle reads the whole archive first, as its verification does.
        reading = tool("compute-encrypted-tally", tallied)
        rows.append(
            row(
                f"belenios-tool 2.0, {group}",
                less(tool("shuffle", tallied), reading),
                less(tool("verify", mixed), before),
                less(tool("verify", whole), start),
            )
        )
    return rows


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [line for group in ("Ed25519", "RFC-3526-2048") for line in measure(group, Path(folder))]
    print("| milliseconds of processor time per ballot | shuffle | check a shuffle | verify the whole archive |")
    print("| --- | ---: | ---: | ---: |")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
