"""Days and times of day as the pages of the council write them."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format

from hustings.accounts.queries import local

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    """Write a day out; a dash where there is none."""
    return date_format(value, "j F Y", use_l10n=False) if value else "–"


@register.filter
def local_day(moment: datetime) -> str:
    """Write out the day of a moment where the organisation is."""
    return day(local(moment).date())


@register.filter
def clock(moment: datetime) -> str:
    """Write the time of day of a moment where the organisation is."""
    return f"{local(moment):%H:%M}"
