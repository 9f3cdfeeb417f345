"""Guarded tables refuse every way of changing a row that is there."""

import pytest
from django.db import IntegrityError, connection, transaction

from hustings.audit import append_only
from hustings.audit.log import record, verify_chain
from hustings.audit.models import AuditEvent

TABLE = AuditEvent._meta.db_table


@pytest.fixture
def event(db: None) -> AuditEvent:
    return record("tests.happened", by="system")


def refused(sql: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET verb = 'x'", f"DELETE FROM {TABLE}"])
def test_table_refuses_to_change_or_remove_a_row(event: AuditEvent, sql: str) -> None:
    refused(sql)
    assert verify_chain() is None


def test_table_refuses_truncate(event: AuditEvent) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    refused(f"TRUNCATE {TABLE}")


def test_table_refuses_to_replace_a_row(event: AuditEvent) -> None:
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}")
        refused(f"REPLACE INTO {TABLE} SELECT * FROM {TABLE}")
    else:
        refused(f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (sequence) DO UPDATE SET verb = 'x'")
    assert AuditEvent.objects.get().hash == event.hash


def test_every_table_declared_append_only_is_guarded(db: None) -> None:
    assert TABLE in append_only.guarded_tables(connection)
    assert append_only.missing_guards(connection) == set()


def test_missing_guard_is_found(event: AuditEvent) -> None:
    append_only.unguard(connection, TABLE)
    assert append_only.missing_guards(connection) == {TABLE}


def test_guard_refuses_a_row_that_meets_any_unique_column(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE guarded (id integer PRIMARY KEY, a int, b int, c text UNIQUE, UNIQUE (a, b))")
        append_only.guard(connection, "guarded")
        cursor.execute("INSERT INTO guarded (a, b, c) VALUES (1, 1, 'x'), (1, 2, 'y')")
    refused("INSERT OR REPLACE INTO guarded (a, b, c) VALUES (1, 1, 'z')")
    refused("INSERT OR REPLACE INTO guarded (a, b, c) VALUES (5, 5, 'x')")
    refused("INSERT OR REPLACE INTO guarded (id, a, b, c) VALUES (1, 7, 7, 'w')")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO guarded (a, b, c) VALUES (2, 1, 'free')")
        cursor.execute("SELECT count(*) FROM guarded")
        assert cursor.fetchone() == (3,)
