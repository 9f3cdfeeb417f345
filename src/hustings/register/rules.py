"""Who may see the register, and who may change it."""

import rules
from django.utils import timezone

from hustings.accounts.models import User
from hustings.accounts.queries import local
from hustings.accounts.rules import (
    is_administrator,
    is_membership_secretary,
    is_returning_officer,
    is_unit_officer,
)
from hustings.register.models import Member
from hustings.register.unit_queries import visible_to


@rules.predicate
def sees_member(user: User, member: Member | None) -> bool:
    """Whoever reads the whole register; and an officer of a unit to which, or to one below it, the member belongs."""
    if member is None:
        return False
    return visible_to(user, Member.objects.filter(pk=member.pk), local(timezone.now()).date()).exists()


rules.add_perm("register.view_members", is_membership_secretary | is_returning_officer | is_unit_officer)
rules.add_perm("register.view_member", sees_member)
rules.add_perm("register.change_members", is_membership_secretary)
rules.add_perm(
    "register.view_units", is_membership_secretary | is_returning_officer | is_administrator | is_unit_officer
)
rules.add_perm("register.name_unit_officers", is_administrator)
rules.add_perm("register.change_units", is_membership_secretary)
rules.add_perm("register.import_members", is_membership_secretary)
rules.add_perm("register.export_members", is_membership_secretary | is_unit_officer)
rules.add_perm("register.agree_to_addresses", is_membership_secretary | is_returning_officer)
rules.add_perm("register.issue_cards", is_membership_secretary)
rules.add_perm("register.change_rules", is_membership_secretary)
rules.add_perm("register.manage_tokens", is_administrator)
rules.add_perm("register.erase_members", is_membership_secretary)
rules.add_perm("register.merge_members", is_membership_secretary)
