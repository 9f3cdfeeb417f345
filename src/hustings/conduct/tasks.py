"""What the worker does for cases by itself: once an hour it reminds, and ends what is kept no longer."""

from datetime import datetime, timedelta

from django.utils import timezone

from hustings.conduct.actions.reminders import remind_overdue
from hustings.conduct.actions.retention import end_what_is_over
from hustings.jobs.registry import routine

EVERY = timedelta(hours=1)
_last: list[datetime] = []


@routine
def look_after_cases() -> None:
    """Remind whoever is overdue, and destroy the keys of cases that are kept no longer."""
    now = timezone.now()
    if _last and now - _last[0] < EVERY:
        return
    remind_overdue()
    end_what_is_over()
    _last[:] = [now]
