"""What the log says of rules and rolls."""

from django.utils.translation import gettext_lazy as _

# verb -> what was done, in a sentence; in braces the facts of the event.
SENTENCES = {
    "franchise.challenge_decided": _("A challenge to roll {roll} was decided: {decision}."),
    "franchise.challenge_made": _("Roll {roll} was challenged: {kind} member {member}."),
    "franchise.declaration_made": _("It was declared that a member belongs to a reserved group."),
    "franchise.declaration_taken_back": _("A declaration of belonging to a reserved group was taken back."),
    "franchise.group_made": _("A reserved group was made, to which members belong by their own word."),
    "franchise.group_retired": _("A reserved group was retired: nobody declares it any more."),
    "franchise.member_looked_up": _("Somebody looked up whether a member can vote, by rule {rule}."),
    "franchise.late_looked_up": _("Somebody looked up who was entered in the register after a roll was frozen."),
    "franchise.registered_late": _("{count} members who had met its rule were put on a frozen roll afterwards."),
    "franchise.roll_frozen": _("A roll of {size} electors was frozen, as at {as_at}."),
    "franchise.roll_looked_up": _("Somebody looked up whether a member is on a roll."),
    "franchise.rule_created": _("A rule was made that says who may vote."),
    "franchise.rule_previewed": _("Somebody looked at whom a rule lets vote, as at {as_at}."),
    "franchise.rule_retired": _("A rule was retired: it is offered no longer."),
}
