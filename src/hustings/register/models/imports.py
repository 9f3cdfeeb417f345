"""Files of members on their way into the register."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.utils.translation import gettext_lazy as _


def import_storage() -> Storage:
    """Files with members' data lie outside what the web server serves, readable by this account alone."""
    return FileSystemStorage(
        location=settings.DATA / "imports", file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


class MemberImport(models.Model):
    """A file of members on its way into the register."""

    class State(models.TextChoices):
        MATCHING = "matching", _("columns to be matched")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, not yet imported")
        IMPORTING = "importing", _("being imported")
        IMPORTED = "imported", _("imported")
        FAILED = "failed", _("failed, nothing was changed")
        DISCARDED = "discarded", _("discarded")

    file_name = models.CharField(max_length=200)
    source = models.FileField(storage=import_storage, max_length=200, blank=True)
    refused_rows = models.FileField(storage=import_storage, max_length=200, blank=True)
    encoding = models.CharField(max_length=20)
    separator = models.CharField(max_length=1)
    heading_row = models.PositiveIntegerField(default=1)  # what stands above it are titles
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # field of COLUMNS -> position of its column
    month_first = models.BooleanField(default=False)  # in dates such as 12/31/2026
    as_at = models.DateField(_("the file shows the membership as at"))
    add_units = models.BooleanField(_("add units that are not in the register yet"), default=False)
    counts = models.JSONField(default=dict)  # new, changed, unchanged, refused
    examples = models.JSONField(default=dict)  # kind -> the first rows of it, by row number and reason only
    error = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.MATCHING)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
