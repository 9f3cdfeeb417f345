"""The register of decisions: each entry holds the hash of the one before it. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.council.models.bodies import Body
from hustings.council.models.divisions import Division
from hustings.council.models.motions import Motion


class Decision(models.Model):
    """What a body decided. `document` is the exact text that was hashed, in which people stand by number only."""

    class Outcome(models.TextChoices):
        CARRIED = "carried", _("carried")
        LOST = "lost", _("lost")
        CORRECTION = "correction", _("correction")

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="decisions")
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="decisions")
    division = models.ForeignKey(Division, models.PROTECT, related_name="decisions")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what was decided"))
    decided_at = models.DateTimeField(_("decided"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    search_text = models.TextField(editable=False)
    document = models.TextField(editable=False)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["division"], condition=Q(corrects__isnull=True), name="decision_once_for_a_division"
            ),
            models.CheckConstraint(
                condition=Q(outcome="correction", corrects__isnull=False)
                | ~Q(outcome="correction") & Q(corrects__isnull=True),
                name="decision_corrects_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
