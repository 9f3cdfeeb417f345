"""Who may nominate and stand, how many nominations somebody has, and what the public reads of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.accounts.models import Role, User
from hustings.accounts.queries import local
from hustings.elections.models import (
    Candidate,
    Contest,
    Election,
    Nomination,
    NominationRules,
    NominationsClose,
    Objection,
    UnitSecretary,
)
from hustings.elections.queries.contests import Seats, seats_of
from hustings.franchise.queries import Eligibility, explain
from hustings.register.models import Member, Unit, UnitOfficer
from hustings.register.queries import current_memberships

State = Candidate.State


def rules_of(contest: Contest) -> NominationRules | None:
    """Return the rules of nomination of a contest, or None if its officer enters the candidates."""
    rules = NominationRules.objects.select_related("contest__election", "may_stand", "may_nominate")
    return rules.filter(contest=contest).first()


def takes_nominations(contest: Contest) -> bool:
    """Say whether the candidates of a contest come out of nominations."""
    return NominationRules.objects.filter(contest=contest).exists()


def close_of(contest: Contest) -> NominationsClose | None:
    """Return the record of how a contest stood when its nominations closed, once they have."""
    return NominationsClose.objects.filter(contest=contest).first()


def is_listed(contest: Contest) -> bool:
    """Say whether the public may read who stands: where people are nominated, usually once nominations are closed."""
    return listed(Contest.objects.filter(pk=contest.pk)).exists()


def listed(contests: QuerySet[Contest]) -> QuerySet[Contest]:
    """Return those of whose candidates the public may read."""
    secret = NominationRules.objects.filter(contest=OuterRef("pk"), shown_at_once=False)
    return contests.exclude(Exists(secret) & ~Exists(NominationsClose.objects.filter(contest=OuterRef("pk"))))


def are_open(election: Election, now: datetime | None = None) -> bool:
    """Say whether nominations can be made now."""
    now = now or timezone.now()
    opens, closes = election.nominations_open_at, election.nominations_close_at
    return election.state == Election.State.DRAFT and bool(opens and closes and opens <= now < closes)


def judged_on(election: Election) -> date:
    """Return the day as at which the rules for standing and nominating are applied: that on which nominations close."""
    return local(election.nominations_close_at or timezone.now()).date()


def may_stand(rules: NominationRules, member: Member) -> Eligibility:
    """Say whether a member may stand, with every reason."""
    return explain(rules.may_stand.conditions, member, judged_on(rules.contest.election))


def may_nominate(rules: NominationRules, member: Member) -> Eligibility:
    """Say whether a member may nominate, with every reason."""
    return explain(rules.may_nominate.conditions, member, judged_on(rules.contest.election))


def units_of_secretary(member: Member, kind: str = "") -> list[Unit]:
    """Return the units for which a member hands in nominations, of one kind if it is given."""
    running = UnitSecretary.objects.filter(member=member, ended_at=None)
    units = Unit.objects.filter(pk__in=running.values("unit"))
    return list(units.filter(kind=kind) if kind else units)


def units_of_officer(user: User, kind: str = "") -> list[Unit]:
    """Return the units that a user was named an officer of (not those below them), of one kind if it is given."""
    if Role.UNIT_OFFICER.value not in user.current_roles():
        return []
    running = UnitOfficer.objects.filter(user=user, ended_at=None)
    units = Unit.objects.filter(pk__in=running.values("unit"))
    return list(units.filter(kind=kind) if kind else units)


def counting(candidate: Candidate) -> QuerySet[Nomination]:
    """Return the nominations of a candidate that count."""
    return candidate.nominations.filter(ended_at=None).select_related("unit", "nominator")


@dataclass(frozen=True)
class Support:
    """The nominations that a candidate has, and whether they are enough."""

    units: tuple[Unit, ...]
    members: int
    is_enough: bool
    lacking: str

    @property
    def sentence(self) -> str:
        """What there is, in words."""
        parts = []
        if self.units:
            units = ngettext("%(n)d unit", "%(n)d units", len(self.units)) % {"n": len(self.units)}
            parts.append(f"{units} ({', '.join(unit.name for unit in self.units)})")
        if self.members:
            parts.append(ngettext("%(n)d member", "%(n)d members", self.members) % {"n": self.members})
        return _(" and ").join(parts) or _("nobody yet")


def support(rules: NominationRules, candidate: Candidate) -> Support:
    """Count a candidate's nominations against the rules."""
    nominations = list(counting(candidate))
    units = tuple(nomination.unit for nomination in nominations if nomination.unit)
    members = sum(nomination.unit_id is None for nomination in nominations)
    own = not rules.own_unit_needed or _is_own(candidate, units, judged_on(rules.contest.election))
    by_units = rules.by_units and len(units) >= rules.units_needed and own
    by_members = rules.by_members and members >= rules.members_needed
    return Support(units, members, by_units or by_members, "" if by_units or by_members else threshold(rules))


def _is_own(candidate: Candidate, units: Iterable[Unit], on: date) -> bool:
    mine = current_memberships(on).filter(member=candidate.member_id, unit__in=[unit.pk for unit in units])
    return candidate.member_id is not None and mine.exists()


def threshold(rules: NominationRules) -> str:
    """Say how many nominations a candidate needs."""
    ways = []
    if rules.by_units:
        needed = ngettext(
            "by %(n)d unit of the kind ‘%(kind)s’", "by %(n)d units of the kind ‘%(kind)s’", rules.units_needed
        ) % {"n": rules.units_needed, "kind": rules.unit_kind}
        ways.append(needed + (_(", their own among them") if rules.own_unit_needed else ""))
    if rules.by_members:
        ways.append(ngettext("by %(n)d member", "by %(n)d members", rules.members_needed) % {"n": rules.members_needed})
    return _("A candidate must be nominated {ways}.").format(ways=_(", or ").join(ways))


def limits(rules: NominationRules) -> str:
    """Say how many names each unit and each member can nominate."""
    parts = []
    if rules.by_units:
        parts.append(
            ngettext(
                "Each unit of the kind ‘%(kind)s’ can nominate %(n)d name.",
                "Each unit of the kind ‘%(kind)s’ can nominate up to %(n)d names.",
                rules.names_per_unit,
            )
            % {"n": rules.names_per_unit, "kind": rules.unit_kind}
        )
        if not rules.own_unit_needed:
            parts.append(_("A candidate need not be nominated by their own unit."))
    if rules.by_members:
        parts.append(
            ngettext(
                "Each member can nominate %(n)d name.",
                "Each member can nominate up to %(n)d names.",
                rules.names_per_member,
            )
            % {"n": rules.names_per_member}
        )
        parts.append(
            _("Members can nominate themselves.") if rules.nominate_oneself else _("Nobody can nominate themselves.")
        )
    return " ".join(parts)


def nominations_by(contest: Contest, unit: Unit | None, nominator: Member | None) -> QuerySet[Nomination]:
    """Return the nominations that a unit, or a member for themselves, has made in a contest and not taken back."""
    made = Nomination.objects.filter(candidate__contest=contest, ended_at=None).exclude(
        candidate__state__in=[State.DECLINED, State.WITHDRAWN]
    )
    mine = made.filter(unit=unit) if unit else made.filter(unit=None, nominator=nominator)
    return mine.select_related("candidate")


@dataclass(frozen=True)
class Listed:
    """A line of the public list: somebody who stands or stood, and by whom they were nominated."""

    candidate: Candidate
    support: Support
    objections: tuple[Objection, ...]


@dataclass(frozen=True)
class PublicList:
    """What the public reads of the nominations of a contest.

    Who was nominated and has not accepted is never named: that somebody is a member is their own affair.
    """

    contest: Contest
    rules: NominationRules
    close: NominationsClose | None
    is_shown: bool
    listed: tuple[Listed, ...]
    unnamed: int
    seats: Seats  # now: after the close some withdraw, and objections are upheld

    @property
    def is_unopposed(self) -> bool:
        """Whether nobody votes, because there are no more candidates than seats."""
        return self.close is not None and not self.seats.is_contested

    @property
    def vacant(self) -> int:
        """How many seats nobody stands for."""
        return self.seats.vacant if self.close else 0


def public_list(rules: NominationRules) -> PublicList:
    """Return the public list of nominations of a contest."""
    contest = rules.contest
    close = close_of(contest)
    is_shown = rules.shown_at_once or close is not None
    candidates = contest.candidates.filter(Q(state=State.ACCEPTED) | Q(accepted_at__isnull=False))
    listed = tuple(
        Listed(
            candidate,
            support(rules, candidate),
            tuple(candidate.objections.exclude(decision="").select_related("nomination__unit")),
        )
        for candidate in candidates.order_by("name", "pk")
        if is_shown
    )
    unnamed = contest.candidates.count() - len(listed) if is_shown else 0
    return PublicList(contest, rules, close, is_shown, listed, unnamed, seats_of(contest))


def candidacies_of(member: Member) -> QuerySet[Candidate]:
    """Return where a member has been nominated, in elections that are not over.

    Not where every nomination was taken back before they accepted: there is nothing left to answer.
    """
    over = [Election.State.DECLARED, Election.State.ANNULLED]
    nominated = Q(pk__in=Nomination.objects.filter(ended_at=None).values("candidate"))
    found = member.candidacies.filter(contest__nomination_rules__isnull=False)
    found = found.exclude(Q(state=State.NOMINATED) & ~nominated)
    return found.exclude(contest__election__state__in=over).select_related("contest__election")


def open_contests() -> QuerySet[NominationRules]:
    """Return the rules of every contest in which nominations are open now."""
    now = timezone.now()
    return NominationRules.objects.filter(
        contest__election__state=Election.State.DRAFT,
        contest__election__announced_at__isnull=False,
        contest__election__nominations_open_at__lte=now,
        contest__election__nominations_close_at__gt=now,
        contest__nominations_close=None,
    ).select_related("contest__election", "may_stand", "may_nominate")


def open_objections(election: Election) -> QuerySet[Objection]:
    """Return the objections to nominations that are still to be decided."""
    return Objection.objects.filter(candidate__contest__election=election, decided_at=None)
