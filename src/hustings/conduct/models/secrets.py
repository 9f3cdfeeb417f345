"""What is secret in a case: keys, and texts and files under them. Nobody who only reads the tables reads a word.

A case has a key pair. Whoever writes seals to its public half; its private half is sealed to each person who is
admitted. When somebody leaves a case it gets another key pair, and what was sealed before is put under it, too: as a
second layer, for which nobody's open key is needed, until somebody who can read takes both off and seals it anew.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.conduct.models.cases import Case, TextKind
from hustings.conduct.people import Person, Role


def _user() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


def _member() -> models.ForeignKey:
    return models.ForeignKey("register.Member", models.PROTECT, null=True, related_name="+")


class PersonKey(models.Model):
    """The key pair of somebody who works here or of a member; a passphrase that only they know opens its private half.

    Another pair in its place opens nothing of what this one opened, until a conduct officer vouches that it is theirs.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="conduct_key")
    member = models.OneToOneField("register.Member", models.PROTECT, null=True, related_name="conduct_key")
    public_key = models.BinaryField()
    wrapped_private = models.BinaryField()
    salt = models.BinaryField()
    operations = models.PositiveIntegerField()  # of Argon2id, as they were when the passphrase was chosen
    memory = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    awaits_voucher = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=True) ^ Q(member__isnull=True), name="key_of_one_person")
        ]

    def __str__(self) -> str:
        return f"key of {self.user_id or ''}{self.member_id or ''}"


class Receipt(models.Model):
    """Words by which somebody without a key of their own opens one case. `lookup` is the first of them, in the clear.

    The words themselves are nowhere: an Argon2id hash of them is the private half that belongs to `public_key`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="receipts")
    role = models.CharField(_("part"), max_length=14, choices=Role)
    member = _member()
    lookup = models.CharField(max_length=40, unique=True)
    salt = models.BinaryField()
    public_key = models.BinaryField()
    issued_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"


class CaseKey(models.Model):
    """One key pair of a case. The latest generation seals; those before it await that their texts are sealed anew."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="keys")
    generation = models.PositiveIntegerField()
    public_key = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["generation"]
        constraints = [models.UniqueConstraint(fields=["case", "generation"], name="case_key_generation_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.generation}"


class Admission(models.Model):
    """Somebody may open a case key. `sealed_key` is empty until it can be sealed to them, and after they have left."""

    key = models.ForeignKey(CaseKey, models.PROTECT, related_name="admissions")
    user = _user()
    member = _member()
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="admissions")
    sealed_key = models.BinaryField(default=b"")
    admitted_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, member__isnull=True, receipt__isnull=True)
                | Q(user__isnull=True, member__isnull=False, receipt__isnull=True)
                | Q(user__isnull=True, member__isnull=True, receipt__isnull=False),
                name="admission_of_one",
            ),
            *(
                models.UniqueConstraint(
                    fields=["key", who], condition=Q(removed_at=None), name=f"admitted_once_as_{who}"
                )
                for who in ("user", "member", "receipt")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_id}: {self.user_id or self.member_id or self.receipt_id}"


class Sealed(models.Model):
    """What somebody wrote in a case. Sealed anew under another key it stays the same row."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="texts")
    key = models.ForeignKey(CaseKey, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=TextKind)
    inner = models.JSONField(default=list)  # the keys under that of the outermost layer, from without to within
    ciphertext = models.BinaryField()
    author_user = _user()
    author_member = _member()
    author_role = models.CharField(max_length=14, choices=Role, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def author(self) -> Person | None:
        """Who wrote it; None for a receipt."""
        return self.author_user or self.author_member


class EvidenceFile(models.Model):
    """A file that somebody handed in, cleaned and sealed; its name and its fingerprint as handed in are inside."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    key = models.ForeignKey(CaseKey, models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()  # of the cleaned file
    inner = models.JSONField(default=list)
    ciphertext = models.BinaryField()
    author_user = _user()
    author_member = _member()
    author_role = models.CharField(max_length=14, choices=Role)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.media_type}"


class Reading(models.Model):
    """Somebody read a text, or fetched a file. Append-only.

    Of a party it holds the part alone: who that is, the case says as long as it is kept.
    """

    text = models.ForeignKey(Sealed, models.PROTECT, null=True, related_name="readings")
    evidence = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="readings")
    user = _user()
    member = _member()
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="+")
    party = models.CharField(_("party"), max_length=14, choices=Role, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(text__isnull=True) ^ Q(evidence__isnull=True), name="reading_of_one")
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.at}"
