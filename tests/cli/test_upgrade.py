"""An installation of an earlier version is brought up to date on both databases, and moved from one to the other."""

import lzma
import os
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from tests.cli.test_backup import hustings
from tests.conftest import ROOT

from hustings.accounts.errors import ActionRefused
from hustings.audit.moving import move
from hustings.site.database_url import database

RELEASES = ROOT / "tests" / "data" / "releases"
EARLIER = RELEASES / "0.1.0.dev1.tar.xz"
EARLIER_ON_POSTGRESQL = RELEASES / "0.1.0.dev1.sql.xz"
# Noted from the log of that installation.
LAST_EVENT = "60ad83ba6017b5867bbf780714143ebda5f1cb6a674fd848edb4d6d7a6eac64b"
MIGRATIONS = {(path.parent.parent.name, path.stem) for path in ROOT.glob("src/hustings/*/migrations/0*.py")}
APPLIED = "SELECT app, name FROM django_migrations"

# Each way through makes all tables by all migrations, on both databases.
long = pytest.mark.skipif(not os.environ.get("HUSTINGS_LONG"), reason="a minute long: HUSTINGS_LONG=1 runs it")


def unpacked(folder: Path) -> Path:
    with tarfile.open(EARLIER) as archive:
        archive.extractall(folder, filter="data")
    return folder


def new_database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres", f"/{name}")


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = unpacked(tmp_path_factory.mktemp("earlier"))
    ended = hustings(data, "init")
    assert ended.returncode == 0, ended.stderr
    return data


@pytest.fixture(scope="module")
def empty(postgresql_server: str) -> str:
    return new_database(postgresql_server, "moved")


@long
def test_upgrade_brings_an_earlier_version_up_to_date_with_its_log_whole(upgraded: Path) -> None:
    ended = hustings(upgraded, "audit", "verify", "--noted", LAST_EVENT)
    assert ended.returncode == 0, ended.stderr
    assert "The log is whole: 167 events" in ended.stdout
    with closing(sqlite3.connect(upgraded / "hustings.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM register_member").fetchone() == (80,)
        assert set(file.execute(APPLIED).fetchall()) >= MIGRATIONS


@long
def test_upgrade_on_postgresql_brings_an_earlier_version_up_to_date_with_its_log_whole(
    postgresql_server: str, tmp_path: Path
) -> None:
    data = unpacked(tmp_path)
    (data / "hustings.sqlite3").unlink()
    there = new_database(postgresql_server, "earlier")
    with lzma.open(EARLIER_ON_POSTGRESQL, "rt") as dump, psycopg.connect(there, autocommit=True) as session:
        session.execute(dump.read().encode())
    ended = hustings(data, "init", database=there)
    assert ended.returncode == 0, ended.stderr
    ended = hustings(data, "audit", "verify", "--noted", LAST_EVENT, database=there)
    assert "The log is whole: 167 events" in ended.stdout, ended.stderr
    with psycopg.connect(there, autocommit=True) as session:
        assert session.execute("SELECT count(*) FROM register_member").fetchone() == (80,)
        assert set(session.execute(APPLIED).fetchall()) >= MIGRATIONS
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
            session.execute("DELETE FROM register_standingevent")


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


@pytest.mark.skipif(connection.vendor != "sqlite", reason="an installation moves from SQLite")
@pytest.mark.parametrize(
    ("url", "sentence"),
    [("sqlite:///x", "write postgresql://USER@HOST/NAME"), ("postgresql://me:p@ss%zz@x/y", "cannot be read")],
)
def test_move_to_anything_but_postgresql_is_refused(settings, db: None, url: str, sentence: str) -> None:
    with pytest.raises((ActionRefused, ImproperlyConfigured), match=sentence):
        move(database(url, settings.DATA))
