"""What the log says of cases: which steps were taken, and nothing of what they were about."""

from django.utils.translation import gettext_lazy as _

# verb -> what was done, in a sentence; in braces the facts of the event.
SENTENCES = {
    "conduct.added": _("Words or files were added to a case."),
    "conduct.case_key_destroyed": _("The time was over for which a case is kept: its key was destroyed."),
    "conduct.case_sealed_anew": _("Somebody had left a case, and all of it was sealed anew."),
    "conduct.complaint_received": _("A complaint was received."),
    "conduct.interest_declared": _("Somebody in the pool declared an interest."),
    "conduct.key_made": _("Somebody chose a passphrase for cases."),
    "conduct.key_replaced": _("Somebody put a new key in the place of their key for cases."),
    "conduct.key_vouched_for": _("A conduct officer vouched for somebody's new key for cases."),
    "conduct.letter_printed": _("A letter was printed for somebody in a case who has no e-mail address."),
    "conduct.member_looked_up": _("A conduct officer looked for a member by name or number."),
    "conduct.passphrase_changed": _("Somebody changed their passphrase for cases."),
    "conduct.pool_joined": _("Member {member} was put into the pool from which people are drawn for cases."),
    "conduct.pool_left": _("Member {member} left the pool from which people are drawn for cases."),
    "conduct.ready": _("The time to object to those who were drawn for a case was over."),
    "conduct.reminded": _("Whoever must act in a case was reminded."),
    "conduct.rules_saved": _("The rules of conduct were changed: {changed}."),
    "conduct.step_taken": _("A step was taken in a case."),
}
