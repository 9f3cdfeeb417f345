"""Who makes rules, freezes rolls, reads them, and decides challenges."""

import rules

from hustings.accounts.rules import is_membership_secretary, is_returning_officer, is_scrutineer

rules.add_perm("franchise.view_rolls", is_returning_officer | is_scrutineer)
rules.add_perm("franchise.view_rules", is_returning_officer | is_scrutineer | is_membership_secretary)
rules.add_perm("franchise.change_rules", is_returning_officer)
rules.add_perm("franchise.freeze_rolls", is_returning_officer)
rules.add_perm("franchise.decide_challenges", is_returning_officer)
# Answers name a member and say why they may not vote, so the look-up is for those who read the register.
rules.add_perm("franchise.look_up", is_returning_officer | is_membership_secretary)
# Which group a member declared is sensitive: whoever types in a paper learns it, and nobody lists it.
rules.add_perm("franchise.make_groups", is_returning_officer)
rules.add_perm("franchise.record_declarations", is_returning_officer | is_membership_secretary)
