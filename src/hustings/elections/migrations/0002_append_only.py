from django.db import migrations

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("elections", "0001_initial")]
    operations = [
        AppendOnly(
            "elections_boardrecord",
            "elections_boardballot",
            "elections_partialdecryption",
            "elections_lot",
            "elections_declaration",
            "elections_timetablechange",
            "elections_pledgeanswer",
        )
    ]
