"""Move an installation to another database: every row is copied, then read back and compared."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Collate

from hustings.accounts.errors import ActionRefused
from hustings.audit.append_only import missing_guards
from hustings.audit.backups import losses
from hustings.audit.log import record, verify_chain

TARGET = "target"
ROWS = 5000  # held in memory at a time

Progress = Callable[[str, int], None]


def move(target: dict[str, Any], progress: Progress = lambda table, rows: None) -> int:
    """Copy this installation, on SQLite, to the empty PostgreSQL database with the settings `target`; return the rows.

    Nobody else can write to the source meanwhile, and it stays as it is. If anything fails, the target is empty again.
    """
    if connection.vendor != "sqlite":
        raise ActionRefused("This installation is on PostgreSQL already.")
    connections.settings[TARGET] = connections.configure_settings({DEFAULT_DB_ALIAS: target})[DEFAULT_DB_ALIAS]
    _refuse_unless_empty(connections[TARGET])
    source = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic():  # on SQLite it begins with the only lock that lets one write
        _check("database here")
        try:
            with _working_on(connections[TARGET]):
                call_command("migrate", verbosity=0, interactive=False)
            _refuse_unknown_tables(source)
            with transaction.atomic(using=TARGET):
                rows = _copy(source, connections[TARGET], progress)
                _compare()
                with _working_on(connections[TARGET]):
                    _check("copy")
                    record("audit.installation_moved", by="system", rows=rows)
            with connections[TARGET].cursor() as cursor:
                cursor.execute("ANALYZE")
        except BaseException:
            _remove_tables(connections[TARGET])
            raise
    return rows


@contextmanager
def _working_on(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Let every query of the block go to `database`, in place of the one that the settings name."""
    here = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = database
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = here


def _refuse_unless_empty(target: BaseDatabaseWrapper) -> None:
    if target.vendor != "postgresql":
        raise ActionRefused("An installation moves to PostgreSQL: write postgresql://USER@HOST/NAME.")
    if tables := target.introspection.table_names():
        raise ActionRefused(
            f"The database {target.settings_dict['NAME']} is not empty: it has a table {min(tables)}. Make a new one "
            "(createdb), and give its name."
        )


def _refuse_unknown_tables(source: BaseDatabaseWrapper) -> None:
    known = {model._meta.db_table for model in _models()} | {MigrationRecorder.Migration._meta.db_table}
    if unknown := set(source.introspection.table_names()) - known:
        raise ActionRefused(f"Hustings does not know the table {min(unknown)} of this database, so it cannot move it.")


def _check(which: str) -> None:
    """Refuse to go on unless the log is whole, the guards stand, and no ballot with a receipt is missing."""
    if found := verify_chain():
        raise ActionRefused(f"The log of the {which} is not whole. {found.sentence}")
    if unguarded := missing_guards(connection):
        raise ActionRefused(f"Tables of the {which} have lost their guard: {', '.join(sorted(unguarded))}.")
    if lost := losses():
        raise ActionRefused(f"Ballots are missing in the {which}. {' '.join(lost)}")


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def _copy(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, progress: Progress) -> int:
    """Copy every table. Foreign keys are checked at the end of the transaction, so the order does not matter."""
    total = 0
    with source.cursor() as reader, target.cursor() as writer:
        for model in _models():
            table = target.ops.quote_name(model._meta.db_table)
            names = ", ".join(target.ops.quote_name(field.column) for field in model._meta.local_concrete_fields)
            writer.execute(f"DELETE FROM {table} WHERE true")  # noqa: S608 (what the migrations put there)
            reader.execute(f"SELECT {names} FROM {table}")  # noqa: S608 (names of ours)
            rows = 0
            try:
                with writer.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    while batch := reader.fetchmany(ROWS):
                        for row in batch:
                            copy.write_row(row)
                        rows += len(batch)
            except psycopg.Error as error:
                raise ActionRefused(
                    f"PostgreSQL refuses a row of the table {model._meta.db_table}: {str(error).strip()}"
                ) from error
            _go_on_counting(reader, writer, model)
            progress(model._meta.db_table, rows)
            total += rows
        try:
            writer.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError as error:
            raise ActionRefused(f"A row names another one that is not there: {str(error).strip()}") from error
    return total


def _go_on_counting(reader: Any, writer: Any, model: type[models.Model]) -> None:
    """Number new rows from where the source would: a number that was given once, and removed, is not given again."""
    key, table = model._meta.pk, model._meta.db_table
    if isinstance(key, models.AutoField | models.BigAutoField):
        reader.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        if highest := (reader.fetchone() or [0])[0]:
            writer.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', key.column, highest])


def _compare() -> None:
    """Read every row of both sides, and refuse the copy at the first that differs."""
    for model in _models():
        for here, there in zip_longest(_rows(model, DEFAULT_DB_ALIAS), _rows(model, TARGET)):
            if here != there:
                raise ActionRefused(
                    f"The copy differs in the table {model._meta.db_table}, in the row {(here or there or [''])[0]}. "
                    "Nothing was moved."
                )


def _rows(model: type[models.Model], database: str) -> Iterator[tuple[Any, ...]]:
    fields = [model._meta.pk, *(each for each in model._meta.local_concrete_fields if not each.primary_key)]
    by_bytes = database == TARGET and isinstance(model._meta.pk, models.CharField)
    order = Collate("pk", "C") if by_bytes else "pk"  # as SQLite sorts
    rows = model._base_manager.using(database).order_by(order).values_list(*(each.attname for each in fields))
    return rows.iterator(chunk_size=ROWS)


def _remove_tables(target: BaseDatabaseWrapper) -> None:
    with target.cursor() as cursor:
        if tables := target.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {', '.join(map(target.ops.quote_name, tables))} CASCADE")
