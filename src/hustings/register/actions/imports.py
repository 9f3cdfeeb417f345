"""A file of members comes in: upload, match the columns, check, import or discard."""

from datetime import date
from itertools import chain, islice
from pathlib import PurePath

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.jobs.actions import enqueue
from hustings.jobs.models import Job
from hustings.register.changes import note_changes
from hustings.register.imports.dates import look_month_first
from hustings.register.imports.fields import COLUMNS, PARTS_OF_NAME
from hustings.register.imports.newcomers import likely_duplicates
from hustings.register.imports.reading import encoding_of, heading_of, rows_under, separator_of
from hustings.register.imports.remembered import columns_of
from hustings.register.imports.running import EXAMPLES, Outcome, run
from hustings.register.imports.workbooks import as_csv, is_workbook
from hustings.register.models import Member, MemberImport, StandingEvent, UnitMembership
from hustings.register.rows import refresh_statistics

State = MemberImport.State
LARGEST = 300 * 2**20
LOOKED_AT = 2_000  # rows that show how dates are written
MOST_COLUMNS = 200


def upload_import(file: UploadedFile, as_at: date, add_units: bool, by: User) -> MemberImport:
    """Take in CSV or a spreadsheet: find how it is written, and match its columns, as before if it can."""
    if file.size and file.size > LARGEST:
        raise ActionRefused(_("The file is larger than 300 MB: cut it in two."), "file")
    source = as_csv(file) if is_workbook(file) else file
    encoding = encoding_of(source)
    separator = separator_of(source, encoding)
    heading_row, header = heading_of(source, encoding, separator)
    first = [cells for _row, cells in islice(rows_under(heading_row, source, encoding, separator), LOOKED_AT)]
    if not header or not first:
        raise ActionRefused(_("The file needs a row of headings and at least one member under it."), "file")
    if len(header) > MOST_COLUMNS or any(len(heading) > 200 for heading in header):
        raise ActionRefused(_("The first row does not look like headings: it must name the columns."), "file")
    if any("\0" in heading for heading in header):
        raise ActionRefused(_("The first row holds NUL bytes. Export the file again as CSV."), "file")
    with transaction.atomic():
        member_import = MemberImport(
            file_name=PurePath(file.name or "members.csv").name[:200],
            encoding=encoding,
            separator=separator,
            heading_row=heading_row,
            header=header,
            columns=columns_of(header),
            month_first=look_month_first(chain.from_iterable(first)),
            as_at=as_at,
            add_units=add_units,
            created_by=by,
        )
        source.seek(0)
        member_import.source.save("members.csv", File(source), save=False)
        member_import.save()
        record("register.file_uploaded", member_import, by=by, as_at=as_at)
    return member_import


def check_import(
    member_import: MemberImport, columns: dict[str, int], by: User, *, month_first: bool | None = None
) -> Job:
    """Settle which column holds what, and have every row checked; nothing in the register changes."""
    if "number" not in columns:
        raise ActionRefused(_("Choose the column that holds the membership number."), "number")
    if "name" in columns and not columns.keys().isdisjoint(PARTS_OF_NAME):
        raise ActionRefused(
            _("Choose the column that holds the whole name, or those of first name and family name, not both."), "name"
        )
    twice = {position for position in columns.values() if list(columns.values()).count(position) > 1}
    if twice:
        names = [str(COLUMNS[name].label) for name, position in columns.items() if position in twice]
        raise ActionRefused(_("One column cannot be several things: {names}.").format(names=", ".join(names)))
    with transaction.atomic():
        _take(member_import, (State.MATCHING, State.CHECKED, State.FAILED), State.CHECKING)
        member_import.columns = columns
        if month_first is not None:
            member_import.month_first = month_first
        return _enqueue("register.check_import", member_import, by)


def start_import(member_import: MemberImport, by: User) -> Job:
    """Import a file that was checked, in the background."""
    with transaction.atomic():
        _take(member_import, (State.CHECKED,), State.IMPORTING)
        return _enqueue("register.import", member_import, by)


def discard_import(member_import: MemberImport, by: User) -> None:
    """Remove an import's files, which hold members' data; the register stays as it is."""
    with transaction.atomic():
        _take(member_import, (State.MATCHING, State.CHECKED, State.FAILED, State.IMPORTED), None)
        if member_import.state != State.IMPORTED:
            member_import.state = State.DISCARDED
        member_import.examples = {}
        files = [file for file in (member_import.source, member_import.refused_rows) if file]
        member_import.source = member_import.refused_rows = ""
        member_import.save()
        record("register.file_discarded", member_import, by=by)
        for file in files:
            transaction.on_commit(lambda name=file.name, storage=file.storage: storage.delete(name))


def _take(member_import: MemberImport, states: tuple[str, ...], state: str | None) -> None:
    """Move an import on from one of these states; of two people who press the button, one is told."""
    current = MemberImport.objects.select_for_update().get(pk=member_import.pk)
    if current.state not in states:
        raise ActionRefused(
            _("This cannot be done now: the file is {state}.").format(state=current.get_state_display())
        )
    member_import.state = state or current.state


def _enqueue(task: str, member_import: MemberImport, by: User) -> Job:
    member_import.job = enqueue(task, by=by, member_import=member_import.pk)
    member_import.error = ""
    member_import.save()
    return member_import.job


def finish_check(member_import: MemberImport, job: Job) -> Outcome:
    """Check every row of a file (the work of the background task)."""
    with member_import.source.open("rb") as file:
        outcome = run(member_import, file, write=False, told=job.progress)
    if outcome.newcomers:
        job.progress(outcome.rows, outcome.rows, gettext_noop("Every row is checked; now the people are compared."))
        rows, first = likely_duplicates(outcome.newcomers, EXAMPLES)
        if rows:
            outcome.counts["duplicates"], outcome.examples["duplicates"] = rows, first
    _keep(member_import, outcome, State.CHECKED)
    return outcome


def finish_import(member_import: MemberImport, job: Job) -> None:
    """Import a file: all its rows that are not refused, in one transaction, or none."""
    job.progress(0, 0, gettext_noop("Every row is checked; now the register is written."))
    with transaction.atomic():
        # A second run of the same job finds the import done, and does nothing twice.
        current = MemberImport.objects.select_for_update().get(pk=member_import.pk)
        if current.state != State.IMPORTING:
            return
        by = member_import.created_by
        with member_import.source.open("rb") as file:
            outcome = run(member_import, file, write=True, by=by, told=job.progress_aside)
        _keep(member_import, outcome, State.IMPORTED)
        source = member_import.source
        member_import.source, member_import.finished_at = "", timezone.now()
        member_import.save()
        facts = {"as_at": member_import.as_at, **outcome.counts}
        note_changes(record("register.members_imported", member_import, by=by, **facts), outcome.changed)
        if outcome.counts["new"] or outcome.counts["changed"]:
            enqueue("register.find_duplicates", by=by)
        transaction.on_commit(lambda: source.storage.delete(source.name))
    refresh_statistics(Member, StandingEvent, UnitMembership)


def _keep(member_import: MemberImport, outcome: Outcome, state: str) -> None:
    """Keep what became of the rows, and the refused ones as a file."""
    storage = member_import.refused_rows.storage
    if member_import.refused_rows:
        storage.delete(member_import.refused_rows.name)
        member_import.refused_rows = ""
    if outcome.counts["refused"]:
        member_import.refused_rows.save("refused.csv", File(outcome.refused.as_file()), save=False)
    member_import.counts, member_import.examples = dict(outcome.counts), dict(outcome.examples)
    member_import.state = state
    member_import.save()


def fail_import(member_import: MemberImport, sentence: str) -> None:
    """Say why a file could not be checked or imported."""
    member_import.state, member_import.error = State.FAILED, sentence
    member_import.save(update_fields=["state", "error"])
