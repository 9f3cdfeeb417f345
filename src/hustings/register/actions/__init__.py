"""What can be done to the register."""

from hustings.register.actions.addresses import agree_to_address, refuse_address
from hustings.register.actions.cards import issue_card, issue_cards
from hustings.register.actions.corrections import correct_event
from hustings.register.actions.endings import carry_out_due_endings
from hustings.register.actions.erasure import ask_for_erasure, erase
from hustings.register.actions.imports import check_import, discard_import, start_import, upload_import
from hustings.register.actions.leaving import rejoin, resign, save_register_rules, withdraw_resignation
from hustings.register.actions.people import add_member, correct_details, record_event
from hustings.register.actions.sign_in import redeem_sign_in, send_sign_in_code
from hustings.register.actions.units import (
    add_to_unit,
    end_unit_membership,
    end_unit_officer,
    name_unit_officer,
    save_unit,
)

__all__ = [
    "add_member",
    "add_to_unit",
    "agree_to_address",
    "ask_for_erasure",
    "carry_out_due_endings",
    "check_import",
    "correct_details",
    "correct_event",
    "discard_import",
    "end_unit_membership",
    "end_unit_officer",
    "erase",
    "issue_card",
    "issue_cards",
    "name_unit_officer",
    "record_event",
    "redeem_sign_in",
    "refuse_address",
    "rejoin",
    "resign",
    "save_register_rules",
    "save_unit",
    "send_sign_in_code",
    "start_import",
    "upload_import",
    "withdraw_resignation",
]
