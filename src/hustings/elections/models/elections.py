"""An election, its timetable, its contests, and the second signatures it needed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# In the order in which they must fall; the freeze is a date and stands between `nominations_close_at` and `opens_at`.
MOMENTS = ("nominations_open_at", "nominations_close_at", "challenges_end_at", "opens_at", "closes_at", "declare_by")


class Election(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("being set up")
        READY = "ready", _("ready to open")
        OPEN = "open", _("open for voting")
        CLOSED = "closed", _("closed, not yet counted")
        TALLIED = "tallied", _("counted, not yet declared")
        DECLARED = "declared", _("declared")
        ANNULLED = "annulled", _("annulled")

    class Group(models.TextChoices):
        ED25519 = "Ed25519", _("Ed25519 (fast; the usual choice)")
        RFC_3526_2048 = "RFC-3526-2048", _("RFC-3526-2048 (slower; older verifiers can check it, rankings too)")
        BELENIOS_2048 = "BELENIOS-2048", _("BELENIOS-2048 (slower; older verifiers can check it; no rankings)")

    class CredentialMode(models.TextChoices):
        SERVER = "server", _("this server makes the credentials and sends them")
        AUTHORITY = "authority", _("a credential authority makes and sends them")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    group = models.CharField(_("group"), max_length=20, choices=Group, default=Group.ED25519)
    credential_mode = models.CharField(
        _("who makes the credentials"), max_length=10, choices=CredentialMode, default=CredentialMode.SERVER
    )
    keep_credentials = models.BooleanField(_("keep credentials so that they can be sent again"), default=False)
    nominations_open_at = models.DateTimeField(_("nominations open"), null=True, blank=True)
    nominations_close_at = models.DateTimeField(_("nominations close"), null=True, blank=True)
    freeze_on = models.DateField(_("freeze date"), null=True, blank=True)
    challenges_end_at = models.DateTimeField(_("challenges to the roll end"), null=True, blank=True)
    opens_at = models.DateTimeField(_("poll opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("poll closes"), null=True, blank=True)
    declare_by = models.DateTimeField(_("result declared by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    help_contact = models.CharField(_("help contact"), max_length=200, blank=True)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    ballot_seen_at = models.DateTimeField(_("ballot looked at as voters see it"), null=True, blank=True)
    draw_seed = models.CharField(_("seed of the draw"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    annulled_reason = models.TextField(_("why it was annulled"), blank=True)
    # The annulled election that this one runs again.
    runs_again = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="run_again_as")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class TimetableChange(models.Model):
    """A moment that was moved after the election was announced. Append-only."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="timetable_changes")
    field = models.CharField(max_length=30)
    before = models.DateTimeField(null=True)
    after = models.DateTimeField(null=True)
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.before} -> {self.after}"


class Contest(models.Model):
    class Kind(models.TextChoices):
        SEATS = "seats", _("it fills seats")
        QUESTION = "question", _("it asks a question")

    class Ties(models.TextChoices):
        BY_RULE = "rule", _("as the rule says, then by lot")
        LOOK_BACK = "back", _("by the latest earlier stage at which the tied differed, then by lot")
        LOOK_FORWARD = "forward", _("by the earliest stage at which the tied differed, then by lot")
        LOT = "lot", _("by lot")

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="contests")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    rule = models.CharField(_("voting method"), max_length=30, default="block")
    rule_options = models.JSONField(_("options of the count"), default=dict, blank=True)
    ties = models.CharField(_("how ties are broken"), max_length=10, choices=Ties, default=Ties.BY_RULE)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    # At least so many of the seats are kept for members of this group.
    reserved_for = models.ForeignKey(
        "franchise.ReservedGroup",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("group with reserved seats"),
    )
    reserved_seats = models.PositiveSmallIntegerField(_("reserved seats"), default=0)
    min_choices = models.PositiveSmallIntegerField(_("fewest choices"), default=1)
    max_choices = models.PositiveSmallIntegerField(_("most choices"), default=1)
    blank_allowed = models.BooleanField(_("a blank ballot can be cast"), default=True)
    eligibility = models.ForeignKey("franchise.EligibilityRule", on_delete=models.PROTECT, related_name="+")
    body_name = models.CharField(_("body"), max_length=200, blank=True)
    term = models.CharField(_("term"), max_length=100, blank=True)
    roll = models.ForeignKey("franchise.Roll", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey(
        "elections.Board", null=True, blank=True, on_delete=models.PROTECT, related_name="contests"
    )

    # The annulled contest that this one runs again.
    runs_again = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="run_again_as")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["election", "position"], name="contest_position_once"),
            models.CheckConstraint(
                condition=Q(kind="question", seats__isnull=True) | Q(kind="seats", seats__gte=1),
                name="contest_seats_only_where_seats_are_filled",
            ),
            models.CheckConstraint(condition=Q(min_choices__lte=F("max_choices")), name="contest_min_up_to_max"),
            models.CheckConstraint(
                condition=Q(reserved_for__isnull=True, reserved_seats=0)
                | Q(reserved_for__isnull=False, reserved_seats__gte=1, reserved_seats__lte=F("seats")),
                name="contest_reserved_seats_for_a_group",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Approval(models.Model):
    """One person asks for an act, another gives the second signature."""

    class Verb(models.TextChoices):
        OPEN = "open", _("open the poll")
        CLOSE = "close", _("close the poll")
        DECLARE = "declare", _("declare the result")

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="approvals")
    verb = models.CharField(max_length=10, choices=Verb)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "verb"], condition=Q(used_at__isnull=True), name="approval_one_unused"
            ),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("asked_by")), name="approval_by_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} ({self.election_id})"
