"""A database built at once is the database that all migrations make, step by step."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

AT_ONCE = "call_command('migrate', verbosity=0)"
STEP_BY_STEP = "from django.core.management.commands import migrate; call_command(migrate.Command(), verbosity=0)"
# What PostgreSQL says of columns, constraints, indexes, triggers and migrations; columns may stand in another order.
CATALOGUE = (
    "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, is_identity"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname, tgtype FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT app, name FROM django_migrations",
)


def migrated(folder: Path, how: str, database: str = "") -> Path:
    """An installation whose database was made in one of the two ways; the SQLite file."""
    code = f"import django; django.setup(); from django.core.management import call_command; {how}"
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("HUSTINGS_", "DJANGO_"))}
    environment |= {"HUSTINGS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "hustings.site.settings"}
    if database:
        environment["HUSTINGS_DATABASE"] = database
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return next(iter(folder.glob("*.sqlite3")), folder)


def parts(statement: str) -> list[str]:
    """A CREATE statement as its parts in alphabetical order, for columns stand in the order of their history."""
    head, _, body = statement.partition("(")
    found, depth, start = [], 0, 0
    for place, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if (sign == "," and depth == 0) or depth < 0:
            found.append(body[start:place].strip())
            start = place + 1
    return [re.sub(r"\s+", " ", head), *sorted(found), body[start:].strip()]


def schema(file: Path) -> dict[tuple[str, str], list[str]]:
    with closing(sqlite3.connect(file)) as session:
        rows = session.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    # The keys that a trigger compares are in the order of the indexes.
    return {
        (kind, name): sorted(re.findall(r"\w+", sql)) if kind == "trigger" else parts(sql) for kind, name, sql in rows
    }


def test_sqlite_is_the_same_as_after_all_migrations(tmp_path: Path) -> None:
    at_once = schema(migrated(tmp_path / "once", AT_ONCE))
    step_by_step = schema(migrated(tmp_path / "steps", STEP_BY_STEP))
    assert at_once.keys() == step_by_step.keys()
    for key, said in at_once.items():
        assert said == step_by_step[key], key


@pytest.mark.skipif(not os.environ.get("HUSTINGS_LONG"), reason="as on SQLite, which the short run shows")
def test_postgresql_is_the_same_as_after_all_migrations(tmp_path: Path, postgresql_server: str) -> None:
    found = []
    for name, how in (("at_once", AT_ONCE), ("step_by_step", STEP_BY_STEP)):
        with psycopg.connect(postgresql_server, autocommit=True) as session:
            session.execute(f"CREATE DATABASE {name}")
        url = postgresql_server.replace("/postgres", f"/{name}")
        migrated(tmp_path / name, how, url)
        with psycopg.connect(url) as session:
            rows = [session.execute(question).fetchall() for question in CATALOGUE]
        # Django's own tables, which nothing here uses, had smaller numbers for keys when their migrations were written.
        found.append([sorted((row for row in part if not row[0].startswith("auth_")), key=str) for part in rows])
    for at_once, step_by_step in zip(*found, strict=True):
        assert at_once == step_by_step
