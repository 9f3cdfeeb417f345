"""Who stands, on what slate, with which statement and pledges; and the answers a question can be given."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.elections.models.elections import Contest

# Words a statement may have; counted and told on the page where it is written.
STATEMENT_WORDS = 500


class Slate(models.Model):
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="slates")
    name = models.CharField(_("name"), max_length=200)
    statement = models.TextField(_("statement"), blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="slate_name_once")]

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    class State(models.TextChoices):
        NOMINATED = "nominated", _("nominated")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECLINED = "declined", _("declined the nomination")
        LAPSED = "lapsed", _("not validly nominated at the close")
        REFUSED = "refused", _("refused on an objection")

    # In none of these states does anybody stand.
    OUT = (State.WITHDRAWN, State.DECLINED, State.LAPSED, State.REFUSED)

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="candidates")
    name = models.CharField(_("name"), max_length=200)
    member = models.ForeignKey(
        "register.Member", null=True, blank=True, on_delete=models.PROTECT, related_name="candidacies"
    )
    slate = models.ForeignKey(Slate, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates")
    # By their own word, and in public: of the group for which the contest keeps seats.
    in_group = models.BooleanField(_("for the reserved seats"), default=False)
    statement = models.TextField(_("statement"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NOMINATED)
    accepted_at = models.DateTimeField(null=True, blank=True)
    drawn_from = models.PositiveSmallIntegerField(_("number before the draw"), null=True, blank=True)
    drawn_order = models.PositiveSmallIntegerField(_("place drawn by lot"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = [models.F("drawn_order").asc(nulls_last=True), "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "name"], name="candidate_name_once")]

    def __str__(self) -> str:
        return self.name


class Option(models.Model):
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="options")
    text = models.CharField(_("answer"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "position"], name="option_position_once"),
            models.UniqueConstraint(fields=["contest", "text"], name="option_text_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Pledge(models.Model):
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="pledges")
    text = models.CharField(_("pledge"), max_length=300)
    decision = models.CharField(_("the decision it promises"), max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "text"], name="pledge_text_once")]

    def __str__(self) -> str:
        return self.text


class PledgeAnswer(models.Model):
    """What a candidate answered; a later answer counts instead of an earlier one. Append-only."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NONE = "none", _("no answer")

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="answers")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(_("answer"), max_length=4, choices=Answer)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.pledge_id} {self.answer}"
