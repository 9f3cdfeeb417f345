from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("elections", "0017_letters_in_turn")]

    operations = [
        migrations.AddField(
            model_name="board",
            name="roll_changes",
            field=models.PositiveIntegerField(
                default=0, help_text="How often the roll had been changed when these credentials were made."
            ),
        ),
    ]
