"""Cases: what is alleged under which clauses, who has a part in it, what happened, and who must act by when.

Everything that people wrote about a case is sealed (models/secrets.py); here stand only who, when, and which step.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.conduct.people import Role


class Stage(models.TextChoices):
    """Where a case stands. What can be done in each is in `states`."""

    TRIAGE = "triage", _("triage")
    REVIEW = "review", _("independent review")
    NOTICE = "notice", _("notice to the respondent")
    ANSWER = "answer", _("answer of the respondent")
    CONCILIATION = "conciliation", _("conciliation")
    INVESTIGATION = "investigation", _("investigation")
    HEARING = "hearing", _("hearing by a panel")
    SANCTION = "sanction", _("sanction")
    APPEALABLE = "appealable", _("open to appeal")
    APPEAL = "appeal", _("appeal")
    CLOSED = "closed", _("closed")


def new_log_key() -> bytes:
    return secrets.token_bytes(32)


class Case(models.Model):
    """What somebody complained of, from its receipt until it is closed."""

    class Outcome(models.TextChoices):
        DISMISSED = "dismissed", _("not taken up")
        RETALIATION = "retaliation", _("ended as retaliation")
        CONCILIATED = "conciliated", _("settled by conciliation")
        NOT_UPHELD = "not_upheld", _("not upheld")
        UPHELD = "upheld", _("upheld")
        OVERTURNED = "overturned", _("overturned on appeal")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    stage = models.CharField(_("stage"), max_length=14, choices=Stage, default=Stage.TRIAGE)
    opened_at = models.DateTimeField(_("received"))
    version = models.ForeignKey(
        "council.InstrumentVersion", on_delete=models.PROTECT, related_name="cases", verbose_name=_("instrument")
    )
    respondent = models.ForeignKey(
        "register.Member", models.PROTECT, null=True, blank=True, related_name="cases_against"
    )
    complainant = models.ForeignKey("register.Member", models.PROTECT, null=True, blank=True, related_name="complaints")
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_until = models.DateField(_("paused, to be looked at again by"), null=True, blank=True)
    log_key = models.BinaryField(default=new_log_key)  # see `log`
    kept = models.JSONField(null=True)  # what figures still need of a case whose retention has ended
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(stage="closed") & Q(closed_at__isnull=True),
                name="closed_case_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_until__isnull=True)
                | Q(paused_at__isnull=False, paused_until__isnull=False),
                name="pause_is_looked_at_again",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Allegation(models.Model):
    """An act on a day, and the clause of the instrument in force that day which it is said to break. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allegations")
    position = models.PositiveSmallIntegerField()
    clause = models.CharField(_("clause"), max_length=80)  # the identifier that it keeps through all versions
    act_date = models.DateField(_("day of the act"))

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="allegation_position_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"


class Part(models.Model):
    """Somebody has a part in a case, until it ends. `place` is the order in which they were drawn; the first chairs."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(_("part"), max_length=14, choices=Role)
    member = models.ForeignKey("register.Member", models.PROTECT, null=True, blank=True, related_name="case_parts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="case_parts")
    place = models.PositiveSmallIntegerField(default=1)
    from_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["role", "place", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(member__isnull=True) ^ Q(user__isnull=True), name="part_of_one_person"),
            models.UniqueConstraint(
                fields=["case", "role", "member"], condition=Q(ended_at=None), name="part_held_once_by_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"

    @property
    def person(self) -> object:
        return self.member or self.user


class CaseEvent(models.Model):
    """A step of a case. Append-only; `facts` are words of the program, numbers and dates, never a person's data."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=40)
    stage = models.CharField(max_length=14, choices=Stage)  # in which it left the case
    role = models.CharField(max_length=14, choices=Role, blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("register.Member", models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    text = models.OneToOneField("conduct.Sealed", models.PROTECT, null=True, related_name="event")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.verb}"


class Deadline(models.Model):
    """Until the end of which day somebody must act. Append-only: the latest of a case counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")
    stage = models.CharField(max_length=14, choices=Stage)
    role = models.CharField(_("who must act"), max_length=14, choices=Role)
    due_on = models.DateField(_("until"))
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage} {self.due_on}"


class TextKind(models.TextChoices):
    """What people write in a case. Each is sealed; `states` says who may read it, and from which stage on."""

    COMPLAINT = "complaint", _("complaint")
    TRIAGE = "triage", _("why it was taken up or not")
    REVIEW = "review", _("what the reviewer decided")
    NOTICE = "notice", _("notice to the respondent")
    ANSWER = "answer", _("answer of the respondent")
    CONCILIATION = "conciliation", _("what came of conciliation")
    MESSAGE = "message", _("questions to the complainant, and answers")
    REPORT = "report", _("report of the investigation")
    OBJECTION = "objection", _("objection, and what was decided on it")
    FINDING = "finding", _("finding and its reasons")
    SANCTION = "sanction", _("sanction and its reasons")
    APPEAL = "appeal", _("appeal")
    APPEAL_DECISION = "appeal_decision", _("decision on the appeal")
    SUSPENSION = "suspension", _("suspension before a finding, and its review")
    TIME = "time", _("why it was paused or given more time")
