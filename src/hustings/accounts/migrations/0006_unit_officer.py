from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_second_factors'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('administrator', 'Administrator'), ('membership_secretary', 'Membership secretary'), ('returning_officer', 'Returning officer'), ('credential_authority', 'Credential authority'), ('trustee', 'Trustee'), ('scrutineer', 'Scrutineer'), ('council_secretary', 'Council secretary'), ('helpdesk', 'Helpdesk'), ('conduct_officer', 'Conduct officer'), ('unit_officer', 'Officer of a unit')], max_length=30),
        ),
    ]
