"""Vote for a minute from several clients at once into a running `hustings serve`; print casts per second and latencies.

    .venv/bin/python benchmarks/load.py
    .venv/bin/python benchmarks/load.py --database sqlite --clients 8 --seconds 10 --ballots 500

on SQLite and on PostgreSQL, with 8, 16, 32 and 64 clients, each in an installation of its own. A client casts one
ballot after the other (30 candidates, 9 marks), made before the clock starts. Afterwards every receipt must be
honoured: its ballot stands on the board once, at the height and under the head that it names, and the archive verifies.
"""

import argparse
import http.client
import json
import queue
import re
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from casting.measure import CSRF, make_ballot, open_poll
from installations import DATABASES, empty_databases, machine, run_alone

from hustings import voting

Work = queue.SimpleQueue[tuple[str, str]]


@dataclass(frozen=True)
class Cast:
    """One answered ballot: how long the answer took, and the receipt, or None where the server asked to send again."""

    seconds: float
    receipt: dict[str, object] | None


def cast_until(until: float, port: int, uuid: str, work: Work) -> list[Cast]:
    """Cast one (session, ballot) after the other until the time is over, or there are no more."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    casts = []
    while time.monotonic() < until and not work.empty():
        session, ballot = work.get()
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": CSRF,
            "Cookie": f"csrftoken={CSRF}; sessionid={session}",
        }
        begun = time.perf_counter()
        connection.request("POST", f"/vote/{uuid}/cast", json.dumps({"ballot": ballot}), headers)
        answer = connection.getresponse()
        content = json.loads(answer.read())
        took = time.perf_counter() - begun
        if answer.status not in (201, 503):
            raise SystemExit(f"The server answered {answer.status}: {content}")
        casts.append(Cast(took, content if answer.status == 201 else None))
        if answer.status == 503:
            work.put((session, ballot))
    return casts


def honoured(archive: bytes, receipts: list[dict[str, Any]]) -> bool:
    """Whether every receipt names a ballot that stands on the board, with its height and head, and no two the same."""
    heads = [head.decode() for head in re.findall(rb"([0-9a-f]{64})\.event\.json", archive)]
    return len({receipt["height"] for receipt in receipts}) == len(receipts) and all(
        heads[receipt["height"]] == receipt["head"] for receipt in receipts
    )


def one(options: argparse.Namespace) -> dict[str, Any]:
    """One run, in the installation that the environment names."""
    from hustings.cli.installation import start

    start()
    from django.db import connection

    from hustings.elections.models import Board, BoardRecord
    from hustings.elections.queries.boards import archive
    from hustings.site.rehearsal.serving import free_port, serving

    uuid, credentials, sessions = open_poll(options.ballots, "Ed25519")
    records = list(BoardRecord.objects.filter(position__lte=2).order_by("position").values_list("body", flat=True))
    connection.close()
    with ProcessPoolExecutor() as pool:
        ballots = list(pool.map(partial(make_ballot, records), credentials, chunksize=16))
    work: Work = queue.SimpleQueue()
    for pair in zip(sessions, ballots, strict=True):
        work.put(pair)
    port, (clients,) = free_port(), options.clients
    with tempfile.TemporaryDirectory() as name:
        with serving(port, Path(name) / "server.log"), ThreadPoolExecutor(clients) as pool:
            begun = time.monotonic()
            runs = [pool.submit(cast_until, begun + options.seconds, port, uuid, work) for _ in range(clients)]
            casts = [cast for run in runs for cast in run.result()]
            lasted = time.monotonic() - begun
        path = Path(name) / "archive.bel"
        path.write_bytes(b"".join(archive(Board.objects.get(uuid=uuid))))
        receipts = [cast.receipt for cast in casts if cast.receipt]
        verified = voting.verify(path)
        took = sorted(cast.seconds for cast in casts)
        return {
            "receipts": len(receipts),
            "asked to send again": len(casts) - len(receipts),
            "honoured": honoured(path.read_bytes(), receipts) and verified.ok and verified.ballots >= len(receipts),
            "casts per second": len(receipts) / lasted,
            "median": statistics.median(took),
            "99 % under": took[len(took) * 99 // 100],
            "seconds": lasted,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--clients", nargs="+", type=int, default=[8, 16, 32, 64])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--ballots", type=int, default=4000, help="made beforehand: more than can be cast in the time")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options)))
        return
    print("| database | clients | casts per second | median | 99 % under | receipts | asked to send again |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind in options.database:
        with empty_databases(kind) as make:
            for clients in options.clients:
                given = ("--clients", clients, "--seconds", options.seconds, "--ballots", options.ballots)
                run = run_alone(__file__, make(), *given)
                if not run["honoured"]:
                    raise SystemExit(f"Not every receipt was honoured: {run}")
                print(
                    f"| {kind} | {clients} | {run['casts per second']:.1f} | {run['median'] * 1000:.0f} ms "
                    f"| {run['99 % under'] * 1000:.0f} ms | {run['receipts']} | {run['asked to send again']} |",
                    flush=True,
                )
    print(f"\n{machine()}, {options.seconds:.0f} s each, clients on the same machine; every receipt was honoured.")


if __name__ == "__main__":
    main()
