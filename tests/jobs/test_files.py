"""Files that jobs make: whole or not there, for their owner alone, and gone after a day."""

import os
from collections.abc import Iterator
from time import time
from uuid import UUID

import pytest

from hustings.jobs import files

JOB = UUID(int=1)


def test_file_is_found_replaced_and_deleted() -> None:
    assert files.find(JOB) is None
    files.write(JOB, [b"a", b"b"])
    files.write(JOB, [b"cd"])
    path = files.find(JOB)
    assert path is not None and path.read_bytes() == b"cd" and path.stat().st_mode & 0o777 == 0o600
    files.delete(JOB)
    files.delete(JOB)
    assert files.find(JOB) is None


def test_half_a_file_is_never_found() -> None:
    def broken() -> Iterator[bytes]:
        yield b"a"
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        files.write(JOB, broken())
    assert files.find(JOB) is None


def test_file_is_deleted_after_its_day() -> None:
    for job, age in ((JOB, files.KEPT.total_seconds() + 60), (UUID(int=2), 60)):
        files.write(job, [b"a"])
        path = files.find(job)
        assert path is not None
        os.utime(path, (time() - age,) * 2)
    files.delete_old()
    assert files.find(JOB) is None and files.find(UUID(int=2)) is not None
    files.delete(UUID(int=2))
