"""Copy the database while it is in use, and put a copy in its place: a file for SQLite, pg_dump for PostgreSQL."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from hustings.accounts.errors import ActionRefused


def holds_tables() -> bool:
    """Say whether there is an installation in the database; asking makes no database."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return "django_migrations" in connection.introspection.table_names()


def files() -> list[Path]:
    """Return the files of a SQLite database; there are none of a PostgreSQL one."""
    if connection.vendor == "postgresql":
        return []
    live = Path(connection.settings_dict["NAME"]).absolute()
    return [live.with_name(live.name + suffix) for suffix in ("", "-wal", "-shm")]


def copy_to(path: Path) -> None:
    """Write the database, as it is at one moment, to `path` (mode 0600); writers need not wait."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--schema=public", "--no-owner", "--no-privileges", f"--file={path}")
        return
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as here, closing(sqlite3.connect(path)) as there:
        here.backup(there)


@contextmanager
def in_place(candidate: Path, aside: Path) -> Iterator[None]:
    """Work on the copy `candidate`, brought up to date, in the block; if it ends well, the copy is the database.

    The database that was there is kept: the file in `aside`, or the schema of that name. If the block raises, it is
    the database again.
    """
    connection.close()
    with _file_in_place(candidate, aside) if connection.vendor == "sqlite" else _schema_in_place(candidate, aside):
        call_command("migrate", verbosity=0, interactive=False)
        yield


@contextmanager
def _file_in_place(candidate: Path, aside: Path) -> Iterator[None]:
    live = Path(connection.settings_dict["NAME"])
    connection.settings_dict["NAME"] = str(candidate)
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if cursor.fetchone() != ("ok",):
                raise ActionRefused("The database in the backup is damaged.")
        yield
        with connection.cursor() as cursor:
            # All of it into the one file that is moved.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(live)
    for old in files():
        if old.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            old.rename(aside / old.name)
    candidate.rename(live)


@contextmanager
def _schema_in_place(candidate: Path, aside: Path) -> Iterator[None]:
    kept = aside.name.replace("-", "_")
    _execute(f'ALTER SCHEMA public RENAME TO "{kept}"', "CREATE SCHEMA public")
    try:
        _run("pg_restore", "--schema=public", "--no-owner", "--no-privileges", "--exit-on-error", str(candidate))
        yield
    except BaseException:
        connection.close()
        _execute("DROP SCHEMA public CASCADE", f'ALTER SCHEMA "{kept}" RENAME TO public')
        raise


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on the database."""
    given = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    environment = {variable: str(given[name]) for name, variable in names.items() if given[name]}
    command = [program, f"--dbname={given['NAME']}", *arguments]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | environment)  # noqa: S603
    except FileNotFoundError:
        raise ActionRefused(f"{program} is not there: install PostgreSQL's client programs.") from None
    except subprocess.CalledProcessError as error:
        raise ActionRefused(f"{program} failed: {error.stderr.strip()}") from error
