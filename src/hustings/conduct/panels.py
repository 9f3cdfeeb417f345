"""Who is drawn by lot, from whom, with which seed; and whether those drawn can act yet."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hustings.accounts.errors import ActionRefused
from hustings.conduct.conflicts import Conflict, conflicts
from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, Draw, Part, PoolMember, Stage
from hustings.conduct.people import Role
from hustings.conduct.queries.cases import running
from hustings.conduct.queries.settings import conduct_rules
from hustings.council.moments import day_of
from hustings.counting import lot_order
from hustings.register.models import Member
from hustings.register.queries import standing
from hustings.register.standing import Word, written

PANELS = frozenset({Role.PANEL, Role.APPEAL_PANEL})
# Those to whom the parties can object before anything is open to them.
OBJECTED_TO = PANELS | {Role.INVESTIGATOR}


@dataclass(frozen=True)
class Lot:
    """A draw: everybody who could be drawn, who was, and why others of the pool could not be."""

    seed: str
    pool: Sequence[Member]
    drawn: Sequence[Member]
    excluded: dict[int, list[Conflict]]


def size(role: Role) -> int:
    """How many people act in that role."""
    return conduct_rules().panel_size if role in PANELS else 1


def missing(case: Case, role: Role) -> int:
    """How many are still to be drawn: also in the place of those who can act no longer."""
    return max(0, size(role) - running(case, role).count() + len(unfit(case, role)))


def unfit(case: Case, role: Role) -> list[Part]:
    """Those drawn who can act no longer: suspended since, or gone, or with a conflict that they had not before.

    Being in arrears while a case runs takes nobody off it.
    """
    parts = list(running(case, role))
    found = conflicts(case, [part.member for part in parts if part.member])
    return [part for part in parts if part.member and _is_out(part.member, found.get(part.member.pk, []))]


def _is_out(member: Member, found: Sequence[Conflict]) -> bool:
    since = set(found) - {Conflict.EARLIER_PART}
    if since == {Conflict.STANDING}:
        return standing(member, today()).word != Word.ARREARS
    return bool(since)


def chair(case: Case, role: Role) -> Member | None:
    """Who records what a panel decided: of those who were drawn and have not left, the first."""
    first = running(case, role).first() if role in PANELS else None
    return first.member if first else None


def lot(case: Case, role: Role, seed: str = "") -> Lot:
    """Draw whoever is missing from those in the pool today who have no conflict.

    The seed is made here, after it is settled who can be drawn, so that nobody can draw until they like the outcome.
    """
    if case.respondent_id is None and case.stage != Stage.APPEAL:
        raise ActionRefused(_("Say first who is complained of: their unit keeps people off."))
    everybody = list(Member.objects.filter(conduct_pool__in=pool()).order_by("pk"))
    excluded = conflicts(case, everybody)
    able = [member for member in everybody if member.pk not in excluded]
    needed = missing(case, role)
    if needed == 0:
        raise ActionRefused(_("Nobody is missing: nobody needs to be drawn."))
    if len(able) < needed:
        raise ActionRefused(
            ngettext(
                "Only {able} of the pool can be drawn, and {needed} are needed. Add members to the pool first.",
                "Only {able} of the pool can be drawn, and {needed} are needed. Add members to the pool first.",
                len(able),
            ).format(able=len(able), needed=needed)
        )
    seed = seed or secrets.token_hex(16)
    return Lot(seed, able, [able[place] for place in lot_order(seed, len(able))[:needed]], excluded)


def open_until(part: Part) -> date:
    """The day before which the parties can object to somebody who was drawn."""
    return day_of(part.from_at) + timedelta(days=conduct_rules().objection_days)


def held_back(case: Case) -> set[int]:
    """The members who were drawn and can read nothing yet: a party can still object to them, or nobody has decided."""
    parts = case.parts.filter(role__in=OBJECTED_TO, ended_at=None)
    objected = set(case.objections.filter(decided_at=None).values_list("part", flat=True))
    return {part.member_id for part in parts if part.member_id and (part.pk in objected or open_until(part) > today())}


def drawn_again(draw: Draw) -> list[int]:
    """Whom the recorded seed draws from the recorded pool: anybody can compare it with who was drawn."""
    return [draw.pool[place] for place in lot_order(draw.seed, len(draw.pool))[: len(draw.drawn)]]


def pool() -> QuerySet[PoolMember]:
    """Who may be drawn today."""
    return PoolMember.objects.filter(from_date__lte=today()).exclude(to_date__lte=today())


def lacks(case: Case, role: Role) -> str:
    """Why those drawn cannot decide yet, in a sentence; empty if they can."""
    if missing(case, role):
        return _("A conduct officer must still draw somebody by lot before this can be decided.")
    if role in OBJECTED_TO:
        if case.objections.filter(decided_at=None).exists():
            return _("A reviewer drawn by lot must still decide an objection before this can be decided.")
        until = max(open_until(part) for part in running(case, role))
        if until > today():
            return _("The parties can object to those who were drawn until {day}. Decide after that.").format(
                day=written(until - timedelta(days=1))
            )
    return ""
