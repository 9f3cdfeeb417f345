"""What the log says of the people who work here."""

from django.utils.translation import gettext_lazy as _

# verb -> what was done, in a sentence; in braces the facts of the event.
SENTENCES = {
    "accounts.invitation_accepted": _("An invitation was accepted, with these roles: {roles}."),
    "accounts.invited": _("Somebody was invited, or sent a link for a new password. Roles: {roles}."),
    "accounts.organisation_set_up": _("The settings of the organisation were saved. Changed: {changed}."),
    "accounts.password_changed": _("A password was changed."),
    "accounts.role_ended": _("A role ended: {role}."),
    "accounts.signed_in": _("Somebody who works here signed in."),
}
