"""Work that takes longer than a page may."""

import uuid
from contextlib import closing
from threading import Event
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import User
from hustings.jobs.registry import TITLES


class Interrupted(Exception):  # noqa: N818 (it reads as what happened)
    """The worker is asked to stop, or another worker has the job now."""


class Job(models.Model):
    """One piece of background work, its progress, and how it ended."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True, default="")
    result = models.JSONField(null=True)
    error = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    stop: Event | None = None  # set by the worker that runs the job

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="jobs_to_run")]

    def __str__(self) -> str:
        return f"{self.task} {self.id}"

    @property
    def title(self) -> str:
        """What the work is, in plain words; of a task that is no longer known, its name."""
        return str(TITLES.get(self.task) or self.task)

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        if self.state == self.State.DONE:
            return 100
        return min(self.done * 100 // self.total, 100) if self.total else 0

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work is. Call it outside a transaction, or nobody sees it until the transaction ends.

        Raises Interrupted when the worker is asked to stop, or when another worker has taken the job over; let it
        pass: the job will be run again.
        """
        if self.stop is not None and self.stop.is_set():
            raise Interrupted
        if not self.change_own(done=done, total=total, message=message[:300], heartbeat_at=timezone.now()):
            raise Interrupted

    def progress_aside(self, done: int, total: int) -> None:
        """Say in the middle of a transaction how far the work is, so that it is seen at once; Interrupted as above.

        SQLite lets nothing be written beside a transaction, so there only the wish to stop is heard.
        """
        if self.stop is not None and self.stop.is_set():
            raise Interrupted
        if connection.vendor == "postgresql":
            with closing(connection.copy()) as session, session.cursor() as cursor:
                table = connection.ops.quote_name(Job._meta.db_table)
                sql = f"UPDATE {table} SET done = %s, total = %s, heartbeat_at = %s WHERE id = %s"  # noqa: S608
                cursor.execute(sql, [done, total, timezone.now(), self.pk])

    def change_own(self, **changes: Any) -> bool:
        """Change the row if this run of the job still owns it (each run has its own number in `attempts`)."""
        changed = Job.objects.filter(pk=self.pk, state=self.State.RUNNING, attempts=self.attempts).update(**changes)
        if changed:
            for name, value in changes.items():
                setattr(self, name, value)
        return bool(changed)
