"""The tables of conduct, split by noun."""

from hustings.conduct.models.cases import Allegation, Case, CaseEvent, Deadline, Part, Stage, TextKind
from hustings.conduct.models.panels import Draw, Interest, LeftOut, Objection, PoolMember
from hustings.conduct.models.rules import ConductRules, SanctionKind
from hustings.conduct.models.sanctions import Appeal, Effect, Finding, Sanction, SanctionEnd
from hustings.conduct.models.secrets import Admission, CaseKey, EvidenceFile, PersonKey, Reading, Receipt, Sealed

__all__ = [
    "Admission",
    "Allegation",
    "Appeal",
    "Case",
    "CaseEvent",
    "CaseKey",
    "ConductRules",
    "Deadline",
    "Draw",
    "Effect",
    "EvidenceFile",
    "Finding",
    "Interest",
    "LeftOut",
    "Objection",
    "Part",
    "PersonKey",
    "PoolMember",
    "Reading",
    "Receipt",
    "Sanction",
    "SanctionEnd",
    "SanctionKind",
    "Sealed",
    "Stage",
    "TextKind",
]
