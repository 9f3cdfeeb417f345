"""What the log says of background work."""

from django.utils.translation import gettext_lazy as _

# verb -> what was done, in a sentence; in braces the facts of the event.
SENTENCES = {
    "jobs.run_again": _("Work that had failed was started again: {task}."),
}
