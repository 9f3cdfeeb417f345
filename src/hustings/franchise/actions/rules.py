"""Make a rule, and retire it. A rule is never edited: a roll says by which it was frozen."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.franchise.conditions import as_json, parse
from hustings.franchise.conditions.kinds import InGroup, InUnit
from hustings.franchise.conditions.trees import conditions_of
from hustings.franchise.models import EligibilityRule, ReservedGroup
from hustings.register.models import Unit


def create_rule(name: str, conditions: object, by: User) -> EligibilityRule:
    """Make a rule from its conditions (the JSON of hustings.franchise.conditions)."""
    name = name.strip()
    if not name:
        raise ActionRefused(gettext("Give the rule a name."), "name")
    tree = parse(conditions)
    units = {condition.unit for condition in conditions_of(tree) if isinstance(condition, InUnit)}
    if Unit.objects.filter(pk__in=units).count() < len(units):
        raise ActionRefused(gettext("The rule names a unit that is not in the register."))
    groups = {condition.group for condition in conditions_of(tree) if isinstance(condition, InGroup)}
    if ReservedGroup.objects.filter(pk__in=groups).count() < len(groups):
        raise ActionRefused(gettext("The rule names a reserved group that is not there."))
    with transaction.atomic():
        if EligibilityRule.objects.filter(name=name, retired_at=None).exists():
            raise ActionRefused(gettext("There is a rule of this name already: choose another name."), "name")
        rule = EligibilityRule.objects.create(name=name, conditions=as_json(tree), created_by=by)
        record("franchise.rule_created", rule, by=by, conditions=rule.conditions)
    return rule


def retire_rule(rule: EligibilityRule, by: User) -> None:
    """Offer a rule no longer; rolls frozen by it stay."""
    with transaction.atomic():
        if not EligibilityRule.objects.filter(pk=rule.pk, retired_at=None).update(retired_at=timezone.now()):
            raise ActionRefused(gettext("This rule has been retired already."))
        record("franchise.rule_retired", rule, by=by)
    rule.refresh_from_db()
