import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0004_cards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Ending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ErasureRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='RegisterRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cooling_off_days', models.PositiveSmallIntegerField(default=0, verbose_name='days in which a resignation can be withdrawn')),
                ('rejoin_alone', models.BooleanField(default=False, verbose_name='who resigned or lapsed can join again on their own page')),
                ('erase_after_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='months after which the data of former members is erased')),
                ('kept_because', models.TextField(blank=True, max_length=2000, verbose_name='laws and rules by which records are kept')),
            ],
        ),
        migrations.CreateModel(
            name='UnitChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField(verbose_name='took effect on')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['effective_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='UnitOfficer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('granted_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['unit__name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='member',
            name='erased_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='erased'),
        ),
        migrations.AddField(
            model_name='standingevent',
            name='corrects',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='register.standingevent'),
        ),
        migrations.AlterField(
            model_name='standingevent',
            name='kind',
            field=models.CharField(choices=[('joined', 'joined'), ('renewed', 'renewed'), ('lapsed', 'lapsed'), ('resigned', 'resigned'), ('resignation_withdrawn', 'resignation withdrawn'), ('suspended', 'suspended'), ('reinstated', 'reinstated'), ('excluded', 'excluded'), ('died', 'died'), ('rejoined', 'rejoined'), ('taken_back', 'an earlier event was taken back')], max_length=24, verbose_name='what happened'),
        ),
        migrations.AddConstraint(
            model_name='standingevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'taken_back'), _negated=True), ('corrects__isnull', False), _connector='OR'), name='standing_event_taken_back'),
        ),
        migrations.AddField(
            model_name='ending',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ending', to='register.standingevent'),
        ),
        migrations.AddField(
            model_name='erasurerequest',
            name='member',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='erasure_request', to='register.member'),
        ),
        migrations.AddConstraint(
            model_name='registerrules',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_set_of_register_rules'),
        ),
        migrations.AddField(
            model_name='unitchange',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.unit', verbose_name='part of'),
        ),
        migrations.AddField(
            model_name='unitchange',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unitchange',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='register.unit'),
        ),
        migrations.AddField(
            model_name='unitofficer',
            name='granted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unitofficer',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='officers', to='register.unit'),
        ),
        migrations.AddField(
            model_name='unitofficer',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='ending',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_on'], name='endings_to_carry_out'),
        ),
        migrations.AddConstraint(
            model_name='unitofficer',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user', 'unit'), name='unit_officer_once'),
        ),
        # The table of events was made anew, without its triggers.
        AppendOnly("register_standingevent", "register_unitchange"),
    ]
