"""Who may vote: rules as data, rolls frozen by them, and challenges to a roll."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.register.models import Member, Unit


class ReservedGroup(models.Model):
    """A group for which rules reserve something; a member belongs to it by their own word."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    meaning = models.CharField(_("who belongs to it"), max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GroupDeclarationQuerySet(models.QuerySet["GroupDeclaration"]):
    def running(self, on: date) -> "GroupDeclarationQuerySet":
        """Those that had been made by a day, and not taken back."""
        return self.filter(models.Q(to_date__isnull=True) | models.Q(to_date__gt=on), from_date__lte=on)


class GroupDeclaration(models.Model):
    """A member says that they belong to a group, from a day, and until the day on which they took it back."""

    group = models.ForeignKey(ReservedGroup, models.PROTECT, related_name="declarations")
    member = models.ForeignKey(Member, models.CASCADE, related_name="group_declarations")
    from_date = models.DateField(_("declared on"))
    to_date = models.DateField(_("taken back on"), null=True, blank=True)
    # Who typed in what came on paper; none if the member declared it on their own page.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = GroupDeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["from_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True) | models.Q(to_date__gte=models.F("from_date")),
                name="group_declaration_period",
            ),
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=models.Q(to_date__isnull=True),
                name="group_declaration_running_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id} from {self.from_date}"


class EligibilityRule(models.Model):
    """A named rule that says who may vote; `conditions` is the tree that conditions.parse() reads."""

    name = models.CharField(_("name"), max_length=200)
    conditions = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Roll(models.Model):
    """A rule applied as at a date and frozen: its entries never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(EligibilityRule, models.PROTECT, related_name="rolls")
    name = models.CharField(_("name"), max_length=200)
    conditions = models.JSONField()  # as they were when the roll was frozen
    as_at = models.DateField()
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    size = models.PositiveIntegerField()
    total_weight = models.PositiveBigIntegerField()
    salt = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    unit_counts = models.JSONField()  # [{"units": [ids], "electors": n}], small units merged
    # The number of the last event in the log before the register was read; none on rolls older than this column.
    known_up_to = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["-frozen_at"]

    def __str__(self) -> str:
        return self.name


class RollEntry(models.Model):
    """An elector: a member on a roll, with the unit they are counted in and the weight of their vote.

    Half a million are written at once, so there is no index that nothing is looked up by, and on PostgreSQL whether the
    roll, the members and the units are there is checked once for all of them: see checked_together.
    """

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="entries", db_index=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    weight = models.PositiveIntegerField(default=1)
    change = models.ForeignKey(  # the decision that added this elector; none if on the roll when it was frozen
        "RollChange", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "member"], name="roll_entry_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="roll_entry_weight"),
        ]
        indexes = [
            models.Index(fields=["change"], condition=models.Q(change__isnull=False), name="roll_entry_added_later")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.roll_id}"


class Challenge(models.Model):
    """Someone asks that a member be put on a frozen roll, or be taken off it."""

    class Kind(models.TextChoices):
        ADD = "add", _("be put on the roll")
        REMOVE = "remove", _("be taken off the roll")

    class Decision(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="challenges")
    member = models.ForeignKey(Member, models.PROTECT, related_name="challenges")
    kind = models.CharField(max_length=6, choices=Kind)
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="challenges_made")
    made_at = models.DateTimeField(auto_now_add=True)
    grounds = models.TextField(_("grounds"), max_length=2000)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=9, choices=Decision, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "member", "kind", "made_by"],
                condition=models.Q(decided_at__isnull=True),
                name="challenge_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.member_id} on {self.roll_id}"


class RollChange(models.Model):
    """From now on the member is, or is not, an elector of the roll: by an upheld challenge, or registered late.

    The last change counts.
    """

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="changes")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Challenge.Kind)
    challenge = models.OneToOneField(Challenge, models.PROTECT, null=True, related_name="change")
    reason = models.CharField(max_length=300, blank=True)  # of a late registration
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["roll", "member", "id"], name="roll_change_member")]

    def __str__(self) -> str:
        return f"{self.kind} {self.member_id} on {self.roll_id}"
