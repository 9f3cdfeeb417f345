from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from hustings.elections.sealing import seal


def seal_all(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for pending in apps.get_model("elections", "PendingCredential").objects.all():
        pending.sealed = seal(pending.election_id, pending.member_id, pending.credential)
        pending.save(update_fields=["sealed"])


class Migration(migrations.Migration):
    dependencies = [("elections", "0004_challenged_ballots")]

    operations = [
        migrations.AddField("pendingcredential", "sealed", models.BinaryField(default=b""), preserve_default=False),
        migrations.RunPython(seal_all),
        migrations.RemoveField("pendingcredential", "credential"),
    ]
