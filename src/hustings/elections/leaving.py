"""What leaving means for a member's votes, candidacies and nominations, and what becomes of these afterwards."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.queries import in_zone
from hustings.audit.log import record
from hustings.elections.actions.nominations import end_secretary
from hustings.elections.actions.withdrawals import comes_off, withdraw_candidate
from hustings.elections.models import Candidate, Contest, Election, Nomination, UnitSecretary
from hustings.elections.queries.elections import public_elections
from hustings.franchise.queries import electors, explain
from hustings.register.leaving import About, Fact
from hustings.register.models import EventKind, Member, StandingEvent
from hustings.register.queries import supposing
from hustings.register.standing import written

State = Election.State
TO_COME = (State.DRAFT, State.READY, State.OPEN)


def follows(member: Member, leaves_on: date) -> Iterator[Fact]:
    """Every poll open or called in which the member can vote, and every part that they have in one."""
    to_come = public_elections().filter(state__in=TO_COME)
    for election in to_come.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=timezone.now())):
        for contest in election.contests.select_related("election", "eligibility", "roll"):
            yield from _vote(contest, member, leaves_on)
    yield from map(_candidacy, _standing(member))
    yield from map(_nomination, _nominations(member))
    for secretary in UnitSecretary.objects.filter(member=member, ended_at=None).select_related("unit"):
        yield Fact(
            About.ENDS, _("You would no longer hand in the nominations of {unit}.").format(unit=secretary.unit.name)
        )


def _vote(contest: Contest, member: Member, leaves_on: date) -> Iterator[Fact]:
    election = contest.election
    names = {"contest": contest.title, "election": election.name}
    url = reverse("elections:election", args=[election.slug])
    closes = in_zone(election.closes_at) if election.closes_at else _("the poll closes")
    if contest.roll:
        if electors(contest.roll).filter(member=member).exists():
            sentence = _("‘{contest}’ of ‘{election}’: the roll is frozen, you are on it, and can vote until {closes}.")
            yield Fact(About.VOTE_KEPT, sentence.format(**names, closes=closes), url=url)
        return
    frozen_on = election.freeze_on or leaves_on
    if not explain(contest.eligibility.conditions, member, frozen_on).eligible:
        return
    with supposing(member, StandingEvent(kind=EventKind.RESIGNED, effective_on=leaves_on)):
        kept = explain(contest.eligibility.conditions, member, frozen_on).eligible
    if kept:
        sentence = _("‘{contest}’ of ‘{election}’: its roll is frozen as at {day}, when you would still be a member.")
        yield Fact(About.VOTE_KEPT, sentence.format(**names, day=written(frozen_on)), frozen_on, url)
        return
    if election.freeze_on:
        sentence = _("‘{contest}’ of ‘{election}’: its roll is frozen as at {day}, when you would be no member.")
        stay = _("If you are a member on {day}: your vote in ‘{contest}’ of ‘{election}’.")
        yield Fact(About.STAYING, stay.format(**names, day=written(frozen_on)), frozen_on, url)
    else:
        sentence = _("‘{contest}’ of ‘{election}’: its roll is not frozen yet, and you would not be put on it.")
    yield Fact(About.VOTE_LOST, sentence.format(**names, day=written(frozen_on)), frozen_on, url)


def _standing(member: Member) -> QuerySet[Candidate]:
    """Where the member stands in an election whose poll has not closed."""
    stands = Candidate.objects.filter(member=member, withdrawn_at=None).exclude(state__in=Candidate.OUT)
    return stands.filter(contest__election__state__in=TO_COME).select_related("contest__election")


def _candidacy(candidate: Candidate) -> Fact:
    election = candidate.contest.election
    if comes_off(candidate, election):
        sentence = _("Your candidacy for ‘{contest}’ of ‘{election}’: your name comes off the ballot.")
    else:
        sentence = _("Your candidacy for ‘{contest}’ of ‘{election}’: your name stays on the ballot, with a note.")
    names = {"contest": candidate.contest.title, "election": election.name}
    url = reverse("elections:candidates", args=[election.slug])
    return Fact(About.ENDS, sentence.format(**names), url=url)


def _nominations(member: Member) -> QuerySet[Nomination]:
    """What the member nominated for themselves, where nominations are not closed; those of units stay."""
    made = Nomination.objects.filter(nominator=member, unit=None, ended_at=None)
    open_ones = made.filter(candidate__contest__election__state=State.DRAFT, candidate__contest__nominations_close=None)
    return open_ones.select_related("candidate__contest__election")


def _nomination(nomination: Nomination) -> Fact:
    contest = nomination.candidate.contest
    sentence = _("Your nomination of {name} for ‘{contest}’ of ‘{election}’: it no longer counts.").format(
        name=nomination.candidate.name, contest=contest.title, election=contest.election.name
    )
    return Fact(About.ENDS, sentence)


def end_parts(member: Member, on: date) -> None:
    """End the candidacies, nominations and secretaryships of a former member, in the open."""
    for candidate in _standing(member):
        withdraw_candidate(candidate, "system", _("No longer a member."))
    for nomination in _nominations(member):
        nomination.ended_at, nomination.ending = timezone.now(), Nomination.Ending.TAKEN_BACK
        nomination.save(update_fields=["ended_at", "ending"])
        candidate = nomination.candidate
        record("elections.nomination_taken_back", candidate, by="system", contest=candidate.contest_id)
    for secretary in UnitSecretary.objects.filter(member=member, ended_at=None):
        end_secretary(secretary, "system")
