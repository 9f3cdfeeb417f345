"""Those who complained, testified or spoke up are protected: a case against them is first reviewed by somebody else."""

from django.utils import timezone

from hustings.conduct.models import Case, Part
from hustings.conduct.people import Role
from hustings.conduct.queries.settings import conduct_rules
from hustings.council.moments import day_of
from hustings.franchise.conditions.kinds import months_before
from hustings.register.models import Member

SPOKE = (Role.COMPLAINANT, Role.WITNESS, Role.SUPPORTER)


def spoke(member: Member) -> list[Part]:
    """In which parts the member spoke, in a case that runs or within the months that the organisation's rules say."""
    since = months_before(day_of(timezone.now()), conduct_rules().protected_months)
    parts = Part.objects.filter(member=member, role__in=SPOKE).select_related("case").order_by("from_at")
    return [part for part in parts if part.case.closed_at is None or day_of(part.from_at) >= since]


def is_protected(member: Member) -> bool:
    """Whether a case against the member has to be reviewed before it goes on."""
    return bool(spoke(member))


def must_be_reviewed(case: Case) -> bool:
    """Whether nobody has decided yet that a case against somebody who is protected is no retaliation."""
    reviewed = case.events.filter(verb="decide-review").exists()
    return case.respondent is not None and not reviewed and is_protected(case.respondent)
