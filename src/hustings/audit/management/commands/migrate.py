"""migrate, in a tenth of the time where the database is empty."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from hustings.audit.empty_databases import build, is_empty


class Command(migrate.Command):
    """Builds an empty database from the models as they are; every other is migrated step by step."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        whole = not any(options[name] for name in ("app_label", "migration_name", "plan", "check_unapplied", "fake"))
        if whole and is_empty(connection):
            build(connection)
        super().handle(*args, **options)
