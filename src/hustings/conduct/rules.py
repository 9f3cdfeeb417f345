"""Who may do what in matters of conduct. Who may see a case, and do what in it, is in `states`."""

import rules

from hustings.accounts.rules import is_administrator, is_conduct_officer

rules.add_perm("conduct.view_cases", is_conduct_officer)
rules.add_perm("conduct.manage_pool", is_conduct_officer)
rules.add_perm("conduct.manage_rules", is_conduct_officer | is_administrator)
