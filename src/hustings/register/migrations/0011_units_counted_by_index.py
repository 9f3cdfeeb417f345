from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [("register", "0010_card_keys")]

    operations = [
        migrations.RemoveIndex(model_name="unitmembership", name="unit_membership_member"),
        migrations.AddIndex(
            model_name="unitmembership",
            index=models.Index(fields=["member", "from_date", "id", "to_date", "unit"], name="unit_membership_history"),
        ),
        migrations.AlterField(
            model_name="unitmembership",
            name="member",
            field=models.ForeignKey(
                db_index=False, on_delete=CASCADE, related_name="unit_memberships", to="register.member"
            ),
        ),
    ]
