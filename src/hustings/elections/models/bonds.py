"""What holds a credential and a sign-in together while a poll is open."""

from django.db import models

from hustings.elections.models.boards import Board


class Bond(models.Model):
    """That somebody who was signed in voted with a credential: a keyed hash of both, which names neither.

    Its key is in no backup (see `sealing`); the key and all bonds are deleted when the poll closes.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="bonds")
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64)  # a keyed hash that tells one key from another

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "digest"], name="one_bond_of_a_digest")]

    def __str__(self) -> str:
        return self.digest
