import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elections', '0015_contests_annulled'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bond',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=64)),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bonds', to='elections.board')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('board', 'digest'), name='one_bond_of_a_digest')],
            },
        ),
    ]
