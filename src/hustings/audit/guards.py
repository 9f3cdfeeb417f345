"""Migration operations that make what no model shows: triggers, and what goes with them."""

from typing import Any

from django.db.migrations.operations.base import Operation


class Guard(Operation):
    """Such an operation is run where a database is built at once, too; it must need no state of the models."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models stay as they are."""
