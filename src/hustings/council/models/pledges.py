"""What tests a pledge: the motion or amendment whose division shows whether it was kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.council.models.divisions import Vote
from hustings.council.models.motions import Amendment, Motion


class PledgeTest(models.Model):
    """A division on this motion (or on this amendment to it) decides what the pledge promised."""

    class Promised(models.TextChoices):
        FOR = Vote.Choice.FOR.value, _("a vote for it keeps the pledge")
        AGAINST = Vote.Choice.AGAINST.value, _("a vote against it keeps the pledge")

    pledge = models.ForeignKey("elections.Pledge", on_delete=models.PROTECT, related_name="tests")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="pledge_tests")
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, blank=True, related_name="pledge_tests")
    promised = models.CharField(_("what keeps it"), max_length=10, choices=Promised, default=Promised.FOR)
    bound_at = models.DateTimeField()
    bound_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(_("why it was taken back"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "motion"],
                condition=Q(amendment__isnull=True, withdrawn_at__isnull=True),
                name="pledge_tested_once_by_a_motion",
            ),
            models.UniqueConstraint(
                fields=["pledge", "amendment"],
                condition=Q(amendment__isnull=False, withdrawn_at__isnull=True),
                name="pledge_tested_once_by_an_amendment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge_id} by {self.motion_id}"
