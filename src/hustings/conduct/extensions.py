"""What conduct adds to a member's own page: their cases, and why they are suspended."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hustings.conduct.deadlines import today
from hustings.conduct.models import Case, Sanction, SanctionKind
from hustings.conduct.panels import pool
from hustings.conduct.queries.cases import actors, cases_of_member
from hustings.conduct.queries.progress import Progress, progress
from hustings.register.member_page import Section
from hustings.register.models import Member


@dataclass(frozen=True)
class Mine:
    """A case of a member, and which parts they have in it."""

    case: Case
    now: Progress
    roles: list[str]
    is_your_turn: bool


def my_cases(request: HttpRequest) -> Section | None:
    """The cases in which the member has a part, with what keeps them from their rights as a member."""
    member = request.member  # type: ignore[attr-defined]
    # By what they are told of each case: its own deadline could betray a step that is hidden from them.
    cases = sorted((_mine(case, member) for case in cases_of_member(member)), key=lambda mine: not mine.now.overdue)
    in_pool = pool().filter(member=member).exists()
    if not cases and not in_pool:
        return None
    running = Sanction.objects.filter(Q(until=None) | Q(until__gte=today()), case__respondent=member, end=None)
    keeping_out = running.filter(kind__in=(SanctionKind.SUSPENSION, SanctionKind.EXCLUSION)).select_related("case")
    context = {"cases": cases, "sanctions": keeping_out, "in_pool": in_pool}
    return Section(_("Conduct"), "conduct/my_cases.html", context)


def _mine(case: Case, member: Member) -> Mine:
    roles = [actor.role for actor in actors(case, None, member)]
    now = progress(case, roles)
    is_yours = now.deadline is not None and now.deadline.role in roles
    return Mine(case, now, [str(role.label) for role in roles], is_yours)
