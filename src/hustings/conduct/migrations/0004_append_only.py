from django.db import migrations

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("conduct", "0003_words_of_events")]
    operations = [
        AppendOnly(
            "conduct_allegation",
            "conduct_caseevent",
            "conduct_deadline",
            "conduct_interest",
            "conduct_draw",
            "conduct_finding",
            "conduct_sanction",
            "conduct_sanctionend",
        )
    ]
