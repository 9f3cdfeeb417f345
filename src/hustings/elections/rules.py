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
)
from hustings.elections.models import Trustee

rules.add_perm("elections.view_office", is_returning_officer | is_scrutineer | is_administrator)
rules.add_perm("elections.set_up", is_returning_officer)
# Who was nominated and has not accepted is nobody else's business.
rules.add_perm("elections.view_nominations", is_returning_officer | is_scrutineer)
rules.add_perm("elections.name_secretaries", is_returning_officer | is_membership_secretary)
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
