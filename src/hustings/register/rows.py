"""Rows by the hundred thousand: what a model does when it is saved is left out; constraints and triggers hold.

Rows that this process has go in by COPY on PostgreSQL, and on SQLite by hundreds: each statement on a table with
triggers costs more there than its rows. Rows that follow from others in the database are made there, by an INSERT from
a SELECT.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

AT_ONCE = 200  # rows in one statement on SQLite


def reserved_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """So many primary keys, ascending, that no other row gets. The caller holds the transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [f'"{table}"', count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = row[0] + 1 if row else 1
    return range(first, first + count)


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of these names of columns."""
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            waiting, one = iter(rows), f"({', '.join(['%s'] * len(names))})"
            while some := list(islice(waiting, AT_ONCE)):
                places = ", ".join([one] * len(some))
                sql = f"INSERT INTO {table} ({columns}) VALUES {places}"  # noqa: S608 (names of ours)
                cursor.execute(sql, list(chain.from_iterable(some)))


def insert_selected(model: type[models.Model], found: models.QuerySet[Any], **columns: Any) -> int:
    """Insert one row for each that is found, each column an expression over it; returns how many."""
    selected = found.order_by().annotate(**{f"new_{name}": value for name, value in columns.items()})
    try:
        select, parameters = selected.values_list(*(f"new_{name}" for name in columns)).query.sql_with_params()
    except EmptyResultSet:  # the conditions contradict each other, so nothing can be found
        return 0
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {select}", parameters)
        return int(cursor.rowcount)


def refresh_statistics(*written: type[models.Model]) -> None:
    """Let the database count again in tables that grew much: how it finds rows rests on what it knows of them.

    Outside a transaction PostgreSQL also notes which pages everybody may read, so that an index alone answers.
    """
    vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")  # a sample is enough, and takes no time
        for model in written:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"VACUUM (ANALYZE) {table}" if vacuum else f"ANALYZE {table}")
