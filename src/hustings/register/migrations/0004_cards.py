import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0003_address_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CardIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issue', models.PositiveIntegerField(help_text='From 1, for each member.')),
                ('valid_until', models.DateField()),
                ('issued_at', models.DateTimeField(auto_now_add=True)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='card_issues', to='register.member')),
            ],
            options={
                'ordering': ['member', 'issue'],
                'constraints': [models.UniqueConstraint(fields=('member', 'issue'), name='one_card_per_issue')],
            },
        ),
        AppendOnly("register_cardissue"),
    ]
