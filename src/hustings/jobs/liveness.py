"""One lock per running job: whoever gets it knows that no other worker is alive in that job.

The lock goes with the process (or its session on PostgreSQL), so a worker that dies gives it up at once, and one
that is merely slow keeps it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection


@contextmanager
def job_lock(job: UUID) -> Iterator[bool]:
    """Yield whether the lock of `job` was free; if it was, hold it during the block."""
    with _advisory_lock(job) if connection.vendor == "postgresql" else _file_lock(job) as held:
        yield held


@contextmanager
def _file_lock(job: UUID) -> Iterator[bool]:
    folder = settings.DATA / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{job}.lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def _advisory_lock(job: UUID) -> Iterator[bool]:
    # A connection of its own: the task may end or lose the one that it works with.
    session = connection.copy()
    key = int.from_bytes(job.bytes[:8], signed=True)
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            yield cursor.fetchone()[0]
    finally:
        session.close()
