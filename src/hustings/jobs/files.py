"""Files that jobs make for whoever asked for the work. Each is kept for a day, and no backup holds it."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import time
from uuid import UUID

from django.conf import settings

KEPT = timedelta(days=1)


def write(job: UUID, chunks: Iterable[bytes]) -> None:
    """Keep what a job made; a file that an earlier run of the job left is replaced, whole."""
    path = _path(job)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for chunk in chunks:
            file.write(chunk)
    unfinished.replace(path)


def find(job: UUID) -> Path | None:
    """Where the file of a job is, while it is kept."""
    path = _path(job)
    return path if path.exists() else None


def delete(job: UUID) -> None:
    """Delete the file of a job, if there is one."""
    _path(job).unlink(missing_ok=True)


def delete_old() -> None:
    """Delete what has been kept for its day."""
    oldest = time() - KEPT.total_seconds()
    for path in _folder().glob("*"):
        with suppress(FileNotFoundError):  # another worker was faster
            if path.stat().st_mtime < oldest:
                path.unlink()


def _folder() -> Path:
    return Path(settings.DATA) / "jobs" / "files"


def _path(job: UUID) -> Path:
    return _folder() / str(job)
