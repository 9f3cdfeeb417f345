"""Questions, the motions that put them, their clauses, and the amendments to these."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.council.models.bodies import Body, Threshold
from hustings.council.models.meetings import AgendaItem, Meeting


class Question(models.Model):
    """What is to be decided, however often it is moved: the bar on moving it again holds for all its motions."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="questions")
    title = models.CharField(_("question"), max_length=200)
    key = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["body", "key"], name="question_once_in_a_body")]

    def __str__(self) -> str:
        return self.title


class Motion(models.Model):
    class State(models.TextChoices):
        MOVED = "moved", _("moved")
        CARRIED = "carried", _("carried")
        LOST = "lost", _("lost")
        WITHDRAWN = "withdrawn", _("withdrawn")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="motions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="motions")
    agenda_item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="motions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="motions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    threshold = models.CharField(_("needs"), max_length=30, choices=Threshold)
    mover = models.ForeignKey("register.Member", models.PROTECT, related_name="+", verbose_name=_("mover"))
    seconder = models.ForeignKey(
        "register.Member", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seconder")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MOVED)
    moved_at = models.DateTimeField(_("moved"))

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="motion_number_once")]

    def __str__(self) -> str:
        return self.title


class MotionClause(models.Model):
    """One clause of a motion as it was moved, or of the text that it adopts; amendments leave it as it is.

    Clauses of the text are kept here once an amendment to them is moved.
    """

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    label = models.CharField(_("number"), max_length=80)
    text = models.TextField(_("text"))
    in_text = models.BooleanField(default=False)  # a clause of the text that the motion adopts

    class Meta:
        ordering = ["in_text", "position"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "in_text", "position"], name="clause_position_once"),
            models.UniqueConstraint(fields=["motion", "in_text", "label"], name="clause_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text}"

    @property
    def name(self) -> str:
        """What it is called beside the other clauses that the motion is about."""
        told = _("clause {label} of the text") if self.in_text else _("clause {label}")
        return str(told).format(label=self.label)


class ReopeningSignature(models.Model):
    """A seat-holder asks that a question be put again before its time. Append-only."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="signatures")
    decision = models.ForeignKey("council.Decision", on_delete=models.PROTECT, related_name="reopening_signatures")
    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "member"], name="reopening_signature_once")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.member_id}"


class Amendment(models.Model):
    class Kind(models.TextChoices):
        REPLACE = "replace", _("replaces the clause")
        DELETE = "delete", _("leaves the clause out")
        ADD = "add", _("adds a clause after it")

    class State(models.TextChoices):
        MOVED = "moved", _("moved")
        CARRIED = "carried", _("carried")
        LOST = "lost", _("lost")
        FALLEN = "fallen", _("fallen, because of another amendment")
        WITHDRAWN = "withdrawn", _("withdrawn")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    clause = models.ForeignKey(MotionClause, models.PROTECT, related_name="amendments", verbose_name=_("clause"))
    kind = models.CharField(_("what it does"), max_length=10, choices=Kind, default=Kind.REPLACE)
    text = models.TextField(_("new text"), blank=True)
    mover = models.ForeignKey("register.Member", models.PROTECT, related_name="+", verbose_name=_("mover"))
    seconder = models.ForeignKey(
        "register.Member", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seconder")
    )
    order = models.PositiveSmallIntegerField(_("order in which it is put"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MOVED)
    moved_at = models.DateTimeField(_("moved"))

    class Meta:
        ordering = ["clause__in_text", "clause__position", "order"]
        constraints = [models.UniqueConstraint(fields=["motion", "number"], name="amendment_number_once")]

    def __str__(self) -> str:
        return f"{self.motion_id}/{self.number}"
