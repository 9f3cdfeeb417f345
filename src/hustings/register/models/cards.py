"""Membership cards that were made."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.register.models.members import Member


class CardIssue(models.Model):
    """A membership card that was made; the latest one of a member is the one that counts. Append-only."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="card_issues")
    issue = models.PositiveIntegerField(help_text=_("From 1, for each member."))
    valid_until = models.DateField()
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["member", "issue"]
        constraints = [models.UniqueConstraint(fields=["member", "issue"], name="one_card_per_issue")]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.issue}"


class CardKeyUse(models.Model):
    """From a moment on cards are signed with this key: cards made before it fail their check. Append-only."""

    public_key = models.CharField(max_length=44)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.public_key
