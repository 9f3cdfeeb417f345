"""What happened to a member: the dated events from which standing follows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.register.models.members import Member


class EventKind(models.TextChoices):
    JOINED = "joined", _("joined")
    RENEWED = "renewed", _("renewed")
    LAPSED = "lapsed", _("lapsed")
    RESIGNED = "resigned", _("resigned")
    RESIGNATION_WITHDRAWN = "resignation_withdrawn", _("resignation withdrawn")
    SUSPENDED = "suspended", _("suspended")
    REINSTATED = "reinstated", _("reinstated")
    EXCLUDED = "excluded", _("excluded")
    DIED = "died", _("died")
    REJOINED = "rejoined", _("rejoined")


class StandingEvent(models.Model):
    """Something that changed a member's standing: on the day it took effect, and at the moment it was recorded."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="standing_events")
    kind = models.CharField(_("what happened"), max_length=24, choices=EventKind)
    effective_on = models.DateField(_("took effect on"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    paid_up_to = models.DateField(_("paid up to"), null=True, blank=True)
    until = models.DateField(_("suspended until, that day included"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["effective_on", "id"]
        indexes = [
            # All that standing is computed from, so that a rule over half a million members reads the index alone.
            models.Index(
                fields=["member", "effective_on", "id", "kind", "paid_up_to", "until"], name="standing_event_history"
            ),
            models.Index(fields=["kind", "effective_on"], name="standing_event_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_up_to__isnull=True) | Q(kind__in=["joined", "renewed", "rejoined", "reinstated"]),
                name="standing_event_paid_up_to",
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(kind="suspended"), name="standing_event_until"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.effective_on}"
