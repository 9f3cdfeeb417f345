from django.db import migrations

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]
    operations = [
        AppendOnly(
            "council_shortnoticeconsent",
            "council_attendance",
            "council_minutes",
            "council_reopeningsignature",
            "council_division",
            "council_vote",
            "council_divisionresult",
            "council_decision",
        )
    ]
