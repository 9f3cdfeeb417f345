from django.db import migrations

from hustings.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [AppendOnly("register_standingevent")]
