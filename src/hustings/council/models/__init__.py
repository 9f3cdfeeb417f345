"""The tables of the council, split by noun."""

from hustings.council.models.bodies import Body, Seat, SeatHolding, Share, Term, Threshold
from hustings.council.models.consultations import Consultation, ConsultedUnit, Position, Response
from hustings.council.models.decisions import Decision
from hustings.council.models.divisions import Division, DivisionResult, Vote
from hustings.council.models.instruments import (
    ClauseRuling,
    Instrument,
    InstrumentVersion,
    MotionToAdopt,
    Proposal,
    Repeal,
    SourceText,
)
from hustings.council.models.meetings import AgendaItem, Attendance, Meeting, Minutes, ShortNoticeConsent
from hustings.council.models.motions import Amendment, Motion, MotionClause, Question, ReopeningSignature
from hustings.council.models.pledges import PledgeTest

__all__ = [
    "AgendaItem",
    "Amendment",
    "Attendance",
    "Body",
    "ClauseRuling",
    "Consultation",
    "ConsultedUnit",
    "Decision",
    "Division",
    "DivisionResult",
    "Instrument",
    "InstrumentVersion",
    "Meeting",
    "Minutes",
    "Motion",
    "MotionClause",
    "MotionToAdopt",
    "PledgeTest",
    "Position",
    "Proposal",
    "Question",
    "ReopeningSignature",
    "Repeal",
    "Response",
    "Seat",
    "SeatHolding",
    "Share",
    "ShortNoticeConsent",
    "SourceText",
    "Term",
    "Threshold",
    "Vote",
]
