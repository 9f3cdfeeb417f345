"""The tables of an election, split by noun."""

from hustings.elections.models.annulments import ContestAnnulment
from hustings.elections.models.boards import (
    ArmedPoll,
    Board,
    BoardBallot,
    BoardRecord,
    MarkedRegister,
    PendingCredential,
    TurnoutHour,
)
from hustings.elections.models.bonds import Bond
from hustings.elections.models.candidates import STATEMENT_WORDS, Candidate, Option, Pledge, PledgeAnswer, Slate
from hustings.elections.models.ceremonies import CeremonyMessage, Rehearsal, RehearsedKey
from hustings.elections.models.challenged import ChallengedBallot
from hustings.elections.models.elections import MOMENTS, Approval, Contest, Election, TimetableChange
from hustings.elections.models.evidence import CustodyStep, EvidenceKey, ScrutineerReport
from hustings.elections.models.letters import LetterCode, PrintedLetter, PrintRun
from hustings.elections.models.nominations import (
    Booklet,
    Nomination,
    NominationRules,
    NominationsClose,
    Objection,
    UnitSecretary,
)
from hustings.elections.models.notices import Bounce, Delivery, Notice, NoticePlan
from hustings.elections.models.paper import PaperBatch, PaperEntry
from hustings.elections.models.results import Declaration, Lot
from hustings.elections.models.shuffles import PassedOver, Shuffle
from hustings.elections.models.submissions import Submission
from hustings.elections.models.trustees import PartialDecryption, ThresholdGroup, Trustee

__all__ = [
    "MOMENTS",
    "STATEMENT_WORDS",
    "Approval",
    "ArmedPoll",
    "Board",
    "BoardBallot",
    "BoardRecord",
    "Bond",
    "Booklet",
    "Bounce",
    "Candidate",
    "CeremonyMessage",
    "ChallengedBallot",
    "Contest",
    "ContestAnnulment",
    "CustodyStep",
    "Declaration",
    "Delivery",
    "Election",
    "EvidenceKey",
    "LetterCode",
    "Lot",
    "MarkedRegister",
    "Nomination",
    "NominationRules",
    "NominationsClose",
    "Notice",
    "NoticePlan",
    "Objection",
    "Option",
    "PaperBatch",
    "PaperEntry",
    "PartialDecryption",
    "PassedOver",
    "PendingCredential",
    "Pledge",
    "PledgeAnswer",
    "PrintRun",
    "PrintedLetter",
    "Rehearsal",
    "RehearsedKey",
    "ScrutineerReport",
    "Shuffle",
    "Slate",
    "Submission",
    "ThresholdGroup",
    "TimetableChange",
    "Trustee",
    "TurnoutHour",
    "UnitSecretary",
]
