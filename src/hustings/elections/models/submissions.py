"""What trustees hand in after a poll, until it is on the board."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.elections.models.boards import Board
from hustings.elections.models.trustees import Trustee
from hustings.jobs.models import Job


class Submission(models.Model):
    """A trustee's shuffle or share that is not on the board: it waits for its check by a job, or it was refused.

    One that is accepted goes: the board holds it then. Of one that was refused the text goes, which nobody publishes;
    its fingerprint stays, as the trustee's desk shows it.
    """

    class Kind(models.TextChoices):
        SHUFFLE = "shuffle", _("shuffle")
        SHARE = "share", _("share of opening the result")

    board = models.ForeignKey(Board, models.PROTECT, related_name="submissions")
    trustee = models.ForeignKey(Trustee, models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=7, choices=Kind)
    text = models.TextField()
    fingerprint = models.CharField(max_length=43)
    handed_in_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board", "trustee", "kind"], condition=models.Q(refused_at=None), name="one_in_check_at_a_time"
            )
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.board_id}/{self.trustee_id}: {self.kind}"

    @property
    def is_in_check(self) -> bool:
        """Whether a job checks it, or is about to; after a fault of the program it waits for another try."""
        return self.refused_at is None and self.job is not None and not self.job.is_over
