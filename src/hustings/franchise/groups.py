"""Which rules ask for a reserved group."""

from hustings.franchise.conditions import parse
from hustings.franchise.conditions.kinds import InGroup
from hustings.franchise.conditions.trees import conditions_of
from hustings.franchise.models import EligibilityRule, ReservedGroup


def rules_asking_for(group: ReservedGroup) -> list[EligibilityRule]:
    """The rules in use in which a reserved group has a part."""
    return [
        rule
        for rule in EligibilityRule.objects.filter(retired_at=None)
        if InGroup(group.pk) in conditions_of(parse(rule.conditions))
    ]
