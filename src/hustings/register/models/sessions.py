"""Browsers in which members are signed in."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.register.models.members import Member


class MemberSession(models.Model):
    """A browser in which a member is signed in, until this row goes.

    It holds a day and a full hour, and its key is drawn at random: nothing here says when somebody came to vote.
    """

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="sessions")
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    began_on = models.DateField(_("signed in on"))
    expires_at = models.DateTimeField(_("ends by itself"))

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="member_session_end")]

    def __str__(self) -> str:
        return self.browser
