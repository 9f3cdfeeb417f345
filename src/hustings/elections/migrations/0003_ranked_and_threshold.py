import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contest",
            name="rule_options",
            field=models.JSONField(blank=True, default=dict, verbose_name="options of the count"),
        ),
        migrations.AddField(
            model_name="contest",
            name="ties",
            field=models.CharField(
                choices=[
                    ("rule", "as the rule says, then by lot"),
                    ("back", "by the latest earlier stage at which the tied differed, then by lot"),
                    ("forward", "by the earliest stage at which the tied differed, then by lot"),
                    ("lot", "by lot"),
                ],
                default="rule",
                max_length=10,
                verbose_name="how ties are broken",
            ),
        ),
        migrations.AlterField(
            model_name="board",
            name="state",
            field=models.CharField(
                choices=[
                    ("setup", "Being set up"),
                    ("open", "Open"),
                    ("ended", "Closed to ballots"),
                    ("shuffling", "Ballots being shuffled"),
                    ("tallied", "Encrypted tally made"),
                    ("complete", "Result known"),
                ],
                default="setup",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="contest",
            name="rule",
            field=models.CharField(default="block", max_length=30, verbose_name="voting method"),
        ),
        migrations.AlterField(
            model_name="election",
            name="group",
            field=models.CharField(
                choices=[
                    ("Ed25519", "Ed25519 (fast; the usual choice)"),
                    ("RFC-3526-2048", "RFC-3526-2048 (slower; older verifiers can check it, rankings too)"),
                    ("BELENIOS-2048", "BELENIOS-2048 (slower; older verifiers can check it; no rankings)"),
                ],
                default="Ed25519",
                max_length=20,
                verbose_name="group",
            ),
        ),
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("setup_records", models.JSONField()),
                ("tally", models.TextField()),
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rehearsal", to="elections.election"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ThresholdGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("threshold", models.PositiveSmallIntegerField()),
                ("dissolved_at", models.DateTimeField(null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threshold_groups",
                        to="elections.election",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CeremonyMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("index", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("certificate", "Certificate"), ("polynomial", "Polynomial"), ("share", "Share")],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="elections.thresholdgroup",
                    ),
                ),
            ],
            options={
                "ordering": ["index"],
            },
        ),
        migrations.AddField(
            model_name="trustee",
            name="threshold_group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="elections.thresholdgroup",
            ),
        ),
        migrations.CreateModel(
            name="PassedOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("passed_over_at", models.DateTimeField(auto_now_add=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passed_over", to="elections.board"
                    ),
                ),
                (
                    "passed_over_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "trustee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passed_over", to="elections.trustee"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("board", "trustee"), name="passed_over_once")],
            },
        ),
        migrations.CreateModel(
            name="RehearsedKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="elections.rehearsal"
                    ),
                ),
                (
                    "trustee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="elections.trustee"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("rehearsal", "trustee"), name="rehearsed_once")],
            },
        ),
        migrations.CreateModel(
            name="Shuffle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shuffles", to="elections.board"
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="elections.boardrecord"
                    ),
                ),
                (
                    "trustee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shuffles", to="elections.trustee"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("board", "trustee"), name="one_shuffle_per_trustee")],
            },
        ),
        migrations.AddConstraint(
            model_name="thresholdgroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dissolved_at__isnull", True)), fields=("election",), name="one_threshold_group"
            ),
        ),
        migrations.AddConstraint(
            model_name="thresholdgroup",
            constraint=models.CheckConstraint(condition=models.Q(("threshold__gte", 1)), name="threshold_at_least_one"),
        ),
        migrations.AddConstraint(
            model_name="ceremonymessage",
            constraint=models.UniqueConstraint(fields=("group", "index", "kind"), name="one_ceremony_message_per_step"),
        ),
        AppendOnly("elections_ceremonymessage", "elections_shuffle", "elections_passedover"),
    ]
