"""Put work in the queue, and put failed work back in it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.jobs.models import Job
from hustings.jobs.registry import TASKS


def enqueue(task: str, *, by: User | None = None, **arguments: Any) -> Job:
    """Queue `task`; it starts after the transaction of the caller (whose audit event tells of it) has ended."""
    if task not in TASKS:
        raise LookupError(f"No tasks.py registers the task {task}.")
    return Job.objects.create(task=task, arguments=arguments, created_by=by)


def run_again(job: Job, by: User) -> Job:
    """Queue a failed job again; it goes on where it stopped."""
    with transaction.atomic():
        failed = Job.objects.select_for_update().filter(pk=job.pk, state=Job.State.FAILED)
        if not failed.update(state=Job.State.QUEUED, error="", attempts=0, finished_at=None):
            raise ActionRefused(_("Only work that failed can be run again, and this has not."))
        record("jobs.run_again", job, by=by, task=job.task)
    job.refresh_from_db()
    return job
