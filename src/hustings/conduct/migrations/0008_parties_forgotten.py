from django.db import migrations, models

from hustings.audit.append_only import AppendOnly
from hustings.conduct.people import Role


class Migration(migrations.Migration):
    dependencies = [("conduct", "0007_left_out_and_effects")]

    operations = [
        migrations.RemoveField(model_name="draw", name="excluded"),
        migrations.RemoveField(model_name="sanction", name="event"),
        migrations.RemoveField(model_name="sanctionend", name="event"),
        migrations.RemoveField(model_name="objection", name="decided_by"),  # the event of the case says who
        migrations.AddField(
            model_name="reading",
            name="party",
            field=models.CharField(blank=True, choices=Role.choices, max_length=14, verbose_name="party"),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("dismissed", "dismissed: what was decided stands"),
                    ("overturned", "overturned: no allegation is upheld, and no sanction stands"),
                    ("reheard", "sent back: other people hear the case again"),
                ],
                max_length=10,
                verbose_name="decision",
            ),
        ),
        # On SQLite a table that is altered loses its triggers.
        AppendOnly("conduct_draw", "conduct_sanction", "conduct_sanctionend", "conduct_reading"),
    ]
