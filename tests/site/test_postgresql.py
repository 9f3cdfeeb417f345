"""Tests marked `postgres` run twice: on SQLite with the others, and here on a PostgreSQL server of their own."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from tests.conftest import ROOT


@pytest.mark.skipif(connection.vendor == "postgresql", reason="all tests run on PostgreSQL already")
def test_marked_tests_pass_on_postgresql(postgresql_server: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "postgres", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=ROOT,
        env={**os.environ, "HUSTINGS_DATABASE": postgresql_server, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout[-20000:] + ended.stderr[-5000:]
