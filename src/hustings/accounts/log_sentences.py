"""What the log says of the people who work here."""

from django.utils.translation import gettext_lazy as _

# verb -> what was done, in a sentence; in braces the facts of the event.
SENTENCES = {
    "accounts.invitation_accepted": _("An invitation was accepted, with these roles: {roles}."),
    "accounts.invited": _("Somebody was invited, or sent a link for a new password. Roles: {roles}."),
    "accounts.organisation_set_up": _("The settings of the organisation were saved. Changed: {changed}."),
    "accounts.password_changed": _("A password was changed."),
    "accounts.recovery_code_used": _("Somebody signed in with a recovery code. Codes left: {left}."),
    "accounts.recovery_codes_made": _("Somebody made new recovery codes."),
    "accounts.role_ended": _("A role ended: {role}."),
    "accounts.second_factor_added": _("A second factor was added: {kind}."),
    "accounts.second_factor_removed": _("A second factor was removed: {kind}."),
    "accounts.sessions_ended": _("Somebody who works here was signed out in other browsers: {count}."),
    "accounts.signed_in": _("Somebody who works here signed in."),
}
