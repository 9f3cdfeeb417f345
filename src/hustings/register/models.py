"""The register: members, the units they belong to, and the dated events from which their standing follows."""

import unicodedata

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A branch, region, section or affiliated society; units form a tree."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=60, help_text=_("For example: branch, region, affiliated society."))
    code = models.CharField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


def plain(text: str) -> str:
    """Text as it is searched: lower case, without accents, so that 'zoe' finds 'Zoë'."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def search_text(number: str, name: str, email: str) -> str:
    """What a search for a member looks through."""
    return plain(f"{number} {name} {email}")


class Member(models.Model):
    """A person in the register. This row is the only place of their personal data."""

    number = models.CharField(_("membership number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    postal_address = models.TextField(_("postal address"), max_length=1000, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    search_text = models.CharField(max_length=500, editable=False)
    units = models.ManyToManyField(Unit, through="UnitMembership", related_name="members")

    class Meta:
        indexes = [
            models.Index(fields=["email"], name="member_email"),
            models.Index(fields=["name", "number"], name="member_name_number"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = self.email.lower()
        self.search_text = search_text(self.number, self.name, self.email)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class AddressChange(models.Model):
    """A new address that one officer asked for and another has yet to agree to; deleted once that is decided."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="address_change")
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    postal_address = models.TextField(_("postal address"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"address of {self.member_id}"


class UnitMembership(models.Model):
    """A member belongs to a unit from a day, and until the day before `to_date`."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="unit_memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["from_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")), name="unit_membership_period"
            ),
            models.UniqueConstraint(
                fields=["member", "unit"], condition=Q(to_date__isnull=True), name="unit_membership_open_once"
            ),
        ]
        indexes = [models.Index(fields=["member", "from_date", "id"], name="unit_membership_member")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.unit_id} from {self.from_date}"


class EventKind(models.TextChoices):
    JOINED = "joined", _("joined")
    RENEWED = "renewed", _("renewed")
    LAPSED = "lapsed", _("lapsed")
    RESIGNED = "resigned", _("resigned")
    RESIGNATION_WITHDRAWN = "resignation_withdrawn", _("resignation withdrawn")
    SUSPENDED = "suspended", _("suspended")
    REINSTATED = "reinstated", _("reinstated")
    EXCLUDED = "excluded", _("excluded")
    DIED = "died", _("died")
    REJOINED = "rejoined", _("rejoined")


class StandingEvent(models.Model):
    """Something that changed a member's standing: on the day it took effect, and at the moment it was recorded."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="standing_events")
    kind = models.CharField(_("what happened"), max_length=24, choices=EventKind)
    effective_on = models.DateField(_("took effect on"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    paid_up_to = models.DateField(_("paid up to"), null=True, blank=True)
    until = models.DateField(_("suspended until, that day included"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["effective_on", "id"]
        indexes = [
            # All that standing is computed from, so that a rule over half a million members reads the index alone.
            models.Index(
                fields=["member", "effective_on", "id", "kind", "paid_up_to", "until"], name="standing_event_history"
            ),
            models.Index(fields=["kind", "effective_on"], name="standing_event_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_up_to__isnull=True) | Q(kind__in=["joined", "renewed", "rejoined", "reinstated"]),
                name="standing_event_paid_up_to",
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(kind="suspended"), name="standing_event_until"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.effective_on}"


def import_storage() -> Storage:
    """Files with members' data lie outside what the web server serves, readable by this account alone."""
    return FileSystemStorage(
        location=settings.DATA / "imports", file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


class MemberImport(models.Model):
    """A file of members on its way into the register."""

    class State(models.TextChoices):
        MATCHING = "matching", _("columns to be matched")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, not yet imported")
        IMPORTING = "importing", _("being imported")
        IMPORTED = "imported", _("imported")
        FAILED = "failed", _("failed, nothing was changed")
        DISCARDED = "discarded", _("discarded")

    file_name = models.CharField(max_length=200)
    source = models.FileField(storage=import_storage, max_length=200, blank=True)
    refused_rows = models.FileField(storage=import_storage, max_length=200, blank=True)
    encoding = models.CharField(max_length=20)
    separator = models.CharField(max_length=1)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # field of FIELDS -> position of its column
    as_at = models.DateField(_("the file shows the membership as at"))
    add_units = models.BooleanField(_("add units that are not in the register yet"), default=False)
    counts = models.JSONField(default=dict)  # new, changed, unchanged, refused
    examples = models.JSONField(default=dict)  # kind -> the first rows of it, by row number and reason only
    error = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.MATCHING)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class CardIssue(models.Model):
    """A membership card that was made; the latest one of a member is the one that counts. Append-only."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="card_issues")
    issue = models.PositiveIntegerField(help_text=_("From 1, for each member."))
    valid_until = models.DateField()
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["member", "issue"]
        constraints = [models.UniqueConstraint(fields=["member", "issue"], name="one_card_per_issue")]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.issue}"
