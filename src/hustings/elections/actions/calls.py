"""Calling trustees: a letter to those who have something to do now, so that nobody must look every day."""

from collections.abc import Iterable

from hustings.elections.models import Trustee
from hustings.jobs.actions import enqueue
from hustings.jobs.models import Job

TASK = "elections.call_trustee"


def call_trustees(trustees: Iterable[Trustee]) -> None:
    """Let a job write to each of these trustees, if by then a step waits for them at their desk."""
    for trustee in trustees:
        arguments = {"trustee": trustee.pk}
        is_called = Job.objects.filter(task=TASK, arguments=arguments, state=Job.State.QUEUED).exists()
        if trustee.user_id and not is_called:
            enqueue(TASK, by=None, **arguments)
