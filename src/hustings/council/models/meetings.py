"""Meetings: notice, agenda, who was there when, and minutes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.council.models.bodies import Body


class Meeting(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CALLED = "called", _("called")
        OPEN = "open", _("in session")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("title"), max_length=200)
    place = models.CharField(_("place"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    called_at = models.DateTimeField(_("notice given"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    chair = models.ForeignKey(
        "register.Member", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chair")
    )
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class ShortNoticeConsent(models.Model):
    """A seat-holder agrees that a meeting is held although its notice was too short. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="consents")
    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="short_notice_consent_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("explanation"), blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="agenda_position_once")]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """A seat-holder came or went. Append-only: who is there at a moment is what was noted last before it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.member_id} {'came' if self.present else 'went'} {self.at}"


class Minutes(models.Model):
    """What the secretary adds to the record of a meeting; a later edition corrects an earlier. Append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("minutes"))
    correction = models.CharField(_("what was corrected"), max_length=300, blank=True)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "minutes"
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.number}"
