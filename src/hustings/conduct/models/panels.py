"""Who can be drawn to review, investigate and decide; how each draw went; who objected to whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hustings.conduct.models.cases import Case, Part
from hustings.conduct.people import Role


class PoolMember(models.Model):
    """A member who may be drawn, from a day until the day before `to_date`."""

    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="conduct_pool")
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["from_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")), name="pool_period"
            ),
            models.UniqueConstraint(fields=["member"], condition=Q(to_date=None), name="in_the_pool_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} from {self.from_date}"


class Interest(models.Model):
    """A member in the pool has an interest where another member is a party: kinship, work, a quarrel. Append-only.

    What it is nobody needs to say; that there is one keeps them off the case.
    """

    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["member", "about"], name="interest_declared_once")]

    def __str__(self) -> str:
        return f"{self.member_id} about {self.about_id}"


class Draw(models.Model):
    """How people were drawn for a case by lot, so that anybody admitted to it can draw again. Append-only.

    `pool` is everybody who could be drawn, in the order of the lot's numbers, by their primary key.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="draws")
    role = models.CharField(_("for"), max_length=14, choices=Role)
    seed = models.CharField(_("seed"), max_length=200)
    pool = models.JSONField()
    drawn = models.JSONField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"


class LeftOut(models.Model):
    """Somebody in the pool who could not be drawn, and why. It goes with the case, because it tells who was in it."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="left_out")
    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.member_id}"


class Objection(models.Model):
    """A party objects to somebody who was drawn. Its words, and the reasons of the decision, are sealed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="objections")
    by_role = models.CharField(_("by"), max_length=14, choices=Role)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    upheld = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["part", "by_role"], name="objection_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, upheld__isnull=True)
                | Q(decided_at__isnull=False, upheld__isnull=False),
                name="objection_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part_id}"
