"""Who may do what with an election."""

import rules

from hustings.accounts.models import User
from hustings.accounts.rules import (
    is_administrator,
    is_credential_authority,
    is_helpdesk,
    is_membership_secretary,
    is_returning_officer,
    is_scrutineer,
    is_trustee,
    is_unit_officer,
)
from hustings.elections.models import Trustee
from hustings.elections.queries.nominations import units_of_officer
from hustings.register.models import Unit

rules.add_perm("elections.view_office", is_returning_officer | is_scrutineer | is_administrator)
rules.add_perm("elections.set_up", is_returning_officer)
# Who was nominated and has not accepted is nobody else's business.
rules.add_perm("elections.view_nominations", is_returning_officer | is_scrutineer)
rules.add_perm("elections.name_secretaries", is_returning_officer | is_membership_secretary)


@rules.predicate
def is_own_unit(user: User, unit: Unit | None) -> bool:
    """The user was named an officer of this very unit, not of one above it; without a unit in question, of any."""
    return unit is None or unit in units_of_officer(user)


rules.add_perm("elections.act_for_unit", is_unit_officer & is_own_unit)
rules.add_perm("elections.send_notices", is_returning_officer)
rules.add_perm("elections.give_second_signature", is_returning_officer | is_administrator)


@rules.predicate
def is_own_key(user: User, trustee: Trustee | None) -> bool:
    """The key is this user's; without a key in question, any."""
    return trustee is None or trustee.user_id == user.pk


rules.add_perm("elections.run_poll", is_returning_officer)
rules.add_perm("elections.hold_key", is_trustee & is_own_key)
rules.add_perm("elections.make_credentials", is_credential_authority)
rules.add_perm("elections.view_desks", is_trustee | is_credential_authority)
rules.add_perm("elections.view_marked_register", is_scrutineer)
rules.add_perm("elections.help_voters", is_helpdesk | is_returning_officer)
rules.add_perm("elections.print_letters", is_helpdesk | is_returning_officer)
rules.add_perm("elections.take_evidence", is_scrutineer)
rules.add_perm("elections.enter_papers", is_helpdesk | is_returning_officer)
