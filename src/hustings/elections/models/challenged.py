"""Ballots that voters had shown to them instead of casting them."""

from django.db import models

from hustings.elections.models.boards import Board


class ChallengedBallot(models.Model):
    """A ballot that was challenged: it is kept for its voter to check, and can never be cast. Append-only; no time."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="challenged_ballots")
    credential = models.CharField(max_length=700)
    tracking_number = models.CharField(max_length=43)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "tracking_number"], name="no_ballot_challenged_twice")]
        indexes = [models.Index(fields=["board", "credential"], name="challenges_of_a_credential")]

    def __str__(self) -> str:
        return self.tracking_number
