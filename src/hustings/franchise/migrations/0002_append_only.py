from django.db import migrations

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("franchise", "0001_initial")]
    operations = [AppendOnly("franchise_roll", "franchise_rollentry", "franchise_rollchange")]
