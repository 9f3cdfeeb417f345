"""Ballots in; winners and every stage of the count out.

profile = Profile.from_totals(["Ann", "Bob"], [40, 35], ballots=75)
result = count(profile, "fptp", seats=1)
result.elected, result.stages, result.sentences
"""

from hustings.counting import formats, reports
from hustings.counting.profile import Profile, ProfileError
from hustings.counting.record import Count, Stage
from hustings.counting.reserve import Reserve, ReserveError, reserves_of
from hustings.counting.rules import RULES, Option, OptionError, Rule, count
from hustings.counting.ties import (
    ByRule,
    Drawn,
    LookBack,
    LookForward,
    Lot,
    Tie,
    TiePolicy,
    UnbrokenTie,
    lot_order,
)

__all__ = [
    "RULES",
    "ByRule",
    "Count",
    "Drawn",
    "LookBack",
    "LookForward",
    "Lot",
    "Option",
    "OptionError",
    "Profile",
    "ProfileError",
    "Reserve",
    "ReserveError",
    "Rule",
    "Stage",
    "Tie",
    "TiePolicy",
    "UnbrokenTie",
    "count",
    "formats",
    "lot_order",
    "reports",
    "reserves_of",
]
