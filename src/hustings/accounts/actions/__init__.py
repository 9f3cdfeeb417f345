"""What can be done to the organisation, its users, and the codes by which people sign in."""

from hustings.accounts.actions.codes import issue_code, redeem_code
from hustings.accounts.actions.organisation import set_up_organisation
from hustings.accounts.actions.users import (
    accept_invitation,
    change_password,
    end_role,
    invite,
    invite_first_administrator,
    open_invitation,
    replace_password,
)

__all__ = [
    "accept_invitation",
    "change_password",
    "end_role",
    "invite",
    "invite_first_administrator",
    "issue_code",
    "open_invitation",
    "redeem_code",
    "replace_password",
    "set_up_organisation",
]
