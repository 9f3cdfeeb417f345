"""The key ceremony of a threshold group, and the rehearsal in which every trustee opens a test ballot."""

from django.conf import settings
from django.db import models

from hustings.elections.models.trustees import ThresholdGroup, Trustee


class CeremonyMessage(models.Model):
    """What a member of a threshold group handed in at one step of the ceremony. Append-only.

    It outlives the group's dissolution, so it names the user and the place in the group, not the trustee.
    """

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate"
        POLYNOMIAL = "polynomial"
        SHARE = "share"

    group = models.ForeignKey(ThresholdGroup, models.PROTECT, related_name="messages")
    index = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "index", "kind"], name="one_ceremony_message_per_step")]
        ordering = ["index"]

    def __str__(self) -> str:
        return f"{self.group_id}/{self.index}: {self.kind}"


class Rehearsal(models.Model):
    """A test ballot under the keys of an election's trustees; made anew whenever one of the keys changes."""

    election = models.OneToOneField("elections.Election", models.PROTECT, related_name="rehearsal")
    setup_records = models.JSONField()
    tally = models.TextField()

    def __str__(self) -> str:
        return str(self.election)


class RehearsedKey(models.Model):
    """A trustee's key opened the test ballot."""

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="keys")
    trustee = models.ForeignKey(Trustee, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rehearsal", "trustee"], name="rehearsed_once")]

    def __str__(self) -> str:
        return str(self.trustee)
