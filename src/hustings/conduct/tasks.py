"""What the worker does for cases by itself, once an hour: it reminds, lifts what nobody reviewed, ends what is over."""

from datetime import datetime, timedelta

from django.utils import timezone

from hustings.conduct.actions.reminders import remind_overdue, tell_ready
from hustings.conduct.actions.retention import end_what_is_over
from hustings.conduct.actions.suspensions import lift_unreviewed
from hustings.jobs.registry import routine

EVERY = timedelta(hours=1)
_last: list[datetime] = []


@routine
def look_after_cases() -> None:
    """Remind whoever is overdue, lift suspensions that nobody reviewed, destroy the keys of what is kept no longer."""
    now = timezone.now()
    if _last and now - _last[0] < EVERY:
        return
    remind_overdue()
    tell_ready()
    lift_unreviewed()
    end_what_is_over()
    _last[:] = [now]
