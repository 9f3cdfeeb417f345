"""Who may do what with an election."""

import rules

from hustings.accounts.rules import is_administrator, is_returning_officer, is_scrutineer

rules.add_perm("elections.view_office", is_returning_officer | is_scrutineer | is_administrator)
rules.add_perm("elections.set_up", is_returning_officer)
rules.add_perm("elections.send_notices", is_returning_officer)
rules.add_perm("elections.give_second_signature", is_returning_officer | is_administrator)
