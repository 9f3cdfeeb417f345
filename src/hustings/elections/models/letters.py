"""Letters on paper: what was printed for whom, and the sign-in codes in them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hustings.elections.models.elections import Election
from hustings.jobs import files
from hustings.jobs.models import Job


class PrintRun(models.Model):
    """Letters of one kind that were printed together by one person, who may not print the other kind."""

    class Kind(models.TextChoices):
        LINKS = "links", _("Letters with the voting link")
        CODES = "codes", _("Letters with a sign-in code")

    election = models.ForeignKey(Election, models.PROTECT, related_name="print_runs")
    kind = models.CharField(max_length=5, choices=Kind)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(auto_now_add=True)
    posted_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")  # of many letters, which it draws

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.election_id}: {self.kind}"

    @property
    def is_drawn(self) -> bool:
        """Whether the letters are, or were, there to be saved."""
        return self.job is None or self.job.state == Job.State.DONE

    @property
    def has_file(self) -> bool:
        """Whether the PDF that a job drew is still kept."""
        return self.job is not None and self.is_drawn and files.find(self.job.pk) is not None


class PrintedLetter(models.Model):
    """One letter of a print run. Its address is read from the register when it is printed, and not kept here."""

    run = models.ForeignKey(PrintRun, models.CASCADE, related_name="letters")
    member = models.ForeignKey("register.Member", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "member"], name="one_letter_per_run")]

    def __str__(self) -> str:
        return f"{self.run_id} -> {self.member_id}"


class LetterCode(models.Model):
    """A sign-in code that goes out on paper: good once, while one poll is open. Only a keyed hash of it is kept."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="letter_codes")
    member = models.ForeignKey("register.Member", models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "member"], name="one_letter_code_at_a_time")]

    def __str__(self) -> str:
        return f"{self.election_id}/{self.member_id}"
