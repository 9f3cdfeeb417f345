"""Units asked before a decision, what they answered, and whether the body followed. Answers are append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.council.models.bodies import Body
from hustings.council.models.instruments import Proposal, SourceText
from hustings.council.models.motions import Motion


class Consultation(models.Model):
    """A body asks units about a text, clause by clause if they wish, until a moment."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="consultations")
    title = models.CharField(_("what is asked"), max_length=200)
    explanation = models.TextField(_("explanation"), blank=True)
    source = models.ForeignKey(
        SourceText, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("source text")
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("proposed text")
    )
    opened_at = models.DateTimeField(_("opened"))
    closes_at = models.DateTimeField(_("answers until"))
    motion = models.ForeignKey(
        Motion, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("motion")
    )

    class Meta:
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=True) ^ Q(proposal__isnull=True), name="consultation_on_one_text"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ConsultedUnit(models.Model):
    """A unit that is asked. Append-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="consulted")
    unit = models.ForeignKey("register.Unit", on_delete=models.PROTECT, related_name="consulted")

    class Meta:
        ordering = ["unit__name"]
        constraints = [models.UniqueConstraint(fields=["consultation", "unit"], name="unit_consulted_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.unit_id}"


class Position(models.Model):
    """What a unit answers on the whole text, or (with its number) on a clause. Append-only; the latest counts.

    Its own secretary gives it, or it came in another way and the council's secretary records it.
    """

    class Answer(models.TextChoices):
        ADOPT = "adopt", _("adopt it as it stands")
        CHANGE = "change", _("adopt it with changes")
        REFUSE = "refuse", _("do not adopt it")
        NONE = "none", _("no position")

    consulted = models.ForeignKey(ConsultedUnit, on_delete=models.PROTECT, related_name="positions")
    clause = models.CharField(_("clause"), max_length=80, blank=True)
    answer = models.CharField(_("position"), max_length=10, choices=Answer)
    words = models.TextField(_("in its own words"), blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("register.Member", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) ^ Q(recorded_by__isnull=True), name="position_given_or_recorded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consulted_id} {self.clause} {self.answer}"


class Response(models.Model):
    """Whether a decision follows a unit's position, or departs from it and why. Append-only; the latest counts.

    A motion that is carried may follow what one that is lost departs from, so a response is to one outcome.
    """

    class Kind(models.TextChoices):
        FOLLOWED = "followed", _("followed")
        DEPARTED = "departed", _("departed from")

    consulted = models.ForeignKey(ConsultedUnit, on_delete=models.PROTECT, related_name="responses")
    if_carried = models.BooleanField()
    kind = models.CharField(_("the position is"), max_length=10, choices=Kind)
    reason = models.TextField(_("the body's reason"), blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(kind="departed", reason=""), name="departure_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.consulted_id} {self.kind}"
