"""Findings, sanctions and appeals. What was decided is here; why, and in whose words, is sealed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hustings.conduct.models.cases import Allegation, Case
from hustings.conduct.models.rules import SanctionKind
from hustings.conduct.people import Role


class Finding(models.Model):
    """What a panel found of an allegation. Append-only: where another panel hears the case again, the latest counts."""

    allegation = models.ForeignKey(Allegation, on_delete=models.PROTECT, related_name="findings")
    upheld = models.BooleanField(_("upheld"))
    agreed = models.PositiveSmallIntegerField(_("members of the panel who agree"))
    panel = models.PositiveSmallIntegerField(_("members of the panel"))
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__lte=F("panel")) & Q(agreed__gt=F("panel") - F("agreed")),
                name="finding_by_a_majority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allegation_id} {self.upheld}"


class Sanction(models.Model):
    """What follows for the respondent, from a day until the end of another. Append-only; see SanctionEnd."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(_("sanction"), max_length=12, choices=SanctionKind)
    before_finding = models.BooleanField(_("before a finding, on urgent grounds"), default=False)
    from_date = models.DateField(_("from"))
    until = models.DateField(_("until, that day included"), null=True, blank=True)
    review_by = models.DateField(_("reviewed until"), null=True, blank=True)
    imposed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("from_date")), name="sanction_period"
            ),
            models.CheckConstraint(
                condition=Q(before_finding=False)
                | Q(kind="suspension", until__isnull=False, review_by__isnull=False, review_by__lte=F("until")),
                name="suspension_before_a_finding_ends_and_is_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Effect(models.Model):
    """What a sanction did in the register. It goes with the case: what is left of that names nobody.

    A suspension that outlasts an exclusion is recorded there again.
    """

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="effects")
    event = models.OneToOneField("register.StandingEvent", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.sanction_id}: {self.event_id}"


class SanctionEnd(models.Model):
    """A sanction ended before its time. Append-only."""

    class Why(models.TextChoices):
        APPEAL = "appeal", _("overturned on appeal")
        REVIEW = "review", _("lifted by the reviewer")
        UNREVIEWED = "unreviewed", _("nobody reviewed it in time")
        CASE = "case", _("the case ended without it, or with another sanction")

    sanction = models.OneToOneField(Sanction, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=10, choices=Why)
    ended_on = models.DateField()
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sanction_id} {self.why}"


class Appeal(models.Model):
    """A party appeals; people who took no part in the case decide."""

    class Outcome(models.TextChoices):
        DISMISSED = "dismissed", _("dismissed: what was decided stands")
        OVERTURNED = "overturned", _("overturned: no allegation is upheld, and no sanction stands")
        REHEARD = "reheard", _("sent back: other people hear the case again")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals")
    by_role = models.CharField(_("by"), max_length=14, choices=Role)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="") | Q(decided_at__isnull=False) & ~Q(outcome=""),
                name="appeal_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.by_role}"
