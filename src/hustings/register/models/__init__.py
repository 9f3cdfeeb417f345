"""The register: members, the units they belong to, and the dated events from which their standing follows."""

from hustings.register.models.cards import CardIssue
from hustings.register.models.imports import MemberImport, import_storage
from hustings.register.models.members import AddressChange, Member, Unit, UnitMembership, plain, search_text
from hustings.register.models.standing import EventKind, StandingEvent

__all__ = [
    "AddressChange",
    "CardIssue",
    "EventKind",
    "Member",
    "MemberImport",
    "StandingEvent",
    "Unit",
    "UnitMembership",
    "import_storage",
    "plain",
    "search_text",
]
