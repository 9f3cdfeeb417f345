from django.db import migrations, models

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0009_changed_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='CardKeyUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', models.CharField(max_length=44)),
                ('since', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        AppendOnly('register_cardkeyuse'),
    ]
