"""What was annulled and is to be run again, and what runs again what."""

from django.db.models import QuerySet

from hustings.elections.models import Contest, Election


def to_run_again(election: Election) -> QuerySet[Contest]:
    """The contests of an election that were annulled, or all if it was, and that nobody runs again yet."""
    waiting = election.contests.filter(run_again_as=None).select_related("eligibility", "election")
    return waiting if election.state == Election.State.ANNULLED else waiting.exclude(annulment=None)
