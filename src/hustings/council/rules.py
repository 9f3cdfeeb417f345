"""Who may do what in the council."""

import rules

from hustings.accounts.rules import is_administrator, is_council_secretary, is_returning_officer, is_scrutineer

rules.add_perm("council.view_office", is_council_secretary | is_returning_officer | is_scrutineer | is_administrator)
rules.add_perm("council.manage_bodies", is_council_secretary)
rules.add_perm("council.call_by_elections", is_returning_officer)
rules.add_perm("council.run_meetings", is_council_secretary)
rules.add_perm("council.manage_instruments", is_council_secretary)
