import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def copy(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    draw, left_out, sanction, effect = (
        apps.get_model("conduct", name) for name in ("Draw", "LeftOut", "Sanction", "Effect")
    )
    for made in draw.objects.all():
        for member, reasons in made.excluded.items():
            left_out.objects.create(draw=made, member_id=int(member), reasons=reasons)
    for imposed in sanction.objects.exclude(event=None):
        effect.objects.create(sanction=imposed, event_id=imposed.event_id)


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0006_unreviewed_suspensions"),
        ("register", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Effect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.standingevent"
                    ),
                ),
                (
                    "sanction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="effect", to="conduct.sanction"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reasons", models.JSONField()),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="left_out", to="conduct.draw"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="register.member"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RunPython(copy, migrations.RunPython.noop),
    ]
