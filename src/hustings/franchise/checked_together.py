"""Foreign keys of a table that grows by half a million rows in one statement, checked once for all of them."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from hustings.audit.guards import Guard

NAME = "checked_together"


class CheckedTogether(Guard):
    """Migration operation: `CheckedTogether("franchise_rollentry", member_id="register_member")`.

    PostgreSQL checks a foreign key row by row and locks each row that is named, which takes longer than finding and
    writing half a million electors. From here on a trigger asks once after each statement whether all that the new
    rows name is there, and the rows named cannot be removed: the rule stays, and is kept in a tenth of the time. What
    is named must be written before. It suits tables whose rows are never changed, and that name what the service never
    removes: two who did both at once would not see each other. SQLite, which is quick at it, goes on row by row.
    """

    def __init__(self, table: str, **named: str) -> None:
        self.table = table
        self.named = named

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return self.__class__.__name__, [self.table], dict(self.named)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in (*_without_keys(schema_editor.connection, self.table, self.named), *self._guards()):
                schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for column, named in self.named.items():
                schema_editor.execute(f'DROP FUNCTION "{self._refusal(column)}" CASCADE', params=None)
                schema_editor.execute(
                    f'ALTER TABLE "{self.table}" ADD FOREIGN KEY ("{column}") REFERENCES "{named}" '
                    "DEFERRABLE INITIALLY DEFERRED",
                    params=None,
                )
            schema_editor.execute(f'DROP FUNCTION "{self.table}_{NAME}" CASCADE', params=None)

    def describe(self) -> str:
        return f"Check all that new rows of {self.table} name at once"

    def _refusal(self, column: str) -> str:
        return f"{self.table}_{column}_{NAME}"

    def _guards(self) -> list[str]:
        checks = " ".join(
            f'IF EXISTS (SELECT FROM fresh LEFT JOIN "{named}" named ON named.id = fresh."{column}" '
            f'WHERE named.id IS NULL AND fresh."{column}" IS NOT NULL) THEN '
            f"{_refuse(f'A new row of {self.table} names a {column} that is not there')} END IF;"
            for column, named in self.named.items()
        )
        statements = [
            f'CREATE OR REPLACE FUNCTION "{self.table}_{NAME}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN {checks} RETURN NULL; END $$",
            f'CREATE TRIGGER {NAME} AFTER INSERT ON "{self.table}" REFERENCING NEW TABLE AS fresh '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{self.table}_{NAME}"()',
        ]
        for column, named in self.named.items():
            refusal = self._refusal(column)
            statements += [
                f'CREATE OR REPLACE FUNCTION "{refusal}"() RETURNS trigger LANGUAGE plpgsql AS '
                f'$$ BEGIN IF EXISTS (SELECT FROM "{self.table}" WHERE "{column}" = OLD.id) THEN '
                f"{_refuse(f'A row of {self.table} still names it')} END IF; RETURN OLD; END $$",
                f'CREATE TRIGGER "{refusal}" BEFORE DELETE ON "{named}" FOR EACH ROW EXECUTE FUNCTION "{refusal}"()',
            ]
        return statements


def _refuse(sentence: str) -> str:
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'foreign_key_violation';"


def _without_keys(connection: BaseDatabaseWrapper, table: str, columns: dict[str, str]) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return [
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'
        for name, constraint in found.items()
        if constraint["foreign_key"] and constraint["columns"][0] in columns
    ]
