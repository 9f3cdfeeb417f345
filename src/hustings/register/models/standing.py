"""What happened to a member: the dated events from which standing follows."""

from datetime import datetime

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
    TAKEN_BACK = "taken_back", _("an earlier event was taken back")


class StandingEventQuerySet(models.QuerySet["StandingEvent"]):
    def in_force(self, known_at: datetime | None = None) -> "StandingEventQuerySet":
        """What counts: without events that a later one corrected (as far as was recorded at that moment)."""
        corrections = StandingEvent.objects.filter(corrects__isnull=False)
        found = self.exclude(kind=EventKind.TAKEN_BACK)
        if known_at:
            corrections = corrections.filter(recorded_at__lte=known_at)
            found = found.filter(recorded_at__lte=known_at)
        return found.exclude(pk__in=corrections.values("corrects"))


class StandingEvent(models.Model):
    """Something that changed a member's standing: on the day it took effect, and at the moment it was recorded.

    An event that was recorded by mistake stays, and a later one `corrects` it: by what is right, or by taking it back.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="standing_events")
    kind = models.CharField(_("what happened"), max_length=24, choices=EventKind)
    effective_on = models.DateField(_("took effect on"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    paid_up_to = models.DateField(_("paid up to"), null=True, blank=True)
    until = models.DateField(_("suspended until, that day included"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")

    objects = StandingEventQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=~Q(kind="taken_back") | Q(corrects__isnull=False), name="standing_event_taken_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.effective_on}"
