"""What asks for a reserved group."""

from collections.abc import Callable, Sequence

from hustings.franchise.conditions import parse
from hustings.franchise.conditions.kinds import InGroup
from hustings.franchise.conditions.trees import conditions_of
from hustings.franchise.models import EligibilityRule, ReservedGroup

# Later apps say here what they reserve for a group, in a sentence each.
reservations: list[Callable[[ReservedGroup], Sequence[str]]] = []


def reserved_for(group: ReservedGroup) -> list[str]:
    """What later apps reserve for a group."""
    return [sentence for reserve in reservations for sentence in reserve(group)]


def rules_asking_for(group: ReservedGroup) -> list[EligibilityRule]:
    """The rules in use in which a reserved group has a part."""
    return [
        rule
        for rule in EligibilityRule.objects.filter(retired_at=None)
        if InGroup(group.pk) in conditions_of(parse(rule.conditions))
    ]
