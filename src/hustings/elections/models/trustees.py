"""Who must act together to open a tally, and what they handed in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.elections.models.boards import Board


class ThresholdGroup(models.Model):
    """Trustees of whom any `threshold` open a tally together; their keys come out of a ceremony."""

    election = models.ForeignKey("elections.Election", models.PROTECT, related_name="threshold_groups")
    threshold = models.PositiveSmallIntegerField()
    dissolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["election"], condition=models.Q(dissolved_at__isnull=True), name="one_threshold_group"
            ),
            models.CheckConstraint(condition=models.Q(threshold__gte=1), name="threshold_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.election_id}: {self.threshold}"


class Trustee(models.Model):
    """Holder of one key. Without a user the server holds it, and the operator can open the ballots.

    Single trustees come first, then the members of the threshold group.
    """

    election = models.ForeignKey("elections.Election", models.PROTECT, related_name="trustees")
    position = models.PositiveSmallIntegerField(help_text=_("From 1, as the archive numbers the owners of shares."))
    name = models.CharField(max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="trusteeships"
    )
    threshold_group = models.ForeignKey(ThresholdGroup, models.PROTECT, null=True, blank=True, related_name="members")
    public_key = models.TextField(blank=True)
    private_key = models.TextField(blank=True, help_text=_("Only of a key that the server holds."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "position"], name="one_trustee_per_position")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_server(self) -> bool:
        return self.user_id is None


class PartialDecryption(models.Model):
    """A trustee's checked share of one board's tally. Append-only."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="partial_decryptions")
    trustee = models.ForeignKey(Trustee, models.PROTECT, related_name="partial_decryptions")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "trustee"], name="one_share_per_trustee")]

    def __str__(self) -> str:
        return f"{self.board_id}/{self.trustee_id}"
