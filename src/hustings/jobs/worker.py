"""Run the queue: one job at a time, oldest first; a job whose worker died is run again."""

import logging
from datetime import timedelta
from threading import Event
from typing import Any

from django.db import OperationalError, close_old_connections
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.queries import organisation
from hustings.jobs.liveness import job_lock
from hustings.jobs.models import Interrupted, Job
from hustings.jobs.registry import ROUTINES, TASKS

logger = logging.getLogger(__name__)

STALE = timedelta(seconds=30)
ATTEMPTS = 5
IDLE_SECONDS = 1.0


def work(stop: Event) -> None:
    """Run jobs as they come until `stop` is set."""
    is_away = False
    while not stop.is_set():
        close_old_connections()
        try:
            # What it says of its work is kept, and read by whoever looks: it is in the organisation's language.
            with translation.override(organisation().language):
                for routine in ROUTINES:
                    routine()
            run_pending(stop)
            is_away = False
        except OperationalError as error:
            # The database may be away for a moment, or for a night: the worker outlives that, and says so once.
            if not is_away:
                logger.error("The worker waits for the database: %s", str(error).strip().partition("\n")[0])
            is_away = True
        except Exception:
            logger.exception("The worker could not look for work; it tries again.")
        stop.wait(IDLE_SECONDS)


def run_pending(stop: Event | None = None) -> int:
    """Run every job that is due, one after the other, and return how many ended."""
    ended = 0
    tried: list[Any] = []
    while not (stop and stop.is_set()) and (job := _due().exclude(pk__in=tried).first()):
        tried.append(job.pk)
        ended += run(job, stop)
    return ended


def run(job: Job, stop: Event | None = None) -> bool:
    """Run one job that is due, unless another worker is alive in it. Return whether it ended."""
    with job_lock(job.pk) as held, translation.override(organisation().language):
        if not held or not _claim(job):
            return False
        job.stop = stop
        if job.attempts > ATTEMPTS:
            return _end(job, Job.State.FAILED, error=_("The worker stopped {n} times in this work.").format(n=ATTEMPTS))
        try:
            result = TASKS[job.task](job, **job.arguments)
        except Interrupted:
            job.change_own(state=Job.State.QUEUED, attempts=job.attempts - 1)
            return False
        except ActionRefused as refusal:
            return _end(job, Job.State.FAILED, error=refusal.sentence)
        except Exception:
            logger.exception("Job %s (%s) failed", job.pk, job.task)
            fault = _(
                "A fault in the program stopped this work. What was done so far is kept. The log has it under {id}."
            )
            return _end(job, Job.State.FAILED, error=fault.format(id=job.pk))
        return _end(job, Job.State.DONE, result=result)


def _due() -> QuerySet[Job]:
    stale = Q(state=Job.State.RUNNING, heartbeat_at__lt=timezone.now() - STALE)
    return Job.objects.filter(Q(state=Job.State.QUEUED) | stale).order_by("created_at")


def _claim(job: Job) -> bool:
    """Make this run the owner of `job`, if the job is still as it was when it was found due."""
    now = timezone.now()
    claimed = (
        _due()
        .filter(pk=job.pk, attempts=job.attempts)
        .order_by()
        .update(state=Job.State.RUNNING, attempts=job.attempts + 1, started_at=now, heartbeat_at=now)
    )
    job.refresh_from_db()
    return bool(claimed)


def _end(job: Job, state: str, **outcome: Any) -> bool:
    ended = job.change_own(state=state, finished_at=timezone.now(), **outcome)
    if not ended:
        logger.warning("Job %s was taken over by another worker before it ended here", job.pk)
    return ended
