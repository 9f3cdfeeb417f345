"""Tables that only grow: triggers refuse to change or remove a row, on SQLite and PostgreSQL alike."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from hustings.audit.guards import Guard

REFUSAL = "is append-only: nothing that happened is edited"


class AppendOnly(Guard):
    """Migration operation: `AppendOnly("register_standingevent", ...)` guards these tables from here on.

    On SQLite the guard also makes INSERT OR IGNORE (bulk_create(ignore_conflicts=True)) an error where it meets a
    conflict, because a trigger cannot tell it from INSERT OR REPLACE. Altering a guarded table on SQLite makes it
    anew, without its triggers: a migration that does so must end with this operation again.
    """

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return self.__class__.__name__, list(self.tables), {}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in self.tables:
            guard(schema_editor.connection, table)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table in self.tables:
            unguard(schema_editor.connection, table)

    def describe(self) -> str:
        return f"Refuse changes to {', '.join(self.tables)}"


def guard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Install the triggers on `table`, in place of those it has."""
    unguard(connection, table)
    with connection.cursor() as cursor:
        for statement in _postgresql(table) if connection.vendor == "postgresql" else _sqlite(cursor, table):
            cursor.execute(statement)


def unguard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Remove the triggers from `table`."""
    with connection.cursor() as cursor:
        for trigger in _triggers(cursor, connection.vendor, table):
            on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{trigger}"{on_table}')


def guarded_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that have triggers of ours."""
    with connection.cursor() as cursor:
        return {
            table
            for table in connection.introspection.table_names(cursor)
            if _triggers(cursor, connection.vendor, table)
        }


def missing_guards(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the tables that a migration declares append-only, and that have no triggers."""
    declared = {
        table
        for migration in MigrationLoader(connection).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, AppendOnly)
        for table in operation.tables
    }
    return declared - guarded_tables(connection)


def _triggers(cursor: Any, vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgname LIKE %s AND NOT tgisinternal"
        cursor.execute(sql, [f'"{table}"', "append_only_%"])
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s"
        cursor.execute(sql, [table, f"{table}_append_only_%"])
    return [name for (name,) in cursor.fetchall()]


def _postgresql(table: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '% {REFUSAL}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def _sqlite(cursor: Any, table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
    # INSERT OR REPLACE deletes the row it meets without firing a DELETE trigger, so the meeting itself is refused.
    keys = (
        " AND ".join(f'"{column}" = NEW."{column}"' for column in columns) for columns in _sqlite_keys(cursor, table)
    )
    meets = f'SELECT 1 FROM "{table}" WHERE ' + " OR ".join(f"({key})" for key in keys)  # noqa: S608 (names of ours)
    return [
        f'CREATE TRIGGER "{table}_append_only_update" BEFORE UPDATE ON "{table}" {refuse}',
        f'CREATE TRIGGER "{table}_append_only_delete" BEFORE DELETE ON "{table}" {refuse}',
        f'CREATE TRIGGER "{table}_append_only_replace" BEFORE INSERT ON "{table}" WHEN EXISTS ({meets}) {refuse}',
    ]


def _sqlite_keys(cursor: Any, table: str) -> list[list[str]]:
    """Return the column lists by which a new row can meet an old one: the primary key and the unique indexes."""
    cursor.execute(f'PRAGMA table_info("{table}")')
    keys = [[column[1] for column in cursor.fetchall() if column[5]]]
    cursor.execute(f'PRAGMA index_list("{table}")')
    indexes = [index[1] for index in cursor.fetchall() if index[2] and not index[4]]
    for index in indexes:
        cursor.execute(f'PRAGMA index_info("{index}")')
        columns = [column[2] for column in cursor.fetchall()]
        if all(columns) and columns not in keys:
            keys.append(columns)
    return keys
