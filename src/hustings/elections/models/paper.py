"""Ballots received on paper, typed in twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.elections.models.elections import Contest


class PaperBatch(models.Model):
    """A pile of paper ballots of one contest, which two people type in without seeing each other's work."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="paper_batches")
    name = models.CharField(_("name of the batch"), max_length=100)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="one_batch_of_a_name")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PaperEntry(models.Model):
    """What one person read on the papers of a batch: a line per paper. Append-only; their latest entry counts."""

    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="entries")
    lines = models.JSONField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.batch_id} by {self.entered_by_id}"
