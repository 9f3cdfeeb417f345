"""What can be done to the organisation, its users, and the codes by which people sign in."""

from hustings.accounts.actions.codes import issue_code, redeem_code
from hustings.accounts.actions.organisation import set_up_organisation
from hustings.accounts.actions.users import accept_invitation, end_role, invite

__all__ = ["accept_invitation", "end_role", "invite", "issue_code", "redeem_code", "set_up_organisation"]
