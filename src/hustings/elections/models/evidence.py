"""What the independent scrutineer leaves and takes away."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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


class CustodyStep(models.Model):
    """Who keeps the evidence of an election and until when, from its taking to its destruction. Append-only, public."""

    class Kind(models.TextChoices):
        KEPT = "kept", _("taken into keeping")
        HANDED_OVER = "handed_over", _("handed over")
        DESTROYED = "destroyed", _("destroyed")

    election = models.ForeignKey(Election, models.PROTECT, related_name="custody")
    kind = models.CharField(_("what happened"), max_length=11, choices=Kind)
    keeper = models.CharField(_("who keeps it, and where"), max_length=200, blank=True)
    until = models.DateField(_("to be kept until"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.election_id}: {self.kind}"
