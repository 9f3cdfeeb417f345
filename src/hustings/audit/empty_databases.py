"""Building an empty database at once: the tables of the models as they are, guarded, all migrations noted as applied.

Step by step Django makes the models anew in memory for every change of their history, which takes ten times as long.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from hustings.audit.guards import Guard


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether a database holds no table."""
    return not connection.introspection.table_names()


def build(connection: BaseDatabaseWrapper) -> None:
    """Make everything that all migrations together would make. Those that change rows have nothing to change."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    models = [model for model in apps.get_models() if model._meta.can_migrate(connection)]
    with connection.schema_editor(atomic=True) as editor:
        for model in (*models, executor.recorder.Migration):
            editor.create_model(model)
        for statement in editor.deferred_sql:
            editor.execute(statement)
        editor.deferred_sql.clear()
        for migration in plan:
            for operation in migration.operations:
                if isinstance(operation, Guard):
                    operation.database_forwards(migration.app_label, editor, None, None)
            executor.recorder.record_applied(migration.app_label, migration.name)
