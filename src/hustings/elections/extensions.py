"""What elections adds to the rooms before it, and what follows from a declaration here."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hustings.elections import methods
from hustings.elections.models import Contest, Declaration, Election
from hustings.elections.queries.departures import TASK
from hustings.elections.queries.elections import elections_of
from hustings.franchise.models import Roll
from hustings.jobs.actions import enqueue
from hustings.register.member_page import Section


def roll_is_settled(roll: Roll) -> str | None:
    """Say why a roll can no longer be challenged: the credentials of a poll have been made from it."""
    contests = Contest.objects.filter(roll=roll).exclude(election__state=Election.State.DRAFT)
    contest = contests.select_related("election").first()
    if contest is None:
        return None
    return _("The poll ‘{election}’ has been set up with this roll, so it can no longer be changed.").format(
        election=contest.election.name
    )


def my_elections(request: HttpRequest) -> Section:
    """The member's elections, with whether they can vote, why, and where."""
    elections = elections_of(request.member)  # type: ignore[attr-defined]
    return Section(_("Elections"), "elections/member_section.html", {"elections": elections})


def ask_about_departures(declaration: Declaration) -> None:
    """Let the worker find out what departures would have changed where voters ranked."""
    election = declaration.election
    if any(methods.is_ranked(contest) for contest in election.contests.all()):
        enqueue(TASK, by=declaration.declared_by, election=election.pk)
