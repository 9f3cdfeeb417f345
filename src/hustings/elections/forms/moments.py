"""A moment typed as a date and a time of day, in the organisation's time zone."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hustings.accounts.queries import organisation


class MomentWidget(forms.SplitDateTimeWidget):
    def __init__(self, label: Any = "") -> None:
        super().__init__(
            date_attrs={"aria-label": format_lazy(_("{what}: date"), what=label)},
            time_attrs={"aria-label": format_lazy(_("{what}: time of day"), what=label)},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        )

    def decompress(self, value: datetime | None) -> list[Any]:
        with timezone.override(organisation().time_zone):
            return super().decompress(value)


class MomentField(forms.SplitDateTimeField):
    default_error_messages = {
        "invalid_date": _("Write the date as day, month and year, like 30/11/2026."),
        "invalid_time": _("Write the time of day as hours and minutes, like 18:00."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=MomentWidget(options.get("label", "")), **options)

    def compress(self, data_list: list[date | time | None]) -> datetime | None:
        # Said for the organisation's zone, where an hour may be missing or come twice when the clocks change.
        with timezone.override(organisation().time_zone):
            return super().compress(data_list)
