"""The register: members, the units they belong to, and the dated events from which their standing follows."""

from hustings.register.models.cards import CardIssue, CardKeyUse
from hustings.register.models.duplicates import Duplicate
from hustings.register.models.erasure import ErasureRequest
from hustings.register.models.imports import MemberImport, import_storage
from hustings.register.models.leaving import Ending, RegisterRules
from hustings.register.models.members import AddressChange, Member, Unit, UnitMembership, plain, search_text
from hustings.register.models.sessions import MemberSession
from hustings.register.models.standing import EventKind, StandingEvent
from hustings.register.models.tokens import ApiToken
from hustings.register.models.units import UnitChange, UnitOfficer

__all__ = [
    "AddressChange",
    "ApiToken",
    "CardIssue",
    "CardKeyUse",
    "Duplicate",
    "Ending",
    "ErasureRequest",
    "EventKind",
    "Member",
    "MemberImport",
    "MemberSession",
    "RegisterRules",
    "StandingEvent",
    "Unit",
    "UnitChange",
    "UnitMembership",
    "UnitOfficer",
    "import_storage",
    "plain",
    "search_text",
]
