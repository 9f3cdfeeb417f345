from django.db import migrations, models

from hustings.franchise.checked_together import CheckedTogether


class Migration(migrations.Migration):
    dependencies = [("franchise", "0005_fewer_indexes_of_rolls"), ("register", "0011_units_counted_by_index")]

    operations = [
        migrations.AddField(
            model_name="roll",
            name="known_up_to",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        CheckedTogether(
            "franchise_rollentry", roll_id="franchise_roll", member_id="register_member", unit_id="register_unit"
        ),
    ]
