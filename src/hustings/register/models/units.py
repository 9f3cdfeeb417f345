"""What became of units, and the officers who see the members of one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.register.models.members import Unit


class UnitChange(models.Model):
    """A unit was added or changed: from a day on its name, kind, code or place in the tree is another. Append-only."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes")
    effective_on = models.DateField(_("took effect on"))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=60)
    code = models.CharField(_("code"), max_length=40)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("part of"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["effective_on", "pk"]

    def __str__(self) -> str:
        return f"{self.unit_id} from {self.effective_on}"


class UnitOfficer(models.Model):
    """A user who holds the role of unit officer sees the members of this unit, and of every unit below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers")
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["unit__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit"], condition=Q(ended_at=None), name="unit_officer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.unit_id}"
