"""What elections adds to the rooms before it, and what follows from a declaration here."""

from collections.abc import Collection
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.elections import methods
from hustings.elections.models import Contest, Declaration, Election
from hustings.elections.queries.departures import TASK
from hustings.elections.queries.elections import elections_of, rolls
from hustings.elections.queries.nominations import candidacies_of, counting, open_contests, units_of_secretary
from hustings.franchise.models import ReservedGroup, Roll
from hustings.franchise.queries import electors
from hustings.jobs.actions import enqueue
from hustings.register.addresses import Caution
from hustings.register.member_page import Section
from hustings.register.models import Member

State = Election.State
# Before the poll opens: long enough for the old address, and for the member, to object.
NEAR = timedelta(days=7)


def roll_is_settled(roll: Roll) -> str | None:
    """Say why a roll can no longer be challenged: the credentials of a poll have been made from it."""
    contests = Contest.objects.filter(roll=roll).exclude(election__state=Election.State.DRAFT)
    contest = contests.select_related("election").first()
    if contest is None:
        return None
    return _("The poll ‘{election}’ has been set up with this roll, so it can no longer be changed.").format(
        election=contest.election.name
    )


def seats_reserved(group: ReservedGroup) -> list[str]:
    """Say in which contests of running elections seats are reserved for a group."""
    contests = Contest.objects.filter(reserved_for=group).exclude(election__state__in=[State.DECLARED, State.ANNULLED])
    return [
        ngettext(
            "{n} seat is reserved for it: {contest}, {election}.",
            "{n} seats are reserved for it: {contest}, {election}.",
            contest.reserved_seats,
        ).format(n=contest.reserved_seats, contest=contest.title, election=contest.election.name)
        for contest in contests.select_related("election")
    ]


def address_cautions(members: Collection[int]) -> dict[int, Caution]:
    """What a change of address asks for from the freeze of a roll that a member is on until its poll is over.

    Where the register has no e-mail address there is no old one to tell: so a second officer agrees, near the poll or
    not. Or whoever enters a first address of their own could have both the link and the sign-in code sent there.
    """
    now = timezone.now()
    untold = set(Member.objects.filter(pk__in=members, email="").values_list("pk", flat=True))
    found: dict[int, Caution] = {}
    for election in Election.objects.filter(state__in=[State.DRAFT, State.READY, State.OPEN]):
        is_near = election.opens_at is not None and election.opens_at - NEAR <= now
        is_over = election.closes_at is not None and election.closes_at <= now
        if is_over:
            continue
        reason = _("The roll of ‘{election}’ is frozen, and this member is on it.")
        if is_near:
            reason = _("The poll ‘{election}’ is near or open, and this member is on its roll.")
        reason = reason.format(election=election.name)
        for roll in rolls(election):
            for member in electors(roll).filter(member__in=members).values_list("member_id", flat=True):
                if member not in found or is_near:
                    found[member] = Caution(reason, needs_two=is_near or member in untold)
    return found


def my_elections(request: HttpRequest) -> Section:
    """The member's elections, with whether they can vote, why, and where."""
    elections = elections_of(request.member)  # type: ignore[attr-defined]
    return Section(_("Elections"), "elections/member_section.html", {"elections": elections})


def my_nominations(request: HttpRequest) -> Section | None:
    """Where the member was nominated and can answer, and where they can nominate."""
    member = request.member  # type: ignore[attr-defined]
    candidacies = [(candidate, counting(candidate).exists()) for candidate in candidacies_of(member)]
    contests = [rules for rules in open_contests() if rules.by_members or units_of_secretary(member, rules.unit_kind)]
    if not candidacies and not contests:
        return None
    context = {"candidacies": candidacies, "contests": contests}
    return Section(_("Nominations"), "elections/nominations_section.html", context)


def ask_about_departures(declaration: Declaration) -> None:
    """Let the worker find out what departures would have changed where voters ranked."""
    election = declaration.election
    if any(methods.is_ranked(contest) for contest in election.contests.all()):
        enqueue(TASK, by=declaration.declared_by, election=election.pk)
