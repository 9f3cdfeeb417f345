"""The organisation's rules of conduct."""

from hustings.conduct.models import ConductRules


def conduct_rules() -> ConductRules:
    """The rules, or those with the defaults (not saved) before the organisation has set its own."""
    return ConductRules.objects.select_related("instrument").filter(pk=1).first() or ConductRules(pk=1)
