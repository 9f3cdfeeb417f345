import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0004_amended_texts_and_repeals'),
        ('register', '0004_cards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='position',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.member'),
        ),
        migrations.AlterField(
            model_name='position',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.CheckConstraint(condition=models.Q(('given_by__isnull', True), ('recorded_by__isnull', True), _connector='XOR'), name='position_given_or_recorded'),
        ),
        AppendOnly("council_position"),
    ]
