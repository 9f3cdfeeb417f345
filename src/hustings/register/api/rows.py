"""What a row of a batch says, read leniently: each row is taken or refused for itself, and says why."""

from datetime import date

from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.register.imports.dates import read_date


def day_of(name: str, text: str | None) -> date | None:
    """The day in a field, None if it is empty. Raises ActionRefused."""
    if not text:
        return None
    day = read_date(text)
    if day is None:
        raise ActionRefused(_("This is not a date. Write it like 2026-11-30."), name)
    return day
