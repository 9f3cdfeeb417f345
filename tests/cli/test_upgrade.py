"""An installation of an earlier version is brought up to date, and moved from SQLite to PostgreSQL."""

import os
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from tests.cli.test_backup import hustings
from tests.conftest import ROOT

from hustings.accounts.errors import ActionRefused
from hustings.audit.moving import move
from hustings.site.database_url import database

EARLIER = ROOT / "tests" / "data" / "releases" / "0.1.0.dev1.tar.xz"
# Noted from the log of that installation.
LAST_EVENT = "60ad83ba6017b5867bbf780714143ebda5f1cb6a674fd848edb4d6d7a6eac64b"

# Each way through makes all tables by all migrations, on both databases.
long = pytest.mark.skipif(not os.environ.get("HUSTINGS_LONG"), reason="a minute long: HUSTINGS_LONG=1 runs it")


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("earlier")
    with tarfile.open(EARLIER) as archive:
        archive.extractall(data, filter="data")
    ended = hustings(data, "init")
    assert ended.returncode == 0, ended.stderr
    return data


@pytest.fixture(scope="module")
def empty(postgresql_server: str) -> str:
    with psycopg.connect(postgresql_server, autocommit=True) as session:
        session.execute("CREATE DATABASE moved")
    return postgresql_server.replace("/postgres", "/moved")


@long
def test_earlier_version_is_brought_up_to_date_with_its_log_whole(upgraded: Path) -> None:
    ended = hustings(upgraded, "audit", "verify", "--noted", LAST_EVENT)
    assert ended.returncode == 0, ended.stderr
    assert "The log is whole: 167 events" in ended.stdout
    with closing(sqlite3.connect(upgraded / "hustings.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM register_member").fetchone() == (80,)


@long
def test_failed_move_leaves_the_target_empty_and_says_why(upgraded: Path, empty: str, tmp_path: Path) -> None:
    damaged = tmp_path / "data"
    damaged.mkdir()
    (damaged / "secret-key").write_text("x" * 50)
    with closing(sqlite3.connect(upgraded / "hustings.sqlite3")) as file:
        file.execute("VACUUM INTO ?", [str(damaged / "hustings.sqlite3")])
    with closing(sqlite3.connect(damaged / "hustings.sqlite3", isolation_level=None)) as file:
        file.execute("UPDATE elections_candidate SET name = substr(hex(zeroblob(999)), 1, 999) WHERE id = 1")
    ended = hustings(damaged, "move-to", empty)
    assert ended.returncode == 1
    assert "PostgreSQL refuses a row of the table elections_candidate" in ended.stderr
    with psycopg.connect(empty) as session:
        assert session.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


@long
def test_move_to_postgresql_takes_every_row_and_goes_on_where_the_source_was(upgraded: Path, empty: str) -> None:
    file = upgraded / "hustings.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as source:
        # As after an erasure: the highest number is gone, and must not be given again.
        source.execute("UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'accounts_user'")
    before = file.read_bytes()
    ended = hustings(upgraded, "move-to", empty)
    assert ended.returncode == 0, ended.stderr
    assert "80  register_member\n" in ended.stdout
    assert file.read_bytes() == before
    checked = hustings(upgraded, "audit", "verify", "--noted", LAST_EVENT, database=empty)
    assert "The log is whole: 168 events" in checked.stdout, checked.stderr
    with psycopg.connect(empty, autocommit=True) as session:
        (last,) = session.execute("SELECT nextval(pg_get_serial_sequence('accounts_user', 'id'))").fetchone()
        assert last == 5001
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
            session.execute("DELETE FROM register_standingevent")
    again = hustings(upgraded, "move-to", empty)
    assert again.returncode == 1
    assert "is not empty" in again.stderr


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("sqlite:///x", "write postgresql://USER@HOST/NAME"), ("postgresql://me:p@ss%zz@x/y", "cannot be read")],
)
def test_move_to_anything_but_postgresql_is_refused(settings, db: None, url: str, sentence: str) -> None:
    with pytest.raises((ActionRefused, ImproperlyConfigured), match=sentence):
        move(database(url, settings.DATA))
