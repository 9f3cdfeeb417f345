"""Cast ballots over HTTP into a running `hustings serve`, from several clients at once; print casts per second.

    .venv/bin/python benchmarks/casting/measure.py --ballots 400 --clients 8 --group Ed25519
    HUSTINGS_DATABASE=postgresql://USER@HOST/NAME .venv/bin/python benchmarks/casting/measure.py

Members, roll and ballots (30 candidates, up to 9 choices) are made before the clock starts. The database must be
empty: by default it is an SQLite file in a new folder, removed at the end. The archive is verified afterwards.
"""

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

CANDIDATES, SEATS = 30, 9
CSRF = "c" * 32


def open_poll(ballots: int, group: str) -> tuple[str, list[str], list[str]]:
    """(uuid, credentials, session keys) of a new open poll with so many electors, each signed in."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.utils import timezone

    from hustings.accounts.models import Organisation, Role, RoleGrant, User
    from hustings.elections import checklist
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
    pending = election.pending_credentials.order_by("member_id")
    return election.boards.get().uuid, list(pending.values_list("credential", flat=True)), sessions


def make_ballot(records: list[str], credential: str) -> str:
    """A ballot for the first nine candidates."""
    from hustings import voting

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


def serve(port: int) -> subprocess.Popen[bytes]:
    """A running site."""
    server = subprocess.Popen([sys.executable, "-m", "hustings", "serve", "--port", str(port)])
    for _ in range(150):
        time.sleep(0.2)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/receipt/")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            continue
    server.kill()
    raise SystemExit("The site did not start.")


def verify(uuid: str, folder: str) -> Any:
    """The report on the archive that the board then offers."""
    from hustings import voting
    from hustings.elections.models import Board
    from hustings.elections.queries.boards import archive

    path = Path(folder) / f"{uuid}.bel"
    path.write_bytes(b"".join(archive(Board.objects.get(uuid=uuid))))
    return voting.verify(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ballots", type=int, default=400)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--group", default="Ed25519", choices=("Ed25519", "BELENIOS-2048"))
    parser.add_argument("--port", type=int, default=8123)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HUSTINGS_DATA"] = folder
        from hustings.cli.installation import start

        start()
        from django.db import connection

        from hustings.elections.models import BoardRecord

        uuid, credentials, sessions = open_poll(options.ballots, options.group)
        records = list(BoardRecord.objects.filter(position__lte=2).order_by("position").values_list("body", flat=True))
        connection.close()
        with ProcessPoolExecutor() as pool:
            ballots = list(pool.map(partial(make_ballot, records), credentials, chunksize=16))
        server = serve(options.port)
        try:
            work = list(zip(sessions, ballots, strict=True))
            parts = [work[client :: options.clients] for client in range(options.clients)]
            begun = time.perf_counter()
            with ThreadPoolExecutor(options.clients) as pool:
                took = sorted(t for part in pool.map(partial(cast_all, options.port, uuid), parts) for t in part)
            seconds = time.perf_counter() - begun
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
        report = verify(uuid, folder)
    print(f"{options.group}, {connection.vendor}, {options.clients} clients, {len(took)} ballots in {seconds:.1f} s:")
    print(f"{len(took) / seconds:.1f} casts per second; median {took[len(took) // 2] * 1000:.0f} ms, ", end="")
    print(f"95 % under {took[len(took) * 95 // 100] * 1000:.0f} ms; archive verifies: {report.ok}")


if __name__ == "__main__":
    main()
