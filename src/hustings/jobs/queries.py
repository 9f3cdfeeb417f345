"""Whether work in the background goes on."""

from datetime import timedelta

from django.utils import timezone

from hustings.jobs.models import Job

PATIENCE = timedelta(minutes=10)


def longest_wait() -> int | None:
    """Return for how many seconds the oldest job has waited while none is running, if that is too long."""
    now = timezone.now()
    if Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__gt=now - PATIENCE).exists():
        return None
    oldest = Job.objects.filter(state=Job.State.QUEUED, created_at__lt=now - PATIENCE).order_by("created_at").first()
    return int((now - oldest.created_at).total_seconds()) if oldest else None
