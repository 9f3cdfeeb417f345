"""Import members, then freeze their roll by a rule of four conditions; print what each took.

    .venv/bin/python benchmarks/register/measure.py 100000
    HUSTINGS_DATABASE=postgresql://USER@HOST/NAME .venv/bin/python benchmarks/register/measure.py 500000

The database must be empty: by default it is an SQLite file in a new folder, removed at the end.
"""

import csv
import io
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

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


@contextmanager
def timed(what: str) -> Iterator[None]:
    start, cpu = time.perf_counter(), time.process_time()
    yield
    passed, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:<42} {passed:8.2f} s   {used:8.2f} s of CPU   {peak:4} MB at most so far", flush=True)


def main(count: int) -> None:
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
    print(f"{count:,} members, {UNITS} units, {connection.vendor}")

    def bring_in(year: int) -> None:
        file = SimpleUploadedFile("members.csv", members(count, year))
        with timed(f"{year}: upload, encoding, columns"):
            member_import = upload_import(file, date(year, 9, 1), True, officer)
        with timed(f"{year}: check every row"):
            check_import(member_import, member_import.columns, officer)
            run_pending()
        with timed(f"{year}: import (checks again, then writes)"):
            member_import.refresh_from_db()
            start_import(member_import, officer)
            run_pending()
        member_import.refresh_from_db()
        print("   ", member_import.state, member_import.counts)

    bring_in(2026)
    bring_in(2026)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    rule = create_rule("Four conditions", CONDITIONS, officer)
    with timed("count who is eligible"):
        eligible(CONDITIONS, AS_AT).count()
    with timed("freeze the roll"):
        roll = freeze_roll(rule, AS_AT, officer)
    print(f"    {roll.size:,} electors")
    member = Member.objects.order_by("-pk")[0]
    with timed("eligibility of one member, with reasons"):
        explain(CONDITIONS, member, AS_AT)
    bring_in(2027)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "hustings.site.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HUSTINGS_DATA"] = folder
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
