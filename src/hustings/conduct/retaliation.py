"""Those who complained, testified or spoke up are protected: a case against them is first reviewed by somebody else."""

from datetime import datetime

from django.utils import timezone

from hustings.conduct.models import Part
from hustings.conduct.people import Role
from hustings.conduct.queries.settings import conduct_rules
from hustings.council.moments import day_of
from hustings.franchise.conditions.kinds import months_before
from hustings.register.models import Member

SPOKE = (Role.COMPLAINANT, Role.WITNESS, Role.SUPPORTER)


def is_protected(member: Member, at: datetime | None = None) -> bool:
    """Whether the member spoke in some case within the months that the organisation's rules say."""
    day = day_of(at or timezone.now())
    since = months_before(day, conduct_rules().protected_months)
    spoke = Part.objects.filter(member=member, role__in=SPOKE, from_at__lte=at or timezone.now())
    return any(day_of(part.from_at) >= since for part in spoke)
