"""One contest of an election is annulled, while the others stand."""

from django.conf import settings
from django.db import models

from hustings.elections.models.elections import Contest


class ContestAnnulment(models.Model):
    """A contest is annulled for good, with a reason that is published. Append-only."""

    contest = models.OneToOneField(Contest, models.PROTECT, related_name="annulment")
    reason = models.TextField()
    annulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    annulled_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.contest_id)
