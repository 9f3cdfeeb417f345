"""What can be done about the franchise: groups, rules, rolls, challenges."""

from hustings.franchise.actions.challenges import (
    ask_for_removal,
    decide_challenge,
    make_challenge,
    register_late,
)
from hustings.franchise.actions.groups import declare, make_group, retire_group, take_back_declaration
from hustings.franchise.actions.rolls import freeze_roll
from hustings.franchise.actions.rules import create_rule, retire_rule

__all__ = [
    "ask_for_removal",
    "create_rule",
    "decide_challenge",
    "declare",
    "freeze_roll",
    "make_challenge",
    "make_group",
    "register_late",
    "retire_group",
    "retire_rule",
    "take_back_declaration",
]
