"""The service with a large register: import, pages, a frozen roll and eligibility, on either database.

    .venv/bin/python benchmarks/service/measure.py 500000 --database postgresql

One run in a new installation. The goals stand beside the figures.
"""

import argparse
import importlib.util
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

UNITS = 650
AS_AT = date(2026, 9, 1)
PAGES = (
    "/office/members/",
    "/office/members/?q=Person+777",
    "/office/members/?page=2",
    "/office/units/",
    "/office/log/",
)
GOALS = {"import": 300, "freeze": 10, "eligibility": 0.05}
PAGE_GOAL, MEMORY_GOAL = 0.3, 400


def _register() -> Any:
    """The file of members and the rule of four conditions that benchmarks/register uses."""
    path = Path(__file__).parents[1] / "register" / "measure.py"
    spec = importlib.util.spec_from_file_location("register_measure", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The median time of `work`."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def one(count: int) -> dict[str, float]:
    import django

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from hustings.accounts.models import Role, RoleGrant, User
    from hustings.franchise.actions import create_rule, freeze_roll
    from hustings.franchise.queries import explain
    from hustings.jobs.worker import run_pending
    from hustings.register.actions import check_import, start_import, upload_import
    from hustings.register.models import Member

    call_command("migrate", verbosity=0)
    officer = User.objects.create_user("officer@members.example", "Officer")
    for role in (Role.MEMBERSHIP_SECRETARY, Role.RETURNING_OFFICER, Role.SCRUTINEER):
        RoleGrant.objects.create(user=officer, role=role)
    register = _register()
    file = SimpleUploadedFile("members.csv", register.members(count, 2026))

    def bring_in() -> None:
        upload = upload_import(file, AS_AT, True, officer)
        check_import(upload, upload.columns, officer)
        run_pending()
        upload.refresh_from_db()
        start_import(upload, officer)
        run_pending()
        upload.refresh_from_db()
        assert upload.state == "imported", upload.state

    figures = {"import": seconds(bring_in)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rule = create_rule("Four conditions", register.CONDITIONS, officer)
    figures["freeze"] = seconds(lambda: freeze_roll(rule, AS_AT, officer))
    member = Member.objects.order_by("-pk")[0]
    figures["eligibility"] = seconds(lambda: explain(register.CONDITIONS, member, AS_AT), 20)
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(officer)
    browser.get("/office/")
    for page in (*PAGES, f"/office/members/{member.pk}/"):
        figures[page] = seconds(lambda page=page: read(browser, page), 5)
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def read(browser: Any, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code == 200, f"{page}: {answer.status_code}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("members", type=int, nargs="?", default=500_000)
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.members)))
        return
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from installations import empty_databases, machine, run_alone

    with empty_databases(options.database) as make:
        figures = run_alone(__file__, make(), options.members)
    memory = figures.pop("memory")
    print(f"| {options.members:,} members, {UNITS} units, {options.database} | seconds | goal |\n| --- | ---: | ---: |")
    for what, taken in figures.items():
        print(f"| {what} | {taken:.3f} | {GOALS.get(what, PAGE_GOAL)} |")
    print(f"\n{machine()}; at most {memory:.0f} MB of memory in the one process that did it all (goal {MEMORY_GOAL}).")


if __name__ == "__main__":
    main()
