"""Two records that are likely of one person, and what an officer decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.register.models.members import Member
from hustings.register.models.standing import StandingEvent


class Duplicate(models.Model):
    """A pair of records. What a merge did to them stands here, so that it can be undone as a whole."""

    class Why(models.TextChoices):
        NAME_AND_BIRTH = "name_and_birth", _("same name and birth date")
        NAME_AT_ADDRESS = "name_at_address", _("nearly the same name at one address")
        EMAIL = "email", _("same e-mail address")

    class State(models.TextChoices):
        OPEN = "open", _("to be decided")
        APART = "apart", _("two people")
        MERGED = "merged", _("merged")

    first = models.ForeignKey(Member, models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, models.PROTECT, related_name="+")
    why = models.CharField(max_length=20, choices=Why)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    # Of a merge: the event that closed the other record, the details filled in, the unit memberships begun and ended.
    closing = models.ForeignKey(StandingEvent, models.PROTECT, null=True, related_name="+")
    filled = models.JSONField(default=list)
    joined = models.JSONField(default=list)
    ended = models.JSONField(default=list)
    carried = models.JSONField(default=dict)  # what went along in later apps

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once")]
        indexes = [models.Index(fields=["state"], name="duplicate_state")]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"

    @property
    def closed(self) -> Member | None:
        """The record that a merge closed."""
        if self.kept_id is None:
            return None
        return self.second if self.kept_id == self.first_id else self.first
