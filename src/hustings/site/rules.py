"""Who comes into the office: everyone who works here; what they find there depends on their roles."""

import rules

rules.add_perm("hustings_site.view_office", rules.is_authenticated)
