"""Who has which part in a case, and what they may see of it and do in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hustings.accounts.models import Role as OfficeRole
from hustings.accounts.models import User
from hustings.accounts.rules import has_role
from hustings.conduct import deadlines
from hustings.conduct.models import Case, CaseEvent, Deadline, Part, Sealed, Stage, TextKind
from hustings.conduct.people import PARTIES, Actor, Role
from hustings.conduct.queries.officers import is_party
from hustings.conduct.states import may_read, may_see
from hustings.register.models import Member


def running(case: Case, role: Role) -> QuerySet[Part]:
    """The parts of that role that have not ended, in the order in which they were drawn."""
    return case.parts.filter(role=role, ended_at=None).select_related("member", "user").order_by("place", "pk")


def acts_as(case: Case, actor: Actor) -> bool:
    """Whether the actor has this role in the case now. Whoever holds a receipt has shown it to the page."""
    if actor.role == Role.OFFICER:
        return actor.user is not None and is_officer(actor.user, case)
    if actor.person is None:
        return actor.role == Role.COMPLAINANT and case.complainant_id is None
    return actor.member is not None and running(case, actor.role).filter(member=actor.member).exists()


def is_officer(user: User, case: Case) -> bool:
    """Whether the user is a conduct officer, no party, and has not stepped aside from the case."""
    stepped_aside = case.parts.filter(role=Role.OFFICER, user=user).exclude(ended_at=None)
    return has_role(user, OfficeRole.CONDUCT_OFFICER) and not is_party(user, case) and not stepped_aside.exists()


def actors(case: Case, user: User | None, member: Member | None) -> list[Actor]:
    """The roles in which a browser can act: somebody may be signed in both as one who works here and as a member."""
    found = [Actor(Role.OFFICER, user)] if user and is_officer(user, case) else []
    if member:
        parts = case.parts.filter(member=member, ended_at=None).exclude(role__in=(Role.WITNESS, Role.SUPPORTER))
        found += [Actor(Role(role), member) for role in parts.values_list("role", flat=True).order_by("role")]
    return found


def needs_a_letter(case: Case) -> list[Part]:
    """The parts of those to whom no e-mail can be sent; a complainant has the words of their receipt."""
    without = case.parts.filter(ended_at=None, member__email="").select_related("member")
    return list(without.exclude(role__in=(Role.WITNESS, Role.SUPPORTER, Role.COMPLAINANT)))


def was_notified(case: Case) -> bool:
    """Whether the respondent was ever given notice: if not, the complaint was not taken up, or ended in review."""
    return case.events.filter(verb="notify").exists()


def readable(case: Case, roles: Sequence[Role], kind: str) -> bool:
    """Whether somebody in these roles may read texts of that kind as the case stands."""
    return any(may_read(role, TextKind(kind), Stage(case.stage)) for role in roles)


def readable_text(case: Case, roles: Sequence[Role], text: Sealed, by: Sequence[Actor] = ()) -> bool:
    """Whether somebody in these roles may read this text: by the table, or because they wrote it themselves."""
    wrote = any(a.person and a.person == text.author and a.role == text.author_role for a in by)
    return wrote or readable(case, roles, text.kind)


def events(case: Case, by: Sequence[Actor]) -> list[CaseEvent]:
    """What these actors are told of, in the order in which it happened."""
    all_events = case.events.select_related("text", "text__author_user", "text__author_member").order_by("pk")
    return [
        event for event in all_events if any(is_told(actor.role, event, case) or _did(actor, event) for actor in by)
    ]


def is_told(role: Role, event: CaseEvent, case: Case) -> bool:
    """Whether who has that role is told of this event: by the table, but for what would betray who spoke elsewhere.

    That a case was reviewed tells the complainant that whoever they complain of spoke in another; so they are told of
    a review only where they themselves were found to retaliate.
    """
    of_a_review = event.facts.get("role") == Role.REVIEWER or event.facts.get("retaliation") is False
    return may_see(role, event.verb, Stage(case.stage)) and not (role == Role.COMPLAINANT and of_a_review)


def _did(actor: Actor, event: CaseEvent) -> bool:
    """Whether it was they: a party, of whom the event holds the role alone, or one of several in that role."""
    if actor.role != event.role:
        return False
    return actor.role in PARTIES or (actor.person is not None and actor.person in (event.user, event.member))


@dataclass(frozen=True)
class Listed:
    """A case in the officers' list, with who must act until when."""

    case: Case
    deadline: Deadline | None
    overdue: bool


def listed(cases: QuerySet[Case]) -> list[Listed]:
    """Cases with their deadlines, those that are overdue first."""
    rows = [Listed(case, deadlines.current(case), deadlines.is_over(case)) for case in cases]
    return sorted(rows, key=lambda row: not row.overdue)


def cases_of_officer(user: User) -> QuerySet[Case]:
    """Every case in which the officer is no party, and from which they have not stepped aside."""
    aside = Part.objects.filter(role=Role.OFFICER, user=user).exclude(ended_at=None)
    as_party = Q(respondent__email__iexact=user.email) | Q(complainant__email__iexact=user.email)
    kept = Case.objects.filter(kept__isnull=True)
    return kept.exclude(as_party).exclude(pk__in=aside.values("case")).prefetch_related("deadlines")


def cases_of_member(member: Member) -> QuerySet[Case]:
    """The cases in which the member has a part that lets them in."""
    inside = Part.objects.filter(~Q(role__in=(Role.WITNESS, Role.SUPPORTER)), member=member, ended_at=None)
    return Case.objects.filter(pk__in=inside.values("case"))
