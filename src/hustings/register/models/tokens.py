"""Tokens with which other programs read and write the register."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """Lets one program use the API, until it expires or is revoked. Only a hash of the secret is kept."""

    name = models.CharField(_("the program that uses it"), max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    may_read = models.BooleanField(_("read the register"), default=False)
    may_write = models.BooleanField(_("change the register"), default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # How often it was used in the minute that began then.
    minute = models.DateTimeField(null=True)
    uses_in_minute = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def is_good(self, at: datetime) -> bool:
        """Whether it lets a program in: not once its maker may make none any more."""
        return self.revoked_at is None and at < self.expires_at and self.made_by.has_perm("register.manage_tokens")
