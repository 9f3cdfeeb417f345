from datetime import timedelta

import django.core.validators
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

PAUSE_DAYS = 28


def look_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """A pause that had no end gets one."""
    for case in apps.get_model("conduct", "Case").objects.exclude(paused_at=None):
        case.paused_until = (case.paused_at + timedelta(days=PAUSE_DAYS)).date()
        case.save(update_fields=["paused_until"])


class Migration(migrations.Migration):
    dependencies = [("conduct", "0009_effects_of_a_sanction")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="paused_until",
            field=models.DateField(blank=True, null=True, verbose_name="paused, to be looked at again by"),
        ),
        migrations.AddField(
            model_name="conductrules",
            name="pause_days",
            field=models.PositiveSmallIntegerField(
                default=PAUSE_DAYS,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(366),
                ],
                verbose_name="most days of a pause before a conduct officer looks at the case again",
            ),
        ),
        migrations.AddField(model_name="evidencefile", name="inner", field=models.JSONField(default=list)),
        migrations.AddField(model_name="sealed", name="inner", field=models.JSONField(default=list)),
        migrations.RunPython(look_again, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_until__isnull=True)
                | Q(paused_at__isnull=False, paused_until__isnull=False),
                name="pause_is_looked_at_again",
            ),
        ),
    ]
