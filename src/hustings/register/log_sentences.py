"""What the log says of the register."""

from django.utils.translation import gettext_lazy as _

# verb -> what was done, in a sentence; in braces the facts of the event.
SENTENCES = {
    "register.address_change_agreed": _("A second officer agreed to a member's new address."),
    "register.address_change_asked": _("A new address was asked for, which waits for a second officer."),
    "register.address_change_refused": _("A new address of a member was refused."),
    "register.card_issued": _("Card {issue} of a member was made."),
    "register.cards_issued": _("{cards} cards were made for print."),
    "register.details_corrected": _("A member's details were corrected: {changed}."),
    "register.event_recorded": _("An event was recorded for member {member}: {kind}, from {on}."),
    "register.erasure_asked": _("A former member asked to be erased."),
    "register.event_corrected": _("Event {event} of member {member} was corrected: it took effect on {on}."),
    "register.event_taken_back": _("Event {event} of member {member} was taken back."),
    "register.file_discarded": _("An uploaded file of members was discarded."),
    "register.file_uploaded": _("A file of members was uploaded, as at {as_at}."),
    "register.member_added": _("A member was added, who joined on {joined_on}."),
    "register.member_erased": _("A former member was erased: a pseudonym stands in their place."),
    "register.member_signed_in": _("A member signed in, in that hour."),
    "register.members_imported": _("A file of members was imported: {new} new, {changed} changed, {refused} refused."),
    "register.members_listed": _("The list of members was read: {shown} of them were shown."),
    "register.events_read": _("Events of standing were read: {shown} of them were shown."),
    "register.members_read": _("Members were read: {shown} of them were shown."),
    "register.members_upserted": _("Members were brought up to date: {new} new, {changed} changed, {refused} refused."),
    "register.token_made": _("A token for another program was made, good for {days} days."),
    "register.token_revoked": _("A token for another program was revoked."),
    "register.unit_memberships_read": _("Who belongs to which unit was read: {shown} were shown."),
    "register.members_exported": _("The details of {members} members were saved as a file."),
    "register.rules_changed": _("The rules of the register were changed: {changed}."),
    "register.unit_added": _("A unit was added."),
    "register.unit_changed": _("A unit was changed."),
    "register.unit_officer_ended": _("User {user} no longer sees the members of unit {unit}."),
    "register.unit_officer_named": _("User {user} was named to see the members of unit {unit}."),
    "register.unit_joined": _("A member belongs to unit {unit} from {from_date}."),
    "register.unit_left": _("A member belongs to unit {unit} no longer, from {to_date}."),
}
