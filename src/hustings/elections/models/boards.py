"""The public boards of an election, and what the server counts while a poll is open."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.elections.sealing import unseal


class Board(models.Model):
    """One election of the voting protocol: the contests of an election that share a roll are its questions."""

    class State(models.TextChoices):
        SETUP = "setup", _("Being set up")
        OPEN = "open", _("Open")
        ENDED = "ended", _("Closed to ballots")
        SHUFFLING = "shuffling", _("Ballots being shuffled")
        TALLIED = "tallied", _("Encrypted tally made")
        COMPLETE = "complete", _("Result known")

    election = models.ForeignKey("elections.Election", models.PROTECT, related_name="boards")
    roll = models.ForeignKey("franchise.Roll", models.PROTECT, related_name="boards")
    uuid = models.CharField(max_length=32, unique=True)
    timestamp = models.PositiveBigIntegerField(help_text=_("The one time that every entry of the archive bears."))
    credentials = models.TextField(blank=True, help_text=_("The record of public credentials, until it is published."))
    roll_changes = models.PositiveIntegerField(
        default=0, help_text=_("How often the roll had been changed when these credentials were made.")
    )
    height = models.IntegerField(default=-1, help_text=_("Of the latest event; -1 before the board is set up."))
    head = models.CharField(max_length=64, blank=True, help_text=_("Hash of the latest event, in hexadecimal."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.SETUP)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "roll"], name="one_board_per_roll")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.uuid


class BoardRecord(models.Model):
    """One entry of a board's archive, byte for byte. Append-only."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="records")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "position"], name="one_record_per_position")]

    def __str__(self) -> str:
        return self.name


class BoardBallot(models.Model):
    """What the board's pages show of an accepted ballot. Append-only; no time, which could point at a person."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="ballots")
    height = models.PositiveIntegerField()
    credential = models.CharField(max_length=700)
    weight = models.PositiveBigIntegerField(default=1)
    tracking_number = models.CharField(max_length=43)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "height"], name="one_ballot_per_height"),
            models.UniqueConstraint(fields=["board", "tracking_number"], name="no_ballot_twice"),
        ]
        indexes = [models.Index(fields=["board", "credential"], name="ballots_of_a_credential")]

    def __str__(self) -> str:
        return self.tracking_number


class MarkedRegister(models.Model):
    """Who has voted, to the day. All rows are made at the opening, so that their order says nothing.

    `paper_on`: when an envelope with a paper ballot came from them; it stays closed if they have voted online as well.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="marked_register")
    entry = models.ForeignKey("franchise.RollEntry", models.PROTECT, related_name="+")
    voted_on = models.DateField(null=True)
    paper_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "entry"], name="one_mark_per_elector")]

    def __str__(self) -> str:
        return f"{self.board_id}/{self.entry_id}"


class TurnoutHour(models.Model):
    """How many electors voted for the first time, and how many ballots were accepted, in one hour of the poll."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="turnout_hours")
    hour = models.DateTimeField()
    voters = models.PositiveIntegerField(default=0)
    ballots = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "hour"], name="one_count_per_hour")]
        ordering = ["hour"]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}h"


class PendingCredential(models.Model):
    """A private credential that waits to be sent (lesser mode only), sealed with a key that is not in the database.

    Deleted once sent unless re-sending was chosen, and then when the poll closes.
    """

    election = models.ForeignKey("elections.Election", models.PROTECT, related_name="pending_credentials")
    member = models.ForeignKey("register.Member", models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "member"], name="one_credential_per_elector")]

    def __str__(self) -> str:
        return f"{self.election_id}/{self.member_id}"

    @property
    def credential(self) -> str:
        """The credential in the clear; refused if the key that it was sealed with is gone."""
        return unseal(self.election_id, self.member_id, self.sealed)


class ArmedPoll(models.Model):
    """The returning officer let the worker open and close this poll at the times of the timetable."""

    election = models.OneToOneField("elections.Election", models.PROTECT, related_name="armed")
    armed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    armed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.election)
