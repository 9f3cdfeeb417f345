import secrets

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import hustings.conduct.models.cases


def one_each(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Give each case a key of its own, in place of the one that the new column gave to all."""
    for case in apps.get_model("conduct", "Case").objects.all():
        case.log_key = secrets.token_bytes(32)
        case.save(update_fields=["log_key"])


class Migration(migrations.Migration):
    dependencies = [("conduct", "0010_pauses_and_layers")]

    operations = [
        migrations.AddField(model_name="case", name="kept", field=models.JSONField(null=True)),
        migrations.AddField(
            model_name="case",
            name="log_key",
            field=models.BinaryField(default=hustings.conduct.models.cases.new_log_key),
        ),
        migrations.RunPython(one_each, migrations.RunPython.noop),
    ]
