"""What follows a count: lots that broke ties, and signed declarations."""

from django.conf import settings
from django.db import models


class Lot(models.Model):
    """A tie broken by lot, with the public seed from which anybody can draw it again. Append-only."""

    contest = models.ForeignKey("elections.Contest", models.PROTECT, related_name="lots")
    seed = models.CharField(max_length=200)
    tied = models.JSONField()
    order = models.JSONField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.seed}"


class Declaration(models.Model):
    """The signed statement of an election's results. Append-only: a mistake is corrected by a later declaration."""

    election = models.ForeignKey("elections.Election", models.PROTECT, related_name="declarations")
    number = models.PositiveSmallIntegerField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    document = models.TextField()
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="one_declaration_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.election_id}/{self.number}"
