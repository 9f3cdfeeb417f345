"""What the organisation decided on how cases run: days for each step, the size of panels, the sanctions there are."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

DAYS = [MinValueValidator(1), MaxValueValidator(366)]


class SanctionKind(models.TextChoices):
    WARNING = "warning", _("warning")
    CONDITIONS = "conditions", _("conditions")
    SUSPENSION = "suspension", _("suspension")
    EXCLUSION = "exclusion", _("exclusion")


def all_sanctions() -> list[str]:
    return list(SanctionKind.values)


def _days(label: object, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=DAYS)  # type: ignore[arg-type]


class ConductRules(models.Model):
    """The one set of rules of this organisation: row 1, and no other."""

    instrument = models.ForeignKey(
        "council.Instrument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instrument under which people can complain"),
    )
    triage_days = _days(_("days to decide whether a complaint is taken up"), 7)
    review_days = _days(_("days for an independent review"), 14)
    notice_days = _days(_("days to give the respondent notice"), 7)
    answer_days = _days(_("days for the respondent to answer"), 14)
    conciliation_days = _days(_("days for conciliation"), 28)
    investigation_days = _days(_("days for the investigation"), 42)
    objection_days = models.PositiveSmallIntegerField(
        _("days to object to somebody who was drawn"), default=5, validators=[MaxValueValidator(366)]
    )
    hearing_days = _days(_("days for the panel to hear the case and find"), 28)
    sanction_days = _days(_("days for the panel to decide on a sanction"), 14)
    appeal_days = _days(_("days in which an appeal can be made"), 14)
    appeal_decision_days = _days(_("days for the appeal panel to decide"), 42)
    pause_days = _days(_("most days of a pause before a conduct officer looks at the case again"), 28)
    suspension_days = _days(_("most days of a suspension before a finding"), 28)
    panel_size = models.PositiveSmallIntegerField(
        _("members of a panel"), default=3, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    protected_months = models.PositiveSmallIntegerField(
        _("months in which those who spoke are protected"), default=12, validators=[MaxValueValidator(60)]
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months after which the key of a closed case is destroyed"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    sanctions = models.JSONField(_("sanctions there are"), default=all_sanctions)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_set_of_conduct_rules")]

    def __str__(self) -> str:
        return "conduct rules"
