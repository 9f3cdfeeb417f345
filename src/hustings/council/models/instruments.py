"""Instruments: texts in numbered clauses that bodies adopt, often from a text of somebody else, in full or in part.

What is proposed, how each source clause was ruled on, and every version that came into force are append-only.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.council.models.bodies import Body
from hustings.council.models.decisions import Decision
from hustings.council.models.motions import Motion
from hustings.texts import Disposition

LONGEST_TEXT = 1_000_000  # characters


class SourceText(models.Model):
    """A text that somebody else wrote, as it was published. Append-only: another edition is another row."""

    title = models.CharField(_("title"), max_length=200)
    origin = models.CharField(_("whose text it is"), max_length=200)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    text = models.TextField(_("text"))
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.origin})"


class Instrument(models.Model):
    """What a body adopted or is to adopt, under one address for good."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="instruments", verbose_name=_("body"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """A text that may become the next version of an instrument. Append-only: another wording is another proposal."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    source = models.ForeignKey(
        SourceText, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("source text")
    )
    text = models.TextField(_("text"))
    reservations = models.TextField(_("reservations"), blank=True)  # one to a paragraph
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["instrument", "number"], name="proposal_number_once")]

    def __str__(self) -> str:
        return f"{self.instrument} ({self.number})"


class MotionToAdopt(models.Model):
    """What a motion would put in force, and from when; without a date, from the day of the decision."""

    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="adopts")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="motions")
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    as_amended = models.OneToOneField(
        Proposal, models.PROTECT, null=True, blank=True, related_name="carried_by"
    )  # the text with the amendments that were carried, made when the motion was

    def __str__(self) -> str:
        return f"{self.motion_id} adopts {self.proposal_id}"


class ClauseRuling(models.Model):
    """An officer says what became of a source clause that does not stand verbatim. Append-only; the latest counts."""

    class Kind(models.TextChoices):
        REWORDED = Disposition.REWORDED.value, _("reworded")
        OMITTED = Disposition.OMITTED.value, _("omitted")
        COVERED = Disposition.COVERED.value, _("covered by another clause")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="rulings")
    clause = models.CharField(_("source clause"), max_length=80)
    disposition = models.CharField(_("what became of it"), max_length=10, choices=Kind)
    adopted = models.JSONField(default=list)  # numbers of the clauses it stands in, or that cover it
    rationale = models.TextField(_("why"))
    ruled_at = models.DateTimeField(auto_now_add=True)
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(rationale=""), name="ruling_has_a_rationale")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.clause} {self.disposition}"


class InstrumentVersion(models.Model):
    """A text in force from a day, until the next version is. Append-only.

    `identifiers` names each clause for good, in the order of the text; `outcomes` is what became of each source
    clause, and the added clauses, as OutcomeRow of hustings.council.dispositions.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="version")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="versions")
    in_force_from = models.DateField(_("in force from"))
    identifiers = models.JSONField()
    outcomes = models.JSONField(default=list)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["instrument", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.number}"


class Repeal(models.Model):
    """A version is in force no longer from a day on, and nothing takes its place. Append-only."""

    version = models.OneToOneField(InstrumentVersion, on_delete=models.PROTECT, related_name="repeal")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="repeals")
    ends_on = models.DateField(_("in force no longer from"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.version} ends on {self.ends_on}"
