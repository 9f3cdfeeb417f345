"""What elections adds to the rooms before it."""

from django.utils.translation import gettext as _

from hustings.elections.models import Contest, Election
from hustings.franchise.models import Roll


def roll_is_settled(roll: Roll) -> str | None:
    """Say why a roll can no longer be challenged: the credentials of a poll have been made from it."""
    contests = Contest.objects.filter(roll=roll).exclude(election__state=Election.State.DRAFT)
    contest = contests.select_related("election").first()
    if contest is None:
        return None
    return _(
        "The poll ‘{election}’ has been set up with this roll, so nobody can be added or removed any more."
    ).format(election=contest.election.name)
