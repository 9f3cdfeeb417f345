"""The tables of conduct, split by noun."""

from hustings.conduct.models.cases import Allegation, Case, CaseEvent, Deadline, Part, Stage, TextKind
from hustings.conduct.models.panels import Draw, Interest, Objection, PoolMember
from hustings.conduct.models.rules import ConductRules, SanctionKind
from hustings.conduct.models.sanctions import Appeal, Finding, Sanction, SanctionEnd

__all__ = [
    "Allegation",
    "Appeal",
    "Case",
    "CaseEvent",
    "ConductRules",
    "Deadline",
    "Draw",
    "Finding",
    "Interest",
    "Objection",
    "Part",
    "PoolMember",
    "Sanction",
    "SanctionEnd",
    "SanctionKind",
    "Stage",
    "TextKind",
]
