"""The shuffles of ranked ballots between the end of a poll and its opening."""

from django.conf import settings
from django.db import models

from hustings.elections.models.boards import Board, BoardRecord
from hustings.elections.models.trustees import Trustee


class Shuffle(models.Model):
    """A trustee's checked shuffle of one board's ballots; its text is the record. Append-only."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="shuffles")
    trustee = models.ForeignKey(Trustee, models.PROTECT, related_name="shuffles")
    record = models.OneToOneField(BoardRecord, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "trustee"], name="one_shuffle_per_trustee")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.board_id}/{self.trustee_id}"


class PassedOver(models.Model):
    """A member of a threshold group who did not come to shuffle, and whose turn was given on. Append-only."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="passed_over")
    trustee = models.ForeignKey(Trustee, models.PROTECT, related_name="passed_over")
    reason = models.TextField()
    passed_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    passed_over_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "trustee"], name="passed_over_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.board_id}/{self.trustee_id}"
