"""Letters by e-mail to the electors, and what became of each."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.elections.models.elections import Election


class Notice(models.Model):
    class Kind(models.TextChoices):
        CREDENTIALS = "credentials", _("The poll is open: voting link")
        REMINDER = "reminder", _("Reminder to those who have not voted")
        CLOSING_SOON = "closing_soon", _("The poll closes soon, to those who have not voted")
        RESULT = "result", _("Result")

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    previewed_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey("jobs.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.subject


class NoticePlan(models.Model):
    """When the worker sends a notice: so long before or after a moment of the timetable, wherever that is moved to."""

    class Anchor(models.TextChoices):
        OPENS = "opens", _("the poll opens")
        CLOSES = "closes", _("the poll closes")
        DECLARED = "declared", _("the result is declared")

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="plan")
    anchor = models.CharField(_("counted from when"), max_length=8, choices=Anchor)
    minutes = models.IntegerField(_("minutes after it; before it if negative"), default=0)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    obstacle = models.CharField(_("what stands in the way"), max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.anchor} {self.minutes:+}"


class Delivery(models.Model):
    """One notice to one member. The address is read from the register when it is sent, and not kept here."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being handed over")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        BOUNCED = "bounced", _("came back")

    NOT_DELIVERED = (State.FAILED, State.BOUNCED)

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "member"], name="delivery_once")]
        # With the key, so that the next letters to send are found without sorting all that wait.
        indexes = [models.Index(fields=["notice", "state", "id"], name="delivery_in_turn")]

    def __str__(self) -> str:
        return f"{self.notice_id} -> {self.member_id}: {self.state}"


class Bounce(models.Model):
    """What a mail server reported of a letter that it could not deliver. Append-only; holds no address."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="bounces")
    report = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of the report, so that it counts once."))
    status = models.CharField(max_length=12)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status}"
