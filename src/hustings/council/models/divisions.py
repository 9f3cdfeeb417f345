"""Divisions and the votes in them. All three tables are append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.council.models.bodies import Threshold
from hustings.council.models.meetings import Meeting
from hustings.council.models.motions import Amendment, Motion


class Division(models.Model):
    """A vote that was called: on a motion, or on one amendment to it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="divisions")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="divisions")
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, blank=True, related_name="divisions")
    threshold = models.CharField(max_length=30, choices=Threshold)
    by_name = models.BooleanField(_("each vote is recorded by name"), default=True)
    opened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"division {self.pk}"


class Vote(models.Model):
    """How a seat-holder voted; until the division closes a later vote counts instead of an earlier one."""

    class Choice(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        ABSTAINING = "abstaining", _("abstaining")
        ABSENT = "absent", _("absent")

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="council_votes")
    choice = models.CharField(max_length=10, choices=Choice)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # nobody where the seat-holder voted on their own page

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.division_id} {self.member_id} {self.choice}"


class DivisionResult(models.Model):
    """What a division came to, written when it closes."""

    class Outcome(models.TextChoices):
        CARRIED = "carried", _("carried")
        LOST = "lost", _("lost")
        ABANDONED = "abandoned", _("abandoned")

    division = models.OneToOneField(Division, on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField(max_length=10, choices=Outcome)
    in_favour = models.PositiveIntegerField()
    against = models.PositiveIntegerField()
    abstaining = models.PositiveIntegerField()
    absent = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    seats = models.PositiveIntegerField()
    quorum = models.PositiveIntegerField()
    casting_vote = models.CharField(max_length=10, choices=Vote.Choice, blank=True)
    casting_by = models.ForeignKey("register.Member", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("why it was abandoned"), max_length=300, blank=True)
    closed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(casting_vote="", casting_by__isnull=True)
                | Q(casting_vote__in=["for", "against"], casting_by__isnull=False),
                name="casting_vote_has_a_caster",
            ),
            models.CheckConstraint(condition=~Q(outcome="abandoned") | ~Q(reason=""), name="abandoned_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.division_id} {self.outcome}"
