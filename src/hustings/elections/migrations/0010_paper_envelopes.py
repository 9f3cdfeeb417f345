from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("elections", "0009_nominations")]

    operations = [
        migrations.AddField(
            model_name="markedregister",
            name="paper_on",
            field=models.DateField(null=True),
        ),
    ]
