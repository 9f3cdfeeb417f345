"""What the log says of the installation itself."""

from django.utils.translation import gettext_lazy as _

# verb -> what was done, in a sentence; in braces the facts of the event.
SENTENCES = {
    "audit.backup_written": _("A backup of {files} files was written."),
    "audit.installation_restored": _("The installation was brought back from the backup of {made_at}. Lost: {losses}."),
    "audit.installation_moved": _("The installation was moved to this database: {rows} rows."),
}
