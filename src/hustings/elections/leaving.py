"""What leaving means for a member's votes and candidacies, and what is done to these once a membership has ended."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hustings.accounts.queries import in_zone
from hustings.audit.log import record
from hustings.elections.models import Candidate, Contest, Election
from hustings.elections.queries.elections import public_elections
from hustings.elections.states import locked
from hustings.franchise.queries import electors, explain
from hustings.register.leaving import About, Fact
from hustings.register.models import EventKind, Member, StandingEvent
from hustings.register.queries import supposing
from hustings.register.standing import written

State = Election.State


def follows(member: Member, leaves_on: date) -> Iterator[Fact]:
    """Every poll open or called in which the member can vote, and every contest in which they stand."""
    to_come = public_elections().filter(state__in=[State.DRAFT, State.READY, State.OPEN])
    for election in to_come.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=timezone.now())):
        for contest in election.contests.select_related("election", "eligibility", "roll"):
            yield from _vote(contest, member, leaves_on)
    for candidate in _standing(member):
        yield _candidacy(candidate)


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


def _standing(member: Member) -> Iterator[Candidate]:
    """Where the member stands in an election that is not over."""
    stands = Candidate.objects.filter(member=member).exclude(state=Candidate.State.WITHDRAWN)
    yield from stands.exclude(contest__election__state__in=[State.DECLARED, State.ANNULLED]).select_related(
        "contest__election"
    )


def _candidacy(candidate: Candidate) -> Fact:
    election = candidate.contest.election
    if election.state == State.DRAFT:
        sentence = _(
            "Your candidacy for ‘{contest}’ of ‘{election}’: you would be taken off, and its page would say so."
        )
    else:
        sentence = _("Your candidacy for ‘{contest}’ of ‘{election}’: the ballot is fixed, so your name stays on it.")
    names = {"contest": candidate.contest.title, "election": election.name}
    url = reverse("elections:candidates", args=[election.slug])
    return Fact(About.ENDS, sentence.format(**names), url=url)


def end_candidacies(member: Member, on: date) -> None:
    """Take a former member off the ballots that are not fixed, in the open."""
    for candidate in _standing(member):
        with transaction.atomic():
            if locked(candidate.contest.election).state != State.DRAFT:
                continue
            candidate.state, candidate.withdrawn_at = Candidate.State.WITHDRAWN, timezone.now()
            candidate.withdrawn_reason = _("No longer a member.")
            candidate.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
            record("elections.candidate_withdrawn", candidate, by="system", contest=candidate.contest_id)
