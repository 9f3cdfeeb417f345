"""A moment typed as a date and a time of day, in the organisation's time zone."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.accounts.queries import organisation


class MomentWidget(forms.SplitDateTimeWidget):
    def __init__(self) -> None:
        super().__init__(date_format="%Y-%m-%d", time_format="%H:%M")

    def decompress(self, value: datetime | None) -> list[Any]:
        with timezone.override(organisation().time_zone):
            return super().decompress(value)


class MomentField(forms.SplitDateTimeField):
    widget = MomentWidget
    default_error_messages = {
        "invalid_date": _("Write the date as day, month and year, like 30/11/2026."),
        "invalid_time": _("Write the time of day as hours and minutes, like 18:00."),
    }

    def compress(self, data_list: list[date | time | None]) -> datetime | None:
        # Said for the organisation's zone, where an hour may be missing or come twice when the clocks change.
        with timezone.override(organisation().time_zone):
            return super().compress(data_list)
