"""Who reads the log."""

import rules

from hustings.accounts.rules import is_administrator, is_returning_officer, is_scrutineer

rules.add_perm("audit.view_log", is_administrator | is_scrutineer | is_returning_officer)
