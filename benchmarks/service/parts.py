"""The parts of the benchmark, each run in a process of its own by measure.py; prints its figures as JSON."""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from register.measure import CONDITIONS
from service.pages import measure_export, measure_pages

AS_AT = date(2026, 9, 1)
REGIONS = 12
OFFICER = "officer@members.example"
SLUG = "size"
Figures = dict[str, float]


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The median time of `work`."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def memory() -> float:
    """The most megabytes that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def officer() -> Any:
    """The user who does everything here, made by the first part."""
    from hustings.accounts.models import Role, RoleGrant, User

    found = User.objects.filter(email=OFFICER).first()
    if found is None:
        found = User.objects.create_user(OFFICER, "Officer")
        for role in Role:
            if role != Role.UNIT_OFFICER:
                RoleGrant.objects.create(user=found, role=role)
    return found


def measure_import(count: int, folder: Path) -> Figures:
    """The file is uploaded, checked and written, and likely duplicates are looked for."""
    from django.core.files import File

    from hustings.jobs.models import Job
    from hustings.jobs.worker import run
    from hustings.register.actions import check_import, start_import, upload_import
    from hustings.register.models import Unit

    by = officer()
    figures = {}
    with (folder / "members.csv").open("rb") as file:
        begun = time.perf_counter()
        came = upload_import(File(file, "members.csv"), AS_AT, True, by)
        figures["upload the file and match its columns"] = time.perf_counter() - begun
    checking = check_import(came, came.columns, by)
    figures["check every row"] = seconds(lambda: run(checking))
    came.refresh_from_db()
    importing = start_import(came, by)
    figures["write the register"] = seconds(lambda: run(importing))
    came.refresh_from_db()
    assert came.state == "imported", (came.state, came.error)
    looking = Job.objects.get(task="register.find_duplicates")
    figures["look for likely duplicates"] = seconds(lambda: run(looking))
    figures["import, as a whole"] = sum(figures.values())
    figures["the worker's memory in the import MB"] = memory()
    regions = [Unit.objects.create(name=f"Region {n}", code=f"R{n}", kind="region") for n in range(REGIONS)]
    for place, branch in enumerate(Unit.objects.filter(kind="branch")):
        Unit.objects.filter(pk=branch.pk).update(parent=regions[place % REGIONS])
    return figures


def measure_roll(count: int, folder: Path) -> Figures:
    """A roll is frozen by four conditions, and members are told whether they can vote, and why."""
    from hustings.franchise.actions import create_rule, freeze_roll
    from hustings.franchise.models import EligibilityRule
    from hustings.franchise.queries import explain
    from hustings.register.models import Member

    by = officer()
    name = f"Four conditions {EligibilityRule.objects.count()}"
    rule = create_rule(name, CONDITIONS, by)
    figures = {"freeze a roll by four conditions": seconds(lambda: freeze_roll(rule, AS_AT, by))}
    some = iter(Member.objects.filter(number__endswith="77")[:20])
    figures["eligibility of one member, with reasons"] = seconds(lambda: explain(CONDITIONS, next(some), AS_AT), 20)
    return figures


def measure_notices(count: int, folder: Path) -> Figures:
    """A poll for all members stands open, and a reminder is queued to everybody on its roll."""
    from django.db.models import F, Value
    from django.utils import timezone

    from hustings.elections.actions.notices import send_notice
    from hustings.elections.models import Board, Contest, Election, MarkedRegister
    from hustings.franchise.actions import create_rule, freeze_roll
    from hustings.franchise.models import RollEntry
    from hustings.jobs.models import Job
    from hustings.register.rows import insert_selected, refresh_statistics

    by, now = officer(), timezone.now()
    number = Election.objects.count()
    rule = create_rule(f"All members {number}", {"all": []}, by)
    roll = freeze_roll(rule, AS_AT, by)
    election = Election.objects.create(
        slug=f"{SLUG}-{number}", name="Size", state="open", opens_at=now - timedelta(days=2),
        closes_at=now + timedelta(days=5), freeze_on=AS_AT, announced_at=now, created_by=by,
    )  # fmt: skip
    board = Board.objects.create(
        election=election, roll=roll, uuid=f"size{number}", timestamp=1, height=0, state="open"
    )
    Contest.objects.create(
        election=election, position=1, kind="question", title="All in favour?", eligibility=rule, roll=roll, board=board
    )
    insert_selected(
        MarkedRegister, RollEntry.objects.filter(roll=roll), board_id=Value(board.pk), entry_id=F("pk"),
    )  # fmt: skip
    notice = election.notices.create(
        kind="reminder", subject="{election}", body="{link}", previewed_at=now, created_by=by
    )
    figures = {"notices queued to all": seconds(lambda: send_notice(notice, by))}
    assert notice.deliveries.count() == roll.size
    Job.objects.filter(task="elections.send_notice").update(state="done")  # nothing is sent from here
    MarkedRegister.objects.filter(board=board, pk__iregex="[0-5]$").update(voted_on=AS_AT)
    refresh_statistics(MarkedRegister, notice.deliveries.model, RollEntry)
    fill_log(count, board)
    return figures


def fill_log(count: int, board: Any) -> None:
    """As many events as there are members, as a poll of all of them leaves in the log."""
    from django.db import connection, transaction
    from django.utils import timezone

    from hustings.audit.log import hash_of
    from hustings.audit.models import AuditEvent
    from hustings.register.rows import insert, refresh_statistics

    names = ("sequence", "at", "actor_kind", "verb", "object_type", "object_id", "facts", "previous_hash", "hash")
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    at = connection.ops.adapt_datetimefield_value(now)
    last = AuditEvent.objects.order_by("-sequence")[0]

    def rows() -> Iterator[tuple[object, ...]]:
        previous = last.hash
        for sequence in range(last.sequence + 1, last.sequence + 1 + count):
            event = AuditEvent(
                sequence=sequence, at=now, actor_kind="nobody", verb="elections.ballot_cast",
                object_type="elections.board", object_id=str(board.pk), previous_hash=previous,
            )  # fmt: skip
            previous = hash_of(event)
            yield (
                sequence,
                at,
                "nobody",
                event.verb,
                event.object_type,
                event.object_id,
                "{}",
                event.previous_hash,
                previous,
            )

    with transaction.atomic():
        insert(AuditEvent, names, rows())
    refresh_statistics(AuditEvent)


def measure_spreadsheet(count: int, folder: Path) -> Figures:
    """The same members come as XLSX: what taking the file in costs the web process that receives it."""
    from django.core.files import File

    from hustings.register.actions import discard_import, upload_import

    with (folder / "members.xlsx").open("rb") as file:
        before = memory()
        begun = time.perf_counter()
        came = upload_import(File(file, "members.xlsx"), AS_AT, True, officer())
        took = time.perf_counter() - begun
    discard_import(came, officer())
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "upload the members as a spreadsheet": took,
        "the web process takes for that MB": memory() - before,
        "the process that reads it, which then ends MB": reader,
    }


PARTS: dict[str, Callable[[int, Path], Figures]] = {
    "import": measure_import,
    "roll": measure_roll,
    "notices": measure_notices,
    "pages": measure_pages,
    "export": measure_export,
    "spreadsheet": measure_spreadsheet,
}


def main() -> None:
    name, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    from hustings.cli.installation import start

    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)  # an installation that was kept may be older than this code
    print(json.dumps(PARTS[name](count, folder)))


if __name__ == "__main__":
    main()
