"""Who may see the register, and who may change it."""

import rules

from hustings.accounts.rules import is_administrator, is_membership_secretary, is_returning_officer

rules.add_perm("register.view_members", is_membership_secretary | is_returning_officer)
rules.add_perm("register.change_members", is_membership_secretary)
rules.add_perm("register.view_units", is_membership_secretary | is_returning_officer | is_administrator)
rules.add_perm("register.change_units", is_membership_secretary)
rules.add_perm("register.import_members", is_membership_secretary)
rules.add_perm("register.export_members", is_membership_secretary)
rules.add_perm("register.agree_to_addresses", is_membership_secretary | is_returning_officer)
rules.add_perm("register.issue_cards", is_membership_secretary)
rules.add_perm("register.change_rules", is_membership_secretary)
rules.add_perm("register.manage_tokens", is_administrator)
