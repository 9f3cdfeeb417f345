from django.db import migrations, models
from django.db.models.deletion import PROTECT

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("franchise", "0004_reserved_groups")]

    operations = [
        migrations.AlterField(
            model_name="rollentry",
            name="roll",
            field=models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="entries", to="franchise.roll"),
        ),
        migrations.AlterField(
            model_name="rollentry",
            name="unit",
            field=models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="register.unit"),
        ),
        migrations.AlterField(
            model_name="rollentry",
            name="change",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=PROTECT, related_name="+", to="franchise.rollchange"
            ),
        ),
        migrations.AddIndex(
            model_name="rollentry",
            index=models.Index(
                condition=models.Q(change__isnull=False), fields=["change"], name="roll_entry_added_later"
            ),
        ),
        AppendOnly("franchise_rollentry"),  # altering the table made it anew, without its triggers
    ]
