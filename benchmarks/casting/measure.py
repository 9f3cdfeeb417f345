"""Cast ballots over HTTP into a running `hustings serve`, from several clients at once; print casts per second.

    .venv/bin/python benchmarks/casting/measure.py --ballots 400 --clients 8 --group Ed25519
    .venv/bin/python benchmarks/casting/measure.py --database postgresql

Members, roll and ballots (30 candidates, up to 9 choices) are made before the clock starts. Every run has a new
installation; the archive is verified afterwards. In BELENIOS-2048 Debian's belenios-tool then checks the same ballots.
"""

import argparse
import http.client
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hustings import voting

CANDIDATES, SEATS = 30, 9
CSRF = "c" * 32


def open_poll(ballots: int, group: str) -> tuple[str, list[str], list[str]]:
    """(uuid, credentials, session keys) of a new open poll with so many electors, each signed in."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.utils import timezone

    from hustings.accounts.models import Organisation, Role, RoleGrant, User
    from hustings.elections import checklist
    from hustings.elections.actions.credentials import pending_credentials
    from hustings.elections.actions.polls import open_poll
    from hustings.elections.actions.setup import set_up_poll
    from hustings.elections.actions.trustees import add_trustee
    from hustings.elections.models import Candidate, Contest, Election
    from hustings.franchise.models import EligibilityRule, Roll, RollEntry
    from hustings.jobs.worker import run_pending
    from hustings.register.models import Member

    call_command("migrate", verbosity=0)
    Organisation.objects.create(pk=1, name="Benchmark")
    officer = User.objects.create_user("officer@benchmark.example", "Officer")
    RoleGrant.objects.create(user=officer, role=Role.RETURNING_OFFICER)
    Member.objects.bulk_create(Member(number=f"{n:07}", name=f"Member {n}") for n in range(ballots))
    members = list(Member.objects.order_by("pk"))
    rule = EligibilityRule.objects.create(name="All", conditions={"all": []}, created_by=officer)
    roll = Roll.objects.create(
        rule=rule, name="All", conditions={"all": []}, as_at=date(2026, 1, 1), size=ballots, total_weight=ballots,
        salt="", hash="", unit_counts=[{"units": [None], "electors": ballots}],
    )  # fmt: skip
    RollEntry.objects.bulk_create(RollEntry(roll=roll, member=member) for member in members)
    now = timezone.now()
    election = Election.objects.create(
        slug="benchmark", name="Benchmark", group=group, opens_at=now, closes_at=now + timedelta(days=1),
        freeze_on=roll.as_at, draw_seed="x", ballot_seen_at=now, created_by=officer, keep_credentials=True,
    )  # fmt: skip
    contest = Contest.objects.create(
        election=election, position=1, kind="seats", title="Committee", rule="block", seats=SEATS, min_choices=1,
        max_choices=SEATS, eligibility=rule, roll=roll,
    )  # fmt: skip
    Candidate.objects.bulk_create(
        Candidate(contest=contest, name=f"Candidate {n}", state="accepted", drawn_order=n) for n in range(CANDIDATES)
    )
    add_trustee(election, "Server", officer)
    set_up_poll(election, officer)
    run_pending()
    election.notices.create(kind="credentials", subject="-", body="-", previewed_at=now, created_by=officer)
    election.refresh_from_db()
    assert election.state == "ready", [point.name for point in checklist.unmet(election)]
    open_poll(election, officer)
    sessions = []
    for member in members:
        session = SessionStore()
        session["member_id"] = member.pk
        session.save()
        sessions.append(session.session_key)
    pending = pending_credentials(election)
    return election.boards.get().uuid, [pending[member.pk] for member in members], sessions


def make_ballot(records: list[str], credential: str) -> str:
    """A ballot for the first nine candidates."""
    choices = [0] + [int(n < SEATS) for n in range(CANDIDATES)]
    return voting.make_ballot(voting.parse_setup(*records), credential, [choices])


def cast_all(port: int, uuid: str, work: list[tuple[str, str]]) -> list[float]:
    """Cast these (session, ballot) one after the other; the seconds that each took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    took = []
    for session, ballot in work:
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": CSRF,
            "Cookie": f"csrftoken={CSRF}; sessionid={session}",
        }
        start = time.perf_counter()
        connection.request("POST", f"/vote/{uuid}/cast", json.dumps({"ballot": ballot}), headers)
        answer = connection.getresponse()
        body = answer.read()
        took.append(time.perf_counter() - start)
        assert answer.status == 201, (answer.status, body[:300])
    return took


def belenios_tool(archive: Path) -> float | None:
    """Ballots per second that Debian's belenios-tool checks in the same archive, on its own and without a server."""
    if not shutil.which("belenios-tool"):
        return None
    start = time.perf_counter()
    subprocess.run(["belenios-tool", "election", "verify", f"--dir={archive.parent}"], check=True, capture_output=True)
    return voting.verify(archive).ballots / (time.perf_counter() - start)


def one(options: argparse.Namespace) -> dict[str, Any]:
    """One run, in the installation that the environment names."""
    from hustings.cli.installation import start

    start()
    from django.db import connection

    from hustings.elections.models import Board, BoardRecord
    from hustings.elections.queries.boards import archive
    from hustings.site.rehearsal.serving import free_port, serving

    uuid, credentials, sessions = open_poll(options.ballots, options.group)
    records = list(BoardRecord.objects.filter(position__lte=2).order_by("position").values_list("body", flat=True))
    connection.close()
    with ProcessPoolExecutor() as pool:
        ballots = list(pool.map(partial(make_ballot, records), credentials, chunksize=16))
    work = list(zip(sessions, ballots, strict=True))
    parts = [work[client :: options.clients] for client in range(options.clients)]
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        with serving(port, Path(name) / "server.log"):
            begun = time.perf_counter()
            with ThreadPoolExecutor(options.clients) as pool:
                took = sorted(t for part in pool.map(partial(cast_all, port, uuid), parts) for t in part)
            seconds = time.perf_counter() - begun
        path = Path(name) / "archive" / f"{uuid}.bel"
        path.parent.mkdir()
        path.write_bytes(b"".join(archive(Board.objects.get(uuid=uuid))))
        return {
            "casts per second": len(took) / seconds,
            "median": took[len(took) // 2],
            "95 % under": took[len(took) * 95 // 100],
            "verifies": voting.verify(path).ok,
            "belenios-tool": belenios_tool(path) if options.group == "BELENIOS-2048" else None,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ballots", type=int, default=400)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--group", default="Ed25519", choices=("Ed25519", "BELENIOS-2048"))
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options)))
        return
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from installations import empty_databases, machine, run_alone

    given = ("--ballots", options.ballots, "--clients", options.clients, "--group", options.group)
    with empty_databases(options.database) as make:
        runs = [run_alone(__file__, make(), *given) for _ in range(options.runs)]
    if not all(run["verifies"] for run in runs):
        raise SystemExit("An archive does not verify.")
    rate, middle, most = (
        statistics.median(run[name] for run in runs) for name in ("casts per second", "median", "95 % under")
    )
    print("| group, database | casts per second | median | 95 % under |\n| --- | ---: | ---: | ---: |")
    print(f"| {options.group}, {options.database} | {rate:.1f} | {middle * 1000:.0f} ms | {most * 1000:.0f} ms |")
    peers = [run["belenios-tool"] for run in runs if run["belenios-tool"]]
    if peers:
        print(f"| belenios-tool 2.0: checks the same ballots from a file | {statistics.median(peers):.1f} | | |")
    print(f"\n{machine()}, median of {options.runs} runs of {options.ballots} ballots, ", end="")
    print(f"{options.clients} clients on the same machine; every archive verifies.")


if __name__ == "__main__":
    main()
