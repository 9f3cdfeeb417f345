"""The bundles of evidence that a scrutineer had sealed."""

from django.db.models import QuerySet

from hustings.accounts.models import User
from hustings.elections.models import Election
from hustings.jobs.models import Job


def bundles(election: Election, user: User) -> QuerySet[Job]:
    """The work of sealing this election's evidence for this person, the latest first."""
    return Job.objects.filter(
        task="elections.seal_evidence", created_by=user, arguments__election=election.pk
    ).order_by("-created_at")
