from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [("elections", "0016_bonds")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="delivery_by_state"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["notice", "state", "id"], name="delivery_in_turn"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="notice",
            field=models.ForeignKey(
                db_index=False, on_delete=CASCADE, related_name="deliveries", to="elections.notice"
            ),
        ),
    ]
