"""Import members, then freeze their roll by a rule of four conditions; print what each took.

    .venv/bin/python benchmarks/register/measure.py 100000
    .venv/bin/python benchmarks/register/measure.py 500000 --database postgresql

Each of three runs has a new installation; the medians are printed. The peer is what reading and writing the same file
costs at least on this machine.
"""

import argparse
import csv
import io
import json
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

UNITS = 650
AS_AT = date(2026, 9, 1)
CONDITIONS = {
    "all": [
        {"is": "good_standing"},
        {"is": "joined_by", "date": "2026-03-01"},
        {"is": "member_for", "months": 12, "on": None},
        {"is": "age", "at_least": 16},
    ]
}


def members(count: int, year: int) -> bytes:
    """A file of members, the same each time; in a later year some have paid and some have moved."""
    draw = random.Random(1)
    later = random.Random(year)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["number", "name", "email", "address", "dob", "unit", "joined", "paid up to", "standing"])
    for number in range(count):
        born = date(1940, 1, 1) + timedelta(days=draw.randrange(25_000))
        joined = date(2005, 1, 1) + timedelta(days=draw.randrange(7_500))
        paid = date(year if later.random() < 0.9 else year - 1, 12, 31)
        standing = later.choices(["member", "suspended", "resigned"], [97, 1, 2])[0] if year == 2026 else ""
        writer.writerow(
            (
                f"M{number:07}",
                f"Person {number}",
                f"p{number}@members.example",
                f"{number} High Street\nTown",
                born,
                f"B{draw.randrange(UNITS):03}",
                joined,
                paid,
                standing,
            )
        )
    return text.getvalue().encode()


costs: dict[str, float] = {}


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    costs[what] = time.perf_counter() - start


def peer(content: bytes) -> None:
    """The same file into a table by Python's own csv and sqlite3, nothing checked and nothing compared."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "peer.sqlite3")) as database:
        header, *rows = csv.reader(io.StringIO(content.decode()))
        columns = ", ".join(f'"{name}"' for name in header)
        database.execute(f"CREATE TABLE member ({columns})")
        database.executemany(f"INSERT INTO member VALUES ({', '.join('?' * len(header))})", rows)
        database.commit()


def one(count: int) -> dict[str, float]:
    """One run, in the installation that the environment names: seconds by what was done."""
    import django

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.db import connection

    from hustings.accounts.models import User
    from hustings.franchise.actions import create_rule, freeze_roll
    from hustings.franchise.queries import eligible, explain
    from hustings.jobs.worker import run_pending
    from hustings.register.actions import check_import, start_import, upload_import
    from hustings.register.models import Member

    call_command("migrate", verbosity=0)
    officer = User.objects.create_user("officer@members.example", "Officer")

    def bring_in(year: int, named: str) -> None:
        file = SimpleUploadedFile("members.csv", members(count, year))
        member_import = upload_import(file, date(year, 9, 1), True, officer)
        with timed(f"{named}: check every row"):
            check_import(member_import, member_import.columns, officer)
            run_pending()
        with timed(f"{named}: import (checks again, then writes)"):
            member_import.refresh_from_db()
            start_import(member_import, officer)
            run_pending()
        member_import.refresh_from_db()
        assert member_import.state == "imported", member_import.state

    content = members(count, 2026)
    with timed("peer: the file into a table by Python's csv and sqlite3, nothing checked"):
        peer(content)
    bring_in(2026, "new members")
    bring_in(2026, "the same file again")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    rule = create_rule("Four conditions", CONDITIONS, officer)
    with timed("count who is eligible"):
        eligible(CONDITIONS, AS_AT).count()
    with timed("freeze the roll"):
        freeze_roll(rule, AS_AT, officer)
    member = Member.objects.order_by("-pk")[0]
    with timed("eligibility of one member, with reasons"):
        explain(CONDITIONS, member, AS_AT)
    bring_in(2027, "next year's file")
    costs["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("members", type=int, nargs="?", default=100_000)
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.members)))
        return
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from installations import empty_databases, machine, run_alone

    with empty_databases(options.database) as make:
        runs = [run_alone(__file__, make(), options.members) for _ in range(options.runs)]
    middle = {what: statistics.median(run[what] for run in runs) for what in runs[0]}
    memory = middle.pop("memory")
    print(f"| {options.members:,} members, {UNITS} units, {options.database} | seconds |\n| --- | ---: |")
    for what, seconds in middle.items():
        print(f"| {what} | {seconds:.2f} |")
    print(f"\n{machine()}, median of {options.runs} runs; at most {memory:.0f} MB of memory.")


if __name__ == "__main__":
    main()
