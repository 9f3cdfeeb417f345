"""Members, the units they belong to, and the tree of these."""

import unicodedata

from django.conf import settings
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
    if text.isascii():  # most are, and a register has millions of them
        return text.lower()
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
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)
    # The number of the event in the log with which the member, their standing or their units last changed. Events are
    # numbered in the order in which they are committed, so whoever reads on from a number misses nothing.
    changed_in = models.BigIntegerField(default=0, db_default=0, editable=False)
    units = models.ManyToManyField(Unit, through="UnitMembership", related_name="members")

    class Meta:
        indexes = [
            models.Index(fields=["email"], name="member_email"),
            models.Index(fields=["name", "number"], name="member_name_number"),
            models.Index(fields=["changed_in", "id"], name="member_changed_in"),
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

    # Neither key has an index of its own: see below.
    member = models.ForeignKey(Member, models.CASCADE, related_name="unit_memberships", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", db_index=False)
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
        indexes = [
            # All that units are counted from, so that half a million members are counted by the index alone.
            models.Index(fields=["member", "from_date", "id", "to_date", "unit"], name="unit_membership_history"),
            # Who belongs to a region of fifty thousand is read from this alone.
            models.Index(fields=["unit", "from_date", "to_date", "member"], name="unit_membership_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.unit_id} from {self.from_date}"
