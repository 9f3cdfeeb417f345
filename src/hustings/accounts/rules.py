"""Who holds which role. Later apps build their permissions from these predicates."""

from typing import Any

import rules

from hustings.accounts.models import Role


def has_role(user: Any, role: str) -> bool:
    """Say whether `user` (anybody who makes a request, signed in or not) holds `role` now."""
    return bool(user and user.is_authenticated and role in user.current_roles())


def _holds(role: Role) -> rules.Predicate:
    return rules.predicate(lambda user: has_role(user, role), name=f"is_{role.value}")


is_administrator = _holds(Role.ADMINISTRATOR)
is_membership_secretary = _holds(Role.MEMBERSHIP_SECRETARY)
is_returning_officer = _holds(Role.RETURNING_OFFICER)
is_credential_authority = _holds(Role.CREDENTIAL_AUTHORITY)
is_trustee = _holds(Role.TRUSTEE)
is_scrutineer = _holds(Role.SCRUTINEER)
is_council_secretary = _holds(Role.COUNCIL_SECRETARY)
is_helpdesk = _holds(Role.HELPDESK)
is_conduct_officer = _holds(Role.CONDUCT_OFFICER)
is_unit_officer = _holds(Role.UNIT_OFFICER)

rules.add_perm("accounts.manage_organisation", is_administrator)
rules.add_perm("accounts.manage_users", is_administrator)
