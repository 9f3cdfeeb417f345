"""How people come to stand: who may nominate whom, who did, what was objected, and how it stood at the close."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.elections.models.candidates import Candidate
from hustings.elections.models.elections import Contest


class NominationRules(models.Model):
    """The rules of nomination of a contest; a contest without them has its candidates entered by the officer.

    Units do not nominate where `unit_kind` is empty, members not where `names_per_member` is 0. Where both do,
    enough nominations of one sort are enough.
    """

    class LateWithdrawal(models.TextChoices):
        TAKEN_OFF = "off", _("it takes the name off the ballot until the poll is set up")
        STAYS_ON = "stays", _("the name stays on the ballot, with a public note")

    contest = models.OneToOneField(Contest, models.PROTECT, related_name="nomination_rules")
    may_stand = models.ForeignKey("franchise.EligibilityRule", models.PROTECT, related_name="+")
    may_nominate = models.ForeignKey("franchise.EligibilityRule", models.PROTECT, related_name="+")
    unit_kind = models.CharField(_("kind of unit that nominates"), max_length=60, blank=True)
    names_per_unit = models.PositiveSmallIntegerField(_("names from each unit, at most"), default=1)
    units_needed = models.PositiveSmallIntegerField(_("units needed"), default=1)
    own_unit_needed = models.BooleanField(_("one of them must be a unit of the candidate"), default=False)
    names_per_member = models.PositiveSmallIntegerField(_("names from each member, at most"), default=0)
    members_needed = models.PositiveSmallIntegerField(_("members needed"), default=1)
    nominate_oneself = models.BooleanField(_("a member can nominate themselves"), default=False)
    late_withdrawal = models.CharField(
        _("a withdrawal after the close"), max_length=5, choices=LateWithdrawal, default=LateWithdrawal.TAKEN_OFF
    )
    shown_at_once = models.BooleanField(_("the list is public while nominations are open"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(unit_kind="") | Q(names_per_member__gte=1), name="somebody_can_nominate"
            ),
            models.CheckConstraint(
                condition=Q(names_per_unit__gte=1, units_needed__gte=1, members_needed__gte=1),
                name="nominations_at_least_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contest)

    @property
    def by_units(self) -> bool:
        return bool(self.unit_kind)

    @property
    def by_members(self) -> bool:
        return self.names_per_member > 0


class UnitSecretary(models.Model):
    """A member who hands in the nominations of a unit, from when they were named until that ended."""

    unit = models.ForeignKey("register.Unit", models.PROTECT, related_name="secretaries")
    member = models.ForeignKey("register.Member", models.PROTECT, related_name="secretaryships")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["unit__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "member"], condition=Q(ended_at__isnull=True), name="secretary_of_a_unit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} for {self.unit_id}"


class Nomination(models.Model):
    """A unit (through its secretary or officer) or a member nominates a candidate; it counts until it ends."""

    class Ending(models.TextChoices):
        TAKEN_BACK = "taken_back", _("taken back")
        STRUCK_OUT = "struck_out", _("struck out on an objection")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="nominations")
    unit = models.ForeignKey("register.Unit", models.PROTECT, null=True, related_name="nominations")
    # Who signed; none where an officer typed in a unit's nomination, their own unit's or one from paper.
    nominator = models.ForeignKey("register.Member", models.PROTECT, null=True, related_name="nominations_made")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "unit"], condition=Q(ended_at__isnull=True), name="nominated_by_a_unit_once"
            ),
            models.UniqueConstraint(
                fields=["candidate", "nominator"],
                condition=Q(ended_at__isnull=True, unit__isnull=True),
                name="nominated_by_a_member_once",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(nominator__isnull=False), name="nominated_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} by {self.unit_id or self.nominator_id}"


class Objection(models.Model):
    """A member objects to a candidate, or to one unit's nomination of them; the officer decides with a reason."""

    class Decision(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="objections")
    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, related_name="objections")
    made_by = models.ForeignKey("register.Member", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    grounds = models.TextField(_("grounds"), max_length=2000)
    decision = models.CharField(max_length=9, choices=Decision, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "made_by"], condition=Q(decided_at__isnull=True), name="objection_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"against {self.candidate_id} by {self.made_by_id}"


class NominationsClose(models.Model):
    """How a contest stood when its nominations closed: who stands, who does not and why. Append-only."""

    contest = models.OneToOneField(Contest, models.PROTECT, related_name="nominations_close")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)
    standing = models.PositiveSmallIntegerField()
    lapsed = models.PositiveSmallIntegerField()
    is_unopposed = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.standing}"


class Booklet(models.Model):
    """The candidates' statements as they were issued to the voters: the text of its document. Append-only."""

    election = models.ForeignKey("elections.Election", models.PROTECT, related_name="booklets")
    number = models.PositiveSmallIntegerField()
    document = models.TextField()
    hash = models.CharField(max_length=64)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="one_booklet_per_number")]

    def __str__(self) -> str:
        return f"{self.election_id}/{self.number}"
