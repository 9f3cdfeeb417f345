import django.db.models.deletion
from django.db import migrations, models

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("elections", "0003_ranked_and_threshold")]

    operations = [
        migrations.CreateModel(
            name="ChallengedBallot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("credential", models.CharField(max_length=700)),
                ("tracking_number", models.CharField(max_length=43)),
                ("text", models.TextField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenged_ballots",
                        to="elections.board",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["board", "credential"], name="challenges_of_a_credential")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("board", "tracking_number"), name="no_ballot_challenged_twice"
                    )
                ],
            },
        ),
        AppendOnly("elections_challengedballot"),
    ]
