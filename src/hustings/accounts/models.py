"""People who work here, what they may do, and the organisation itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rules import has_perm


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone of that name. Write it like Europe/London."))


class Organisation(models.Model):
    """The one organisation that this installation serves: row 1, and no other."""

    name = models.CharField(_("name"), max_length=200, default="")
    short_name = models.CharField(_("short name"), max_length=40, blank=True, default="")
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/London", validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#1d70b8",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six digits, like #1d70b8."))],
    )
    help_contact = models.CharField(_("help contact"), max_length=200, blank=True, default="")
    from_email = models.EmailField(_("address that e-mails come from"), blank=True, default="")
    two_people = models.BooleanField(_("two people for opening, closing and declaring"), default=False)
    second_factor = models.BooleanField(_("people who work here need a second factor"), default=False)
    grace_days = models.PositiveIntegerField(_("days of grace after a subscription ends"), default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    MEMBERSHIP_SECRETARY = "membership_secretary", _("Membership secretary")
    RETURNING_OFFICER = "returning_officer", _("Returning officer")
    CREDENTIAL_AUTHORITY = "credential_authority", _("Credential authority")
    TRUSTEE = "trustee", _("Trustee")
    SCRUTINEER = "scrutineer", _("Scrutineer")
    COUNCIL_SECRETARY = "council_secretary", _("Council secretary")
    HELPDESK = "helpdesk", _("Helpdesk")
    CONDUCT_OFFICER = "conduct_officer", _("Conduct officer")
    UNIT_OFFICER = "unit_officer", _("Officer of a unit")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """Make a user; without a password nobody can sign in as them."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser):
    """A person who works here. A member of the organisation is a row of `register`, not of this table."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    _roles: set[str] | None = None

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case")]

    def __str__(self) -> str:
        return self.name

    def current_roles(self) -> set[str]:
        if self._roles is not None:
            return self._roles
        return set(self.grants.filter(ended_at=None).values_list("role", flat=True)) if self.is_active else set()

    @contextmanager
    def roles_read_once(self) -> Iterator[None]:
        """In the block, the roles are those of its beginning: for a menu, which asks for dozens of permissions."""
        self._roles = self.current_roles()
        try:
            yield
        finally:
            self._roles = None

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        return self.is_active and has_perm(permission, self, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active


class RoleGrant(models.Model):
    """A role that a user holds from `granted_at` until `ended_at`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=Q(ended_at=None), name="role_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Invitation(models.Model):
    """A link by which one person, once, makes an account with these roles. Only the hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    roles = models.JSONField(default=list)
    founding = models.BooleanField(default=False)  # sets up the organisation, too
    # Somebody who works here already and has lost the password: the link lets them choose another.
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name or self.email


class SignInCode(models.Model):
    """A short code sent to a person so that they show they receive mail at an address."""

    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "subject"], name="one_code_at_a_time")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"


class Attempt(models.Model):
    """One try at something that is throttled. `key` is a keyed hash of who tried, so the table holds no addresses."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "at"], name="attempts_of_someone")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class SecondFactor(models.Model):
    """What a person who works here has besides a password: an authenticator app, or a passkey."""

    class Kind(models.TextChoices):
        APP = "app", _("Authenticator app")
        PASSKEY = "passkey", _("Passkey")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="second_factors")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=60)
    # Of an app its secret, sealed with a key that is not in the database; of a passkey its public half.
    content = models.BinaryField()
    last_step = models.PositiveBigIntegerField(default=0)  # of an app: the half-minute whose code was used last
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code on paper that stands in for a second factor, once. Only a keyed hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.pk}"


class OfficeSession(models.Model):
    """A browser in which a person who works here is signed in."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="office_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.browser
