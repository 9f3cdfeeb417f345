"""The tables of an election, split by noun."""

from hustings.elections.models.candidates import STATEMENT_WORDS, Candidate, Option, Pledge, PledgeAnswer, Slate
from hustings.elections.models.elections import MOMENTS, Approval, Contest, Election, TimetableChange
from hustings.elections.models.notices import Delivery, Notice

__all__ = [
    "MOMENTS",
    "STATEMENT_WORDS",
    "Approval",
    "Candidate",
    "Contest",
    "Delivery",
    "Election",
    "Notice",
    "Option",
    "Pledge",
    "PledgeAnswer",
    "Slate",
    "TimetableChange",
]
