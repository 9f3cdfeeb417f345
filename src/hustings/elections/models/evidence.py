"""What the independent scrutineer leaves and takes away."""

from django.conf import settings
from django.db import models

from hustings.elections.models.elections import Election


class EvidenceKey(models.Model):
    """The public key for which bundles of evidence are sealed that this person takes away."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence_key")
    public_key = models.CharField(max_length=44)
    set_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.public_key


class ScrutineerReport(models.Model):
    """A scrutineer's signed report on an election. Append-only: what is to be corrected is said in a later one."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="scrutineer_reports")
    number = models.PositiveSmallIntegerField()
    document = models.TextField()
    signature = models.CharField(max_length=100)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="one_report_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.election_id}/{self.number}"
